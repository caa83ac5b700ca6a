"""Erase 刪除: a person's words, name and files are destroyed; that it happened is not."""

from __future__ import annotations

from datetime import datetime

from dengwen.errors import Refusal
from dengwen.ledger import store
from dengwen.matters import events as e
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
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
                gettext_noop("Personal details are needed until the matter has ended."),
                mend=gettext_noop("Withdraw the matter first, or wait for its end."),
            )
        case.happen(e.PartyErased(person=person, reason=reason))
        case.then(lambda matter: destroy(matter, person))

    return act(actor, number, story, at)


def destroy(matter: Matter, person: str) -> None:
    """Destroy the person's keys: their own, and those under which their needs were sealed."""
    stated = [one for p in matter.parties.values() if p.person == person for one in p.stated]
    for key in [person, *(one.needs.person for one in stated)]:
        store.erase(matter.stream, key)
