"""Rows of windows and queues, written from the fold: the same for an action and for a rebuild."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from django.db import models

from dengwen.intake.window import figures, rules
from dengwen.intake.window.models import QueueRow, TicketRow, WindowRow
from dengwen.intake.window.state import Queue, Ticket, Window, fold_queue, fold_window
from dengwen.ledger.event import Event

Rows = dict[str, list[dict[str, Any]]]
"""Rows by table name."""


def window_rows(window: Window) -> Rows:
    """The row of a window."""
    row = {
        "id": window.id,
        "unit": window.unit,
        "unit_path": list(window.path),
        "name": window.name,
        "place": window.place,
        "hours": window.hours,
        "exceptions": msgspec.to_builtins(window.exceptions),
        "calendar": window.calendar,
        "slot": window.slot,
        "at_once": window.at_once,
        "ahead": window.ahead,
        "open": window.open,
        "version": window.version,
    }
    return {"intake_window": [row]}


def queue_rows(queue: Queue) -> Rows:
    """The rows of a day: its figures, and a line for each ticket."""
    shut = queue.shut
    told = figures.day(queue)
    row = {
        "id": f"{queue.window}/{queue.day}",
        "window": queue.window,
        "day": queue.day,
        "unit": queue.unit,
        "unit_path": list(queue.path),
        "visits": told.visits,
        "served": told.served,
        "absent": told.absent,
        "left": told.left,
        "unserved": told.unserved,
        "owed": sum(
            t.state == "unserved" and t.called_back_at is None for t in queue.tickets.values()
        ),
        "measured": told.waits.measured,
        "median_wait": told.waits.median,
        "ninetieth_wait": told.waits.ninetieth,
        "shut_seconds": told.shut_seconds,
        "shut_at": shut.begin if shut else None,
        "closes_at": queue.closes_at,
        "next_at": rules.look_at(queue),
        "version": queue.version,
    }
    tickets = [_ticket(queue, ticket) for ticket in queue.tickets.values()]
    return {"intake_queue": [row], "intake_ticket": tickets}


def _ticket(queue: Queue, ticket: Ticket) -> dict[str, Any]:
    took = None
    if ticket.state == "served" and ticket.called_at and ticket.done_at:
        took = int((ticket.done_at - ticket.called_at).total_seconds())
    return {
        "id": f"{queue.window}/{queue.day}/{ticket.id}",
        "window": queue.window,
        "day": queue.day,
        "ticket": ticket.id,
        "state": ticket.state,
        "code_digest": ticket.code_digest,
        "entered_at": ticket.entered_at,
        "called_at": ticket.called_at,
        "done_at": ticket.done_at,
        "wait": ticket.wait,
        "took": took,
    }


def write_window(window: Window) -> None:
    """Bring a window's row up to its fold, in the caller's transaction."""
    _upsert(WindowRow, window_rows(window)["intake_window"])


def write_queue(queue: Queue, touched: Collection[str]) -> None:
    """Bring the rows of a day up to its fold, in the caller's transaction: the day's own, and
    those of the tickets that something happened to. No ticket ever goes away."""
    made = queue_rows(queue)
    _upsert(QueueRow, made["intake_queue"])
    _upsert(TicketRow, [row for row in made["intake_ticket"] if row["ticket"] in touched])


def rows_of_window(events: list[Event]) -> Rows:
    """The rows that the events of a `window:` stream make."""
    return window_rows(fold_window(events))


def rows_of_queue(events: list[Event]) -> Rows:
    """The rows that the events of a `queue:` stream make."""
    return queue_rows(fold_queue(events))


def register() -> None:
    """Let the rebuild fold windows and queues like every other stream."""
    from dengwen.ledger import rebuild  # the registry, not needed before the apps are ready

    rebuild.register("window:", rows_of_window, [WindowRow], unseal=False)
    rebuild.register("queue:", rows_of_queue, [QueueRow, TicketRow], unseal=False)


def _upsert(table: type[models.Model], made: Iterable[dict[str, Any]]) -> None:
    found = [table(**row) for row in made]
    if not found:
        return
    key = table._meta.pk.attname
    columns = [f.attname for f in table._meta.concrete_fields if f.attname != key]
    table._default_manager.bulk_create(
        found, update_conflicts=True, unique_fields=[key], update_fields=columns
    )
