"""Where a window and a ticket stand 叫號進度, as the public's pages show it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from dengwen import times
from dengwen.documents import composing, render
from dengwen.errors import Undisclosed
from dengwen.intake.window import measured, rules, sitting
from dengwen.intake.window.actions.holding import Holder
from dengwen.intake.window.state import Queue, Ticket, Window
from dengwen.web import visits

LIVE = ("booked", "waiting", "called", "absent")
"""States in which the page of a ticket looks again by itself."""


def window(found: Window, queue: Queue | None) -> dict[str, Any]:
    """A window in words: what it is called, where, open or not, and how long people waited."""
    now = times.now()
    today = queue.spans if queue else sitting.plan_of(found, sitting.today()).spans
    waits = measured.lately(found.id)
    waiting = len(rules.order(queue, now)) if queue else 0
    return {
        "id": found.id,
        "name": visits.named(found.name),
        "place": visits.named(found.place),
        "unit": visits.unit(found),
        "standing": visits.standing(found, queue, now),
        "today": visits.spans(today),
        "waiting": waiting,
        "books": found.slot > 0,
        "measured": waits.measured,
        "median": visits.took(waits.median),
        "ninetieth": visits.took(waits.ninetieth),
    }


def free(found: Window, day: date) -> dict[datetime, int]:
    """The free times of a day."""
    queue = sitting.queue_on(found.id, day)
    return rules.free(queue, sitting.plan_of(found, day), found, times.now())


def state_of(held: Holder) -> str:
    """The state of a ticket that is held."""
    return _read(held)[1].state


def ticket(held: Holder) -> dict[str, Any]:
    """A ticket as its holder sees it: the number, who is before them, how long it may take."""
    queue, found = _read(held)
    now = times.now()
    expected = rules.expected(queue, found, now, measured.pace(held.window))
    today = held.day == sitting.today()
    return {
        "t": found,
        "w": window(sitting.get(held.window), queue if today else None),
        "before": rules.before(queue, found, now),
        "due": found.state == "waiting" or (found.state == "booked" and found.turn_at <= now),
        "expected": visits.about(expected),
        "at": visits.clock(found.turn_at),
        "day": held.day,
        "shut": queue.shut if today else None,
        "live": today and found.state in LIVE,
        "can_move": _can_move(found),
        "wait": visits.took(found.wait),
        "qr": render.qr(composing.follow_address(found.matter)) if found.matter else "",
    }


def _can_move(found: Ticket) -> bool:
    return found.state == "booked" or (found.state == "cancelled" and found.ground == "window")


def _read(held: Holder) -> tuple[Queue, Ticket]:
    queue = sitting.queue_on(held.window, held.day)
    if queue is None or held.ticket not in queue.tickets:
        raise Undisclosed
    return queue, queue.tickets[held.ticket]
