"""Copies for whom a matter is about, where the pack tells them (`subject.told`).

Under a law that forbids it nothing here ever happens; under one that wishes it, the words of the
paper come to their desk.
"""

from __future__ import annotations

from collections.abc import Iterable

from dengwen.delivery import outbox
from dengwen.documents import composing
from dengwen.documents.paper import Paper
from dengwen.matters import events as e
from dengwen.matters.actions.case import Case
from dengwen.matters.state import Document, Matter
from dengwen.people.models import StaffRow


def send_copies(case: Case, issued: Document, paper: Paper) -> None:
    """Send the paper to the staff it is about who have had no copy, once the rows are written.

    Nothing where the pack keeps the paper from them (`confidential_from_subject`), and nothing to
    anyone of whom it is not confirmed that it is about them. The words are sealed under the key of
    the person the paper is about, so that they go when that person is erased.
    """
    if paper.rule.confidential_from_subject:
        return
    named = [one for one in case.matter.told_staff if one not in issued.copied_to]
    rows = list(StaffRow.objects.filter(id__in=named, active=True).order_by("id"))
    if not rows:
        return
    told = e.SubjectTold(document=issued.id, kind=issued.kind, staff=[one.id for one in rows])
    case.happen(told, case.under.procedure.subject.basis)
    case.then(lambda matter: _put(matter, issued, paper, rows))


def _put(matter: Matter, issued: Document, paper: Paper, rows: Iterable[StaffRow]) -> None:
    for one in rows:
        values = composing.values(paper, issued.number, one.language) | {"addressee": one.name}
        notice = paper.rule.notice
        whose = paper.person
        outbox.put(matter.stream, whose, "desk", one.id, notice, values, one.language, own=True)
