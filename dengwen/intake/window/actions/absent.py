"""Nobody came when the number was called 過號."""

from __future__ import annotations

from datetime import date, datetime

from dengwen.intake.window import events as e
from dengwen.intake.window import rules
from dengwen.intake.window.sitting import sit
from dengwen.people.actor import Actor


def absent(
    actor: Actor, window: str, day: date, ticket: str, *, at: datetime | None = None
) -> None:
    """Note that nobody came; whoever comes back later is called again. Raises Refusal."""
    with sit(actor, window, day, at) as laid:
        rules.may_serve(actor, laid.window.path)
        rules.stands(laid.ticket(ticket), "called")
        laid.happen(e.VisitorAbsent(ticket=ticket))
