"""Seeing a paper before it is issued: the same paper, without a number and marked as a draft."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dengwen.matters import rules
from dengwen.matters.actions import papers
from dengwen.matters.actions.case import open_case
from dengwen.web.desk.acting import At


@transaction.atomic
def draft(at: At, step_id: str, kind: str, given: dict[str, Any]) -> bytes:
    """The PDF of a paper as the step would issue it now. Raises `Refusal`; keeps nothing."""
    case = open_case(at.actor, at.matter.number)
    step = case.under.procedure.steps[step_id]
    fields = rules.clean_fields(step.needs, given, case.matter, case.under.zone)
    case.matter.outcome = step.outcome or str(fields.get(step.outcome_from or "") or "")
    return papers.preview_paper(case, kind, fields)
