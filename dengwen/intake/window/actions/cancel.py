"""Cancelling a booking 取消預約, by whoever holds its code."""

from __future__ import annotations

from dengwen.intake.window import events as e
from dengwen.intake.window import rules, telling
from dengwen.intake.window.actions.holding import Holder
from dengwen.intake.window.sitting import sit
from dengwen.people.actor import PUBLIC


def cancel(held: Holder) -> None:
    """Give the time back to others, and destroy the way to reach who booked it. Raises Refusal."""
    with sit(PUBLIC, held.window, held.day) as laid:
        ticket = laid.ticket(held.ticket)
        rules.stands(ticket, "booked")
        laid.happen(e.BookingCancelled(ticket=ticket.id, ground="visitor"))
        telling.forget(laid, ticket)
