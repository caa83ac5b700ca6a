"""Telling visitors who left a way to reach them 告知; and destroying it when it is not needed.

The words come from the pack's notices. A pack without a notice tells nothing of that sort, and the
page of the ticket tells it all the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from dengwen.delivery import outbox
from dengwen.intake.window import events as e
from dengwen.intake.window.sitting import Sitting, zone
from dengwen.intake.window.state import Ticket, Window
from dengwen.law import library
from dengwen.ledger import store
from dengwen.ledger.event import Sealed
from dengwen.people import units

REACH = {"sms": "phone", "email": "email"}
"""The ways of telling a visitor, and the field of their contact that each needs."""


def tell(sitting: Sitting, ticket: Ticket, notice: str, **more: str) -> None:
    """Put a message to the visitor into the outbox, once what it tells of is written."""
    contact, way, stream = ticket.contact, ticket.notify_by, sitting.queue.stream
    if contact is None or way not in REACH or notice not in library.current().notices:
        return
    values = values_of(sitting.window, ticket) | more

    def put() -> None:
        given = contact.value or store.unseal(stream, contact) or {}
        address = given.get(REACH[way], "")
        if address:
            outbox.put(stream, ticket.id, way, address, notice, values, ticket.language)

    sitting.then(put)


def tell_all(sitting: Sitting, tickets: Iterable[Ticket], notice: str, **more: str) -> None:
    """Tell several of the same."""
    for ticket in tickets:
        tell(sitting, ticket, notice, **more)


def values_of(window: Window, ticket: Ticket) -> dict[str, str]:
    """What the notices of a window are filled from."""
    say = library.say
    unit = units.get(window.unit)
    return {
        "number": ticket.number,
        "what": say(window.name, ticket.language),
        "place": say(window.place, ticket.language),
        "told_at": ticket.turn_at.astimezone(zone()).strftime("%Y-%m-%d %H:%M"),
        "unit": unit.called(ticket.language),
        "unit_telephone": unit.contact.get("telephone", ""),
    }


def sealed(person: str, contact: dict[str, str]) -> Sealed | None:
    """A way to reach a visitor, sealed under the ticket's own key; None where none was given."""
    given = {name: value for name, value in contact.items() if value}
    return Sealed(person=person, value=given) if given else None


def forget(sitting: Sitting, ticket: Ticket) -> None:
    """Destroy the way to reach a visitor: nobody needs it any more."""
    if ticket.contact is None:
        return
    sitting.happen(e.ContactErased(ticket=ticket.id))
    stream, person = sitting.queue.stream, ticket.id
    sitting.then(lambda: store.erase(stream, person))
