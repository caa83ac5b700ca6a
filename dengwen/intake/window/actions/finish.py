"""Finishing with a visitor 辦結: they leave with a number and the name of whom to see."""

from __future__ import annotations

from datetime import date, datetime

from dengwen.intake.window import events as e
from dengwen.intake.window import rules, telling
from dengwen.intake.window.sitting import sit
from dengwen.intake.window.state import Ticket
from dengwen.people.actor import Actor


def finish(
    actor: Actor,
    window: str,
    day: date,
    ticket: str,
    whom: str,
    *,
    staff: str = "",
    at: datetime | None = None,
) -> Ticket:
    """Note whom the visitor was told to see, an officer or another body. Raises Refusal."""
    with sit(actor, window, day, at) as laid:
        rules.may_serve(actor, laid.window.path)
        found = laid.ticket(ticket)
        rules.stands(found, "called")
        laid.happen(e.TicketServed(ticket=ticket, whom=rules.named(whom), staff=staff))
        telling.forget(laid, found)
    return found
