"""Closing time 收窗: whoever still waits is left unserved, with a number and a name."""

from __future__ import annotations

from datetime import date, datetime

from dengwen import times
from dengwen.intake.window import events as e
from dengwen.intake.window import rules, telling
from dengwen.intake.window.actions.naming import who_calls_back
from dengwen.intake.window.models import QueueRow
from dengwen.intake.window.sitting import sit
from dengwen.people.actor import SYSTEM


def close(window: str, day: date, *, at: datetime | None = None) -> int:
    """Settle a day that is over at a window; how many visitors it left unserved.

    Those never called are left at closing, those called and never finished an hour later. What
    nobody needs any more to reach a visitor is destroyed then.
    """
    with sit(SYSTEM, window, day, at) as laid:
        found = rules.late(laid.queue, laid.at)
        for ticket in found:
            staff, name = who_calls_back(laid)
            laid.happen(
                e.TicketUnserved(ticket=ticket.id, ground="closing", call_back=staff, name=name)
            )
            telling.tell(laid, ticket, "window_unserved", told=name)
        for ticket in rules.spent(laid.queue, laid.at):
            telling.forget(laid, ticket)
    return len(found)


def due(limit: int) -> list[tuple[str, date]]:
    """The days of windows that are due a look, the longest due first."""
    rows = QueueRow.objects.filter(next_at__lte=times.now()).order_by("next_at", "id")
    return list(rows.values_list("window", "day")[:limit])
