"""Papers 公文 that a step issues: composed from the matter, issued, and served where the person
has agreed to be served electronically."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from dengwen.documents import issuing
from dengwen.documents.paper import Paper
from dengwen.errors import Refusal
from dengwen.law import procedure as law
from dengwen.law.clock import legal_day
from dengwen.law.procedure import Text
from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.copies import send_copies
from dengwen.matters.actions.telling import tell
from dengwen.matters.rules.who import UP, path_at
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Document, Matter
from dengwen.people import accounts, units

NOBODY = gettext_noop("Nobody in this matter is to be given this paper.")

SERVICE_KEY = "service"
"""The key that seals what belongs to no party."""


def key_of(matter: Matter, party: str = "") -> str:
    """The key under which words about a party are sealed: theirs, or of the first who brought it.

    So what staff wrote about a person goes with the person when they are erased.
    """
    known = matter.parties.get(party) or next(iter(matter.parties.values()), None)
    return known.person if known else SERVICE_KEY


def issue_paper(
    case: Case,
    kind: str,
    step: str,
    fields: Mapping[str, Any],
    values: Mapping[str, str] | None = None,
) -> None:
    """Issue a paper of this kind to every party it is served to; nothing when there is none.

    A party who agreed to electronic service and is told by e-mail or telephone has it served with
    its issue, for it then arrives where they asked for it; one who only looks here is served by
    opening it, and for the others the service is recorded when it happens.
    """
    rule = case.under.procedure.documents[kind]
    to = _addressed(case.matter, rule)
    if not to:
        return
    paper = compose(case, kind, to, fields, values)
    issued = issuing.issue(paper)
    case.happen(
        e.DocumentIssued(
            document=issued.document,
            kind=kind,
            number=issued.number,
            languages=list(issued.languages),
            sha256=issued.sha256,
            person=paper.person,
            to=to,
            step=step,
        ),
        rule.basis,
    )
    _serve_electronically(case, rule, issued.document, kind, to, paper.day)
    send_copies(case, case.matter.documents[issued.document], paper)
    told: dict[str, Text | str] = {"document": rule.label, "document_number": issued.number}
    tell(case, "document_issued", told, to)


def draft_paper(case: Case, kind: str, fields: Mapping[str, Any]) -> Paper:
    """The paper as it would be issued now. Raises Refusal when nobody is to be given it."""
    rule = case.under.procedure.documents[kind]
    to = _addressed(case.matter, rule)
    if not to:
        raise nobody_to_serve(rule)
    return compose(case, kind, to, fields)


def nobody_to_serve(rule: law.Document) -> Refusal:
    """There is nobody for whom the paper could be made out."""
    return Refusal("nobody_to_serve", NOBODY, basis=list(rule.basis))


def copy_earlier(case: Case) -> None:
    """Send the papers issued so far to the staff it is about who have had no copy of them."""
    zone = case.under.zone
    earlier = [paper for paper in case.matter.documents.values() if paper.to]
    for issued in earlier if case.matter.told_staff else []:
        paper = compose(case, issued.kind, issued.to, _fields_of(case.matter, issued))
        day = legal_day(issued.issued_at, zone)
        send_copies(case, issued, msgspec.structs.replace(paper, document=issued.id, day=day))


def _addressed(matter: Matter, rule: law.Document) -> list[str]:
    """The parties to whom a paper of this kind is given."""
    return [p.id for p in matter.parties.values() if p.role in rule.served_to and not p.erased]


def _fields_of(matter: Matter, issued: Document) -> Mapping[str, Any]:
    """What was filled in for the step that issued the paper."""
    steps = [line for line in matter.lines if line.type == "step_taken"]
    of = [one for one in steps if one.data.step == issued.step and one.at <= issued.issued_at]
    return of[-1].data.fields if of else {}


def _serve_electronically(
    case: Case, rule: law.Document, document: str, kind: str, to: list[str], day: date
) -> None:
    if "electronic" not in rule.ways:
        return
    for party in to:
        reached = case.matter.parties[party]
        # 民事訴訟法 art 90: served on the day on which it arrives in the addressee's own system.
        if reached.electronic and reached.notify_by in ("email", "sms"):
            served = e.DocumentServed(
                document=document,
                kind=kind,
                party=party,
                way="electronic",
                served_on=day.isoformat(),
            )
            case.happen(served, rule.basis)


def compose(
    case: Case,
    kind: str,
    to: list[str],
    fields: Mapping[str, Any],
    values: Mapping[str, str] | None = None,
) -> Paper:
    """The paper made out to these parties, of what the matter says and what was filled in; its
    first language is the pack's, the others are theirs."""
    matter, under = case.matter, case.under
    unit = units.get(matter.unit)
    addressed = [matter.parties[party] for party in to]
    default = under.pack.file.default_language
    languages = dict.fromkeys([default, *(p.language for p in addressed)])
    return Paper(
        stream=matter.stream,
        person=addressed[0].person if addressed else key_of(matter),
        document=f"d{len(matter.documents) + 1}",
        kind=kind,
        procedure=under.procedure,
        matter_kind=matter.kind,
        matter_number=matter.number,
        day=legal_day(case.at, under.zone),
        languages=tuple(languages),
        unit=unit.id,
        unit_code=unit.code,
        body=unit.name,
        contact=unit.contact,
        bodies=_bodies(matter),
        addressees=tuple(str(p.name.value) for p in addressed if p.name and p.name.value),
        fields=_opened(under.procedure, kind, fields),
        values=dict(values or {}),
        outcome=matter.outcome,
        what=_said(matter.subject),
        place=_said(matter.place.words) if matter.place else "",
        said=_said(matter.statement),
        said_by="、".join(_said(p.name) for p in matter.brought_by if p.named_publicly and p.name),
        received_on=legal_day(matter.received_at, under.zone) if matter.received_at else None,
        taken={act.step: legal_day(act.at, under.zone) for act in matter.acts},
        clocks={c.clock: c.facts.due_on for c in matter.clocks.values()},
        signed_by=accounts.name_of(case.actor.staff) if case.actor.staff else "",
        confidential=matter.restricted,
    )


def _opened(procedure: law.Procedure, kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields in the clear; a unit or a member of staff by name."""
    needs: dict[str, law.Field] = {}
    for step in procedure.steps.values():
        if kind in step.issues:
            needs |= step.needs
    found: dict[str, Any] = {}
    for name, value in fields.items():
        opened = value.value if isinstance(value, Sealed) else value
        sort = needs[name].type if name in needs else ""
        if sort == "unit":
            opened = units.get(opened).name
        elif sort == "staff":
            opened = accounts.name_of(opened)
        elif sort == "subject":
            continue  # whom it is about is on no paper
        found[name] = opened
    return found


def _bodies(matter: Matter) -> dict[str, Text]:
    """The names of the unit itself and of those above it."""
    paths = {level: path_at(matter, level) for level in UP}
    return {level: units.get(path[-1]).name for level, path in paths.items() if path}


def _said(sealed: Sealed | None) -> str:
    return str(sealed.value or "") if sealed else ""
