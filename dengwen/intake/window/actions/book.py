"""Booking a time 預約: no name is asked; the code given for it changes and cancels it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from dengwen import times
from dengwen.intake import numbers
from dengwen.intake.window import events as e
from dengwen.intake.window import rules, sitting, telling
from dengwen.intake.window.models import TicketRow
from dengwen.intake.window.sitting import Sitting, sit
from dengwen.intake.window.state import Ticket
from dengwen.people.actor import PUBLIC, Actor


class Given(msgspec.Struct, frozen=True):
    """What the visitor is given. The code is kept nowhere but with them."""

    window: str
    day: str
    ticket: str
    number: str
    code: str


def book(
    window: str,
    slot_at: datetime,
    seed: str,
    *,
    actor: Actor = PUBLIC,
    language: str = "zh-Hant",
    contact: Mapping[str, str] | None = None,
    notify_by: str = "none",
    at: datetime | None = None,
) -> Given:
    """Book a free time; the same `seed` again gives the same booking. Raises Refusal.

    `contact` holds `phone` or `email`, where the visitor wants to be told of changes.
    """
    code = numbers.secret_of(seed, "ticket")
    given = again(window, code)
    if given is not None:
        return given
    day = slot_at.astimezone(sitting.zone()).date()
    with sit(actor, window, day, at) as laid:
        ticket = enter(laid, slot_at, numbers.digest(code), language, contact or {}, notify_by)
        telling.tell(laid, ticket, "window_booked")
    return Given(window, laid.queue.day, ticket.id, ticket.number, code)


def enter(
    laid: Sitting,
    slot_at: datetime,
    digest: str,
    language: str,
    contact: Mapping[str, str],
    notify_by: str,
    moved_from: str = "",
) -> Ticket:
    """Write a booking into the day that is laid open. Raises Refusal when the time is not free."""
    zone = sitting.zone()
    left = rules.free(laid.queue, laid.plan, laid.window, laid.at)
    day, today = slot_at.astimezone(zone).date(), laid.at.astimezone(zone).date()
    rules.may_book(laid.window, day, today, left, slot_at)
    ticket, number = laid.new_ticket("booked")
    reach = telling.sealed(ticket, dict(contact))
    laid.happen(
        e.TimeBooked(
            ticket=ticket,
            number=number,
            slot_at=times.iso(slot_at),
            code_digest=digest,
            language=language,
            contact=reach,
            notify_by=notify_by if reach else "none",
            moved_from=moved_from,
        )
    )
    return laid.queue.tickets[ticket]


def booked_before(window: str, seed: str) -> Given | None:
    """What an earlier press of the same form was given, from its seed."""
    return again(window, numbers.secret_of(seed, "ticket"))


def again(window: str, code: str) -> Given | None:
    """What an earlier press of the same form was given."""
    row = TicketRow.objects.filter(window=window, code_digest=numbers.digest(code)).first()
    if row is None:
        return None
    day = row.day.isoformat()
    queue = sitting.queue_on(window, row.day)
    number = queue.tickets[row.ticket].number if queue else ""
    return Given(window, day, row.ticket, number, code)
