"""Papers for those a matter is about 送達所涉人員: thanks that reach who is thanked, and the notice
that clears who was accused without ground.

Each member of staff and each unit has a paper of its own, which comes to their desks whether or not
they may see the matter. Where the pack bars those it is about, nothing stands on it that tells who
brought the matter, when, where or in what words, and it is sealed under no key of theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from dengwen.delivery import outbox
from dengwen.documents import composing, issuing
from dengwen.documents.paper import Issued, Paper
from dengwen.law import library
from dengwen.law import procedure as law
from dengwen.matters import events as e
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.ladder import nearest
from dengwen.matters.actions.papers import SERVICE_KEY, compose, nobody_to_serve
from dengwen.matters.state import Matter
from dengwen.people import units
from dengwen.people.models import StaffRow


@dataclass(frozen=True)
class Addressed:
    """Someone of the service to whom a paper is made out, and the desks to which it comes."""

    name: str
    desks: list[StaffRow]


def issue_to_subjects(case: Case, kind: str, step: str, fields: Mapping[str, Any]) -> None:
    """Issue a paper of this kind to each of those it is about, once that is confirmed, and put it
    on their desks. Raises Refusal when there is nobody."""
    rule = case.under.procedure.documents[kind]
    found = addressed(case.matter, rule)
    if not found:
        raise nobody_to_serve(rule)
    for one in found:
        paper = _made_out(case, kind, fields, one)
        issued = issuing.issue(paper)
        _record(case, paper, issued, step, one)
        _put(case, paper, issued, one)


def draft_to_subjects(case: Case, kind: str, fields: Mapping[str, Any]) -> Paper:
    """The paper as the first of those it is about would be given it now. Raises Refusal."""
    rule = case.under.procedure.documents[kind]
    found = addressed(case.matter, rule)
    if not found:
        raise nobody_to_serve(rule)
    return _made_out(case, kind, fields, found[0])


def addressed(matter: Matter, rule: law.Document) -> list[Addressed]:
    """Each member of staff and each unit it is confirmed to be about; a unit's paper comes to the
    desks of all who serve there, and each to those above whom the pack names."""
    if not matter.about_confirmed:
        return []
    found = []
    for one in StaffRow.objects.filter(id__in=matter.about_staff, active=True).order_by("id"):
        above = _above(rule, tuple(one.unit_path), {one.id})
        found.append(Addressed(one.name, [one, *above]))
    for unit_id in matter.about_units:
        unit = units.get(unit_id)
        serving = list(StaffRow.objects.filter(unit=unit_id, active=True).order_by("id"))
        above = _above(rule, unit.path, {one.id for one in serving})
        language = library.current().file.default_language
        found.append(Addressed(library.say(unit.name, language), [*serving, *above]))
    return [one for one in found if one.desks]


def _above(rule: law.Document, path: tuple[str, ...], without: set[str]) -> list[StaffRow]:
    """Who holds one of the rule's roles nearest above, other than those who have it already."""
    found: dict[str, StaffRow] = {}
    for role in rule.for_above:
        for at in range(len(path), 0, -1):
            holders = [one for one in nearest(role, path[:at]) if one.id not in without]
            if holders:
                found |= {one.id: one for one in holders}
                break
    return list(found.values())


def _made_out(case: Case, kind: str, fields: Mapping[str, Any], one: Addressed) -> Paper:
    paper = compose(case, kind, [], fields)
    default = case.under.pack.file.default_language
    languages = tuple(dict.fromkeys([default, *(desk.language for desk in one.desks[:1])]))
    paper = msgspec.structs.replace(paper, addressees=(one.name,), languages=languages)
    return _closed(paper) if case.matter.subject_barred else paper


def _closed(paper: Paper) -> Paper:
    """The paper without anything by which who brought the matter might be known."""
    return msgspec.structs.replace(
        paper,
        person=SERVICE_KEY,
        matter_number="",
        what="",
        place="",
        said="",
        said_by="",
        received_on=None,
        taken={},
        clocks={},
        confidential=True,
    )


def _record(case: Case, paper: Paper, issued: Issued, step: str, one: Addressed) -> None:
    basis = paper.rule.basis
    case.happen(
        e.DocumentIssued(
            document=issued.document,
            kind=paper.kind,
            number=issued.number,
            languages=list(issued.languages),
            sha256=issued.sha256,
            person=paper.person,
            to=[],
            step=step,
        ),
        basis,
    )
    staff = [desk.id for desk in one.desks]
    case.happen(e.SubjectTold(document=issued.document, kind=paper.kind, staff=staff), basis)


def _put(case: Case, paper: Paper, issued: Issued, one: Addressed) -> None:
    """Once the rows are written, put the words of the paper on each desk, with the paper."""
    whose = "" if case.matter.subject_barred else paper.person

    def put(_matter: Matter) -> None:
        for desk in one.desks:
            values = composing.values(paper, issued.number, desk.language)
            values |= {"addressee": one.name}
            outbox.put(
                paper.stream,
                whose,
                "desk",
                desk.id,
                paper.rule.notice,
                values,
                desk.language,
                own=True,
                document=issued.document,
            )

    case.then(put)
