"""Seeing a paper before it is issued: the same paper, without a number and marked as a draft."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from dengwen.documents.paper import Face
from dengwen.matters import rules
from dengwen.matters.actions import drafting
from dengwen.matters.actions.case import Case, open_case
from dengwen.web.desk.acting import At

Given = dict[str, Any]
"""What was filled in for the step."""


@transaction.atomic
def draft(at: At, step_id: str, kind: str, given: Given, remarks: Iterable[str] = ()) -> bytes:
    """The PDF of a paper as the step would issue it now. Raises `Refusal`; keeps nothing."""
    case, fields = _standing(at, step_id, given)
    return drafting.preview_paper(case, kind, fields, remarks)


@transaction.atomic
def faces(at: At, step_id: str, kind: str, given: Given, remarks: Iterable[str] = ()) -> list[Face]:
    """What `draft` sets, as it stands in each language. Raises `Refusal`; keeps nothing."""
    case, fields = _standing(at, step_id, given)
    return drafting.preview_faces(case, kind, fields, remarks)


@transaction.atomic
def words(at: At, step_id: str, given: Given) -> str:
    """What all papers of the step would say to the person. Raises `Refusal`; keeps nothing."""
    case, fields = _standing(at, step_id, given)
    issued = case.under.procedure.steps[step_id].issues
    return "\n".join(drafting.paper_words(case, kind, fields) for kind in issued)


def _standing(at: At, step_id: str, given: Given) -> tuple[Case, Given]:
    """The matter as it would stand once the step was taken, and the fields as it takes them."""
    case = open_case(at.actor, at.matter.number)
    step = case.under.procedure.steps[step_id]
    fields = rules.clean_fields(step.needs, given, case.matter, case.under.zone)
    case.matter.outcome = step.outcome or str(fields.get(step.outcome_from or "") or "")
    return case, fields
