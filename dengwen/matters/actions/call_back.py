"""Call back 回電: promise a person that they will be telephoned, and keep the promise."""

from __future__ import annotations

from datetime import datetime, timedelta

from dengwen import times
from dengwen.errors import Refusal
from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.papers import key_of
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor

FURTHEST = timedelta(days=31)
"""How far ahead a call can be promised."""


def promise_call(
    actor: Actor,
    number: str,
    by_at: datetime,
    why: str = "",
    party: str = "",
    at: datetime | None = None,
) -> Matter:
    """Promise a party (the first, when none is named) a call, at the latest at `by_at`."""

    def story(case: Case) -> None:
        matter = case.matter
        rules.require_working(matter, actor)
        rules.require_open(matter, case.under.procedure)
        to = party if party in matter.parties else next(iter(matter.parties), "")
        if not case.at < by_at <= case.at + FURTHEST:
            raise Refusal(
                "call_too_far",
                gettext_noop("A call is promised for a time to come, within a month."),
                field="by_at",
            )
        words = Sealed(key_of(matter, to), rules.clean_text("why", why)) if why else None
        call = f"c{len(matter.calls) + 1}"
        case.happen(e.CallPromised(call=call, party=to, by_at=times.iso(by_at), why=words))

    return act(actor, number, story, at)


def call_made(
    actor: Actor,
    number: str,
    call: str,
    reached: bool,
    said: str = "",
    at: datetime | None = None,
) -> Matter:
    """Record that a promised call was made; one that reached nobody stays owed."""

    def story(case: Case) -> None:
        matter = case.matter
        rules.require_working(matter, actor)
        promised = matter.calls.get(call)
        if promised is None or promised.reached_at is not None:
            raise Refusal("no_such_call", gettext_noop("No such call is owed."), status=404)
        key = key_of(matter, promised.party)
        words = Sealed(key, rules.clean_text("said", said)) if said else None
        case.happen(e.CallMade(call=call, party=promised.party, reached=reached, said=words))

    return act(actor, number, story, at, retry=True)
