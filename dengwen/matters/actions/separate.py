"""Separate 分案: two joined matters go their own ways again."""

from __future__ import annotations

from datetime import datetime

from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.papers import key_of
from dengwen.matters.actions.together import act_on_both
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


def separate(
    actor: Actor, number: str, other: str, reason: str, at: datetime | None = None
) -> Matter:
    """Undo a join, with the reason. What was done in either meanwhile stands. Raises `Refusal`."""

    def story(here: Case, there: Case) -> None:
        for case, beside in ((here, there), (there, here)):
            rules.require_joined(case.matter, beside.matter.number, actor)
        text = rules.clean_text("reason", reason, limit=4_000)
        for case, beside in ((here, there), (there, here)):
            separated = e.MatterSeparated(
                other_number=beside.matter.number, reason=Sealed(key_of(case.matter), text)
            )
            case.happen(separated, case.under.procedure.basis)

    return act_on_both(actor, number, other, story, at)
