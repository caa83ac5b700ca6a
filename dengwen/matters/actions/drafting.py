"""Drafts 預覽: a paper as a step would issue it now, for whomever it is; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dengwen.documents import issuing
from dengwen.documents.paper import Face, Paper
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.papers import draft_paper
from dengwen.matters.actions.to_subject import draft_to_subjects


def preview_paper(
    case: Case, kind: str, fields: Mapping[str, Any], remarks: Iterable[str] = ()
) -> bytes:
    """The PDF of a paper, without a number, marked as a draft, with remarks to its writer beneath.

    Raises Refusal when nobody in the matter is to be given it.
    """
    return issuing.preview(_draft(case, kind, fields), remarks)


def preview_faces(
    case: Case, kind: str, fields: Mapping[str, Any], remarks: Iterable[str] = ()
) -> list[Face]:
    """What `preview_paper` sets, as it stands in each language. Raises Refusal as it does."""
    return issuing.drafts(_draft(case, kind, fields), remarks)


def paper_words(case: Case, kind: str, fields: Mapping[str, Any]) -> str:
    """What a paper would say. Raises Refusal as `preview_paper` does."""
    return issuing.words(_draft(case, kind, fields))


def _draft(case: Case, kind: str, fields: Mapping[str, Any]) -> Paper:
    for_subject = case.under.procedure.documents[kind].for_subject
    return (draft_to_subjects if for_subject else draft_paper)(case, kind, fields)
