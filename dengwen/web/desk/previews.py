"""Seeing a paper before it is issued: the same paper, without a number and marked as a draft."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from dengwen.documents import issuing
from dengwen.errors import Refusal
from dengwen.matters import rules
from dengwen.matters.actions import papers
from dengwen.matters.actions.case import open_case
from dengwen.web.desk.acting import At

NOBODY = gettext_noop("Nobody in this matter is to be given this paper.")


@transaction.atomic
def draft(at: At, step_id: str, kind: str, given: dict[str, Any]) -> bytes:
    """The PDF of a paper as the step would issue it now. Raises `Refusal`; keeps nothing."""
    case = open_case(at.actor, at.matter.number)
    step, rule = case.under.procedure.steps[step_id], case.under.procedure.documents[kind]
    fields = rules.clean_fields(step.needs, given, case.matter, case.under.zone)
    case.matter.outcome = step.outcome or str(fields.get(step.outcome_from or "") or "")
    parties = case.matter.parties.values()
    to = [p.id for p in parties if p.role in rule.served_to and not p.erased]
    if not to:
        raise Refusal("nobody_to_serve", NOBODY, basis=list(rule.basis))
    return issuing.preview(papers._paper(case, kind, to, fields, {}))
