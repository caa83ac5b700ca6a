"""Serving a paper 送達: on whom, in which way, on which day. Pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from dengwen.errors import Refusal
from dengwen.law import procedure as law
from dengwen.matters.rules.fields import clean_day
from dengwen.matters.rules.who import holds, require_visible
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Document, Matter, Party
from dengwen.people.actor import Actor

SERVING = ("registrar", "handler", "approver", "inspectorate")
"""Roles that serve papers and record it."""


def require_service(
    matter: Matter, procedure: law.Procedure, document: str, party: str, way: str, actor: Actor
) -> tuple[Document, Party, law.Document]:
    """The paper, the party and what the pack says of the paper, when it may be served so."""
    require_visible(matter, actor)
    paper, person = matter.documents.get(document), matter.parties.get(party)
    spec = procedure.documents.get(paper.kind) if paper else None
    if paper is None or person is None or spec is None or party not in paper.to:
        raise Refusal(
            "unknown_document", gettext_noop("There is no such paper for this person."), status=404
        )
    basis = list(spec.basis)
    if actor.kind == "staff" and not holds(matter, actor, SERVING, "own"):
        raise Refusal(
            "not_your_role",
            gettext_noop("This needs another role at the unit that has the matter."),
            basis=basis,
            facts={"roles": list(SERVING), "level": "own"},
        )
    if paper.served_on(party) is not None:
        raise Refusal(
            "served_already",
            gettext_noop("This paper has reached the person already."),
            basis=basis,
        )
    if way not in spec.ways:
        raise Refusal(
            "way_not_allowed",
            gettext_noop("This paper may not be served in this way."),
            basis=basis,
            facts={"ways": list(spec.ways)},
            field="way",
        )
    if way == "electronic" and not person.electronic:
        raise Refusal(
            "no_consent",
            gettext_noop("The person has not agreed to be served electronically."),
            basis=basis,
            mend=gettext_noop("Serve it in person or by post, or ask for their consent first."),
            field="way",
        )
    return paper, person, spec


def served_at(paper: Document, served_on: object, now: datetime, zone: str) -> datetime:
    """The instant of a service on a day: now if it is today, else the middle of that day.

    Raises `Refusal` for a day before the paper was issued, or still to come.
    """
    day = clean_day("served_on", served_on)
    local = now.astimezone(ZoneInfo(zone))
    if day > local.date():
        raise Refusal("day_to_come", gettext_noop("This day has not come yet."), field="served_on")
    issued = paper.issued_at.astimezone(ZoneInfo(zone))
    if day < issued.date():
        raise Refusal(
            "before_issue",
            gettext_noop("The paper was issued only on {issued_on}."),
            facts={"issued_on": issued.date().isoformat()},
            field="served_on",
        )
    if day == local.date():
        return now
    return max(paper.issued_at, datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)))
