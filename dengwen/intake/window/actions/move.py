"""Choosing another time 改期, by whoever holds the code; the code stays the same."""

from __future__ import annotations

from datetime import datetime

from dengwen.intake.window import events as e
from dengwen.intake.window import rules, sitting, telling
from dengwen.intake.window.actions.book import enter
from dengwen.intake.window.actions.holding import Holder
from dengwen.intake.window.sitting import Sitting, sit
from dengwen.intake.window.state import Ticket
from dengwen.ledger import store
from dengwen.people.actor import PUBLIC


def move(held: Holder, slot_at: datetime) -> Holder:
    """Give the time back and book another at the same window, both or neither. Raises Refusal.

    One that the service cancelled can be moved as well.
    """
    day = slot_at.astimezone(sitting.zone()).date()
    with sit(PUBLIC, held.window, held.day) as old:
        ticket = old.ticket(held.ticket)
        rules.stands(ticket, "booked", "cancelled")
        if ticket.state == "cancelled" and ticket.ground != "window":
            rules.stands(ticket, "booked")
        contact = _contact(old, ticket)
        if ticket.state == "booked":
            old.happen(e.BookingCancelled(ticket=ticket.id, ground="moved"))
        if day == held.day:
            found = _enter(old, ticket, slot_at, contact)
            telling.forget(old, ticket)
        else:
            with sit(PUBLIC, held.window, day) as new:
                found = _enter(new, ticket, slot_at, contact)
            telling.forget(old, ticket)
    return Holder(held.window, day, found.id)


def _enter(laid: Sitting, ticket: Ticket, slot_at: datetime, contact: dict[str, str]) -> Ticket:
    place = f"{laid.queue.day}/{ticket.id}"
    made = enter(
        laid, slot_at, ticket.code_digest, ticket.language, contact, ticket.notify_by, place
    )
    telling.tell(laid, made, "window_booked")
    return made


def _contact(laid: Sitting, ticket: Ticket) -> dict[str, str]:
    if ticket.contact is None:
        return {}
    return dict(store.unseal(laid.queue.stream, ticket.contact) or {})
