"""What every change of a window's hours has to do: its row, and the days already in use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dengwen import times
from dengwen.intake.window import events as e
from dengwen.intake.window import rows, sitting, state, telling
from dengwen.intake.window.actions.naming import who_calls_back
from dengwen.intake.window.models import QueueRow
from dengwen.intake.window.sitting import Sitting
from dengwen.intake.window.state import Window
from dengwen.ledger import store
from dengwen.matters.events import Data
from dengwen.people.actor import Actor


def write(actor: Actor, window: Window, data: Data) -> Window:
    """Write one fact into a window's stream and bring its row up to it."""
    made = sitting.fact(data, actor.id, times.now())
    stream = f"window:{window.id}"
    store.append([(stream, window.version, [made])])
    changed = state.fold_window(store.read(stream))
    rows.write_window(changed)
    return changed


def days_used(window: str) -> list[date]:
    """The days from today on to which somebody has a claim."""
    ahead = QueueRow.objects.filter(window=window, day__gte=sitting.today())
    return sorted(ahead.values_list("day", flat=True))


def follow(actor: Actor, window: str, days: Iterable[date]) -> None:
    """Give days in use their new hours, and settle with those who lose their turn by it."""
    for day in days:
        if QueueRow.objects.filter(window=window, day=day).exists():
            with sitting.sit(actor, window, day) as at:
                _follow(at)


def _follow(at: Sitting) -> None:
    spans = sitting.told(at.plan)
    if spans == [[times.iso(s.begin), times.iso(s.end)] for s in at.queue.spans]:
        return
    at.happen(e.QueueRearranged(spans=spans, at_once=at.window.at_once))
    for ticket in list(at.queue.tickets.values()):
        inside = any(s.begin <= ticket.turn_at < s.end for s in at.queue.spans)
        if ticket.state == "booked" and not inside:
            _cancel(at, ticket)
        elif ticket.state == "waiting" and (at.queue.closes_at or at.at) <= at.at:
            staff, name = who_calls_back(at)
            told = e.TicketUnserved(ticket=ticket.id, ground="shut", call_back=staff, name=name)
            at.happen(told)
            telling.tell(at, ticket, "window_unserved", told=name)


def _cancel(at: Sitting, ticket: state.Ticket) -> None:
    reason = at.plan.reason
    at.happen(e.BookingCancelled(ticket=ticket.id, ground="window", reason=reason))
    telling.tell(at, ticket, "window_cancelled", reason=reason)
