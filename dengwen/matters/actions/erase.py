"""Erase 刪除: a person's words, name and files are destroyed; that it happened is not."""

from __future__ import annotations

from datetime import datetime

from dengwen.errors import Refusal
from dengwen.ledger import store
from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.rules import erasing
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor

REASON = "the person's right"


def erase(
    actor: Actor, number: str, person: str, reason: str = REASON, at: datetime | None = None
) -> Matter:
    """Destroy what is kept of a person in the matter: key, sealed fields and every copy.

    For a party who followed the matter (themselves only) and for the system carrying out a
    decision. Raises `Refusal`.
    """

    def story(case: Case) -> None:
        own = case.matter.parties.get(actor.party) if actor.kind == "party" else None
        if actor.kind != "system" and (own is None or own.person != person):
            raise Refusal(
                "not_your_role", gettext_noop("Only the person themselves can ask for this.")
            )
        if not case.matter.final:
            raise Refusal(
                "still_running",
                erasing.STILL_RUNNING,
                mend=gettext_noop("Withdraw the matter first, or wait for its end."),
            )
        case.happen(e.PartyErased(person=person, reason=reason))
        case.then(lambda matter: destroy(matter, person))

    return act(actor, number, story, at)


def propose_erasure(
    actor: Actor, number: str, party: str, reason: str, at: datetime | None = None
) -> Matter:
    """Propose to erase a party who asked the service for it; another person decides."""

    def story(case: Case) -> None:
        matter = case.matter
        person = erasing.require_erasable(matter, party, actor)
        words = Sealed(person, rules.clean_text("reason", reason))
        proposed = e.StepProposed(
            proposal=f"a{matter.proposed + 1}",
            step=erasing.ERASE + party,
            fields={"reason": words},
            party=party,
            approver_roles=list(erasing.DECIDING.roles),
            approver_unit_path=list(rules.approver_path(matter, erasing.DECIDING.level)),
        )
        case.happen(proposed)

    return act(actor, number, story, at)


def approve_erasing(case: Case, proposal: str) -> None:
    """Erase as was proposed, when the actor may decide so. Raises `Refusal`."""
    found = erasing.require_erasing_approval(case.matter, proposal, case.actor)
    person = case.matter.parties[found.party].person
    case.happen(e.PartyErased(person=person, reason=REASON))
    case.then(lambda matter: destroy(matter, person))


def destroy(matter: Matter, person: str) -> None:
    """Destroy the person's keys: their own, and those under which their needs were sealed."""
    stated = [one for p in matter.parties.values() if p.person == person for one in p.stated]
    for key in [person, *(one.needs.person for one in stated)]:
        store.erase(matter.stream, key)
