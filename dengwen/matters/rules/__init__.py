"""Rules of matters 准否: what may happen next, by whom, and why not.

Owns: every reason to refuse, with its article. Never: I/O, the present time, a procedure's name.
Start here: `steps_now`; everything else raises a `Refusal`.
"""

from __future__ import annotations

from dengwen.matters.rules.clocks import clock_facts, ladder
from dengwen.matters.rules.conflicts import why_in_conflict
from dengwen.matters.rules.extensions import (
    require_extension,
    require_extension_approval,
    why_not_extend,
)
from dengwen.matters.rules.fields import clean_day, clean_fields, clean_text, seal
from dengwen.matters.rules.handing_over import (
    approval_of_handing,
    require_handing_approval,
    why_not_from,
    why_not_hand,
    why_not_taken_back,
)
from dengwen.matters.rules.remedies import Open, remedies_now, require_remedy
from dengwen.matters.rules.service import require_service, served_at
from dengwen.matters.rules.steps import (
    Offerable,
    approver_path,
    require_approval,
    require_return,
    require_step,
    steps_now,
    why_not,
    why_not_approve,
)
from dengwen.matters.rules.taking_part import (
    require_join,
    require_naming,
    require_open,
    require_party,
    require_question,
    require_rating,
    require_recusal,
    require_working,
)
from dengwen.matters.rules.together import (
    require_joined,
    require_joining,
    require_nobody_named,
)
from dengwen.matters.rules.who import require_visible, why_not_assign, why_not_theirs
from dengwen.matters.rules.words import changed_meanwhile

__all__ = [
    "Offerable",
    "Open",
    "approval_of_handing",
    "approver_path",
    "changed_meanwhile",
    "clean_day",
    "clean_fields",
    "clean_text",
    "clock_facts",
    "ladder",
    "remedies_now",
    "require_approval",
    "require_extension",
    "require_extension_approval",
    "require_handing_approval",
    "require_join",
    "require_joined",
    "require_joining",
    "require_naming",
    "require_nobody_named",
    "require_open",
    "require_party",
    "require_question",
    "require_rating",
    "require_recusal",
    "require_remedy",
    "require_return",
    "require_service",
    "require_step",
    "require_visible",
    "require_working",
    "seal",
    "served_at",
    "steps_now",
    "why_in_conflict",
    "why_not",
    "why_not_approve",
    "why_not_assign",
    "why_not_extend",
    "why_not_from",
    "why_not_hand",
    "why_not_taken_back",
    "why_not_theirs",
]
