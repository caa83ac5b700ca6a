"""Telling the people of a matter what happened, unasked, in the transaction in which it happened.

What is told of a restricted matter is its number, the step in the pack's own words and the next
date, and no name. Whoever the matter is about is told nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from dengwen.delivery import outbox
from dengwen.documents.composing import day_in_words, follow_address
from dengwen.law import library
from dengwen.law.procedure import Procedure, Text
from dengwen.matters.actions.case import Case
from dengwen.matters.rules.clocks import Law
from dengwen.matters.state import Matter, Party

ADDRESS = {"email": "email", "sms": "phone", "post": "address"}
"""Which part of the contact each channel goes to."""


def tell(
    case: Case,
    notice: str,
    values: Mapping[str, Text | str],
    parties: Iterable[str] | None = None,
) -> None:
    """Once the rows are written, put one message a party into the outbox (all parties, or those
    named). A value that is a text of the pack is said in the party's language."""
    chosen = None if parties is None else set(parties)

    def put(matter: Matter) -> None:
        for party in matter.parties.values():
            if chosen is None or party.id in chosen:
                send(matter, case.under, party, notice, values)

    case.then(put)


def send(
    matter: Matter, under: Law, party: Party, notice: str, values: Mapping[str, Text | str]
) -> bool:
    """Put one message to one party; False when they left no way to be told, or want none."""
    contact = party.contact.value if party.contact else None
    address = contact.get(ADDRESS.get(party.notify_by, ""), "") if contact else ""
    if party.erased or not address or notice not in library.current().notices:
        return False
    language = party.language
    said = {name: library.say(value, language) for name, value in values.items()}
    said |= {
        "number": matter.number,
        "follow_address": follow_address(matter.number),
        "next": _next(matter, under.procedure, language),
        "addressee": "" if matter.restricted or not party.name else str(party.name.value or ""),
    }
    outbox.put(matter.stream, party.person, party.notify_by, address, notice, said, language)
    return True


def last_day(due_on: str, language: str) -> str:
    """A due day, or the day of a due instant, in words."""
    return day_in_words(date.fromisoformat(due_on[:10]), language)


def _next(matter: Matter, procedure: Procedure, language: str) -> str:
    """The service's next duty and its last day, in the pack's words; empty when there is none."""
    owed = [
        clock
        for clock in matter.clocks.values()
        if clock.state == "running" and clock.facts.rule.owed_by == "service"
    ]
    first = min(owed, key=lambda clock: clock.due_at, default=None)
    spec = procedure.clocks.get(first.clock) if first else None
    if first is None or spec is None:
        return ""
    return f"{library.say(spec.label, language)} {last_day(first.facts.due_on, language)}"
