"""Serve 送達: a paper reached a person, or did not."""

from __future__ import annotations

from datetime import date, datetime

from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


def serve(
    actor: Actor,
    number: str,
    document: str,
    party: str,
    way: str,
    served_on: date | str,
    proof: str = "",
    at: datetime | None = None,
) -> Matter:
    """Record that the paper reached the party on a day; the clocks that hang on it start there.

    `proof` is what shows it (a receipt's number, who signed). Raises `Refusal`.
    """

    def story(case: Case) -> None:
        zone = case.under.zone
        paper, person, rule = rules.require_service(
            case.matter, case.under.procedure, document, party, way, actor
        )
        when = rules.served_at(paper, served_on, case.at, zone)
        shown = rules.clean_text("proof", proof, limit=2_000, required=False)
        served = e.DocumentServed(
            document=paper.id,
            kind=paper.kind,
            party=party,
            way=way,
            served_on=rules.clean_day("served_on", served_on).isoformat(),
            proof=Sealed(person.person, shown) if shown else None,
        )
        case.happen(served, rule.basis, at=when, source="typed")

    return act(actor, number, story, at)


def service_failed(
    actor: Actor,
    number: str,
    document: str,
    party: str,
    way: str,
    reason: str,
    at: datetime | None = None,
) -> Matter:
    """Record an attempt at service that did not reach the party, and why. Raises `Refusal`."""

    def story(case: Case) -> None:
        paper, person, rule = rules.require_service(
            case.matter, case.under.procedure, document, party, way, actor
        )
        text = rules.clean_text("reason", reason, limit=2_000)
        failed = e.ServiceFailed(
            document=paper.id, party=party, way=way, reason=Sealed(person.person, text)
        )
        case.happen(failed, rule.basis)

    return act(actor, number, story, at, retry=True)
