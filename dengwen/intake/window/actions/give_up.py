"""Leaving the queue 放棄等候, by whoever holds the ticket."""

from __future__ import annotations

from dengwen.intake.window import events as e
from dengwen.intake.window import rules, telling
from dengwen.intake.window.actions.holding import Holder
from dengwen.intake.window.sitting import sit
from dengwen.people.actor import PUBLIC


def give_up(held: Holder) -> None:
    """Wait no longer; those behind move up. Raises Refusal."""
    with sit(PUBLIC, held.window, held.day) as laid:
        ticket = laid.ticket(held.ticket)
        rules.stands(ticket, "waiting", "absent")
        laid.happen(e.TicketLeft(ticket=ticket.id))
        telling.forget(laid, ticket)
