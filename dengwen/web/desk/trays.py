"""Trays 收件: the lists that a person works through. Every one is a cut of what they may know of.

All of them start from `lists.visible(actor)`, so that counts, filters, search and paging are under
the one policy. Pages are cut by the last row seen, not by how many came before: a list that moves
while someone reads it skips nothing and shows nothing twice.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dengwen import times
from dengwen.matters.actions import lists
from dengwen.matters.models import ClockRow, MatterRow, ProposalRow
from dengwen.people.actor import Actor

PAGE = 30
"""Rows on a page."""

FAR = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for "no such moment" in an order: after everything that has one."""

Rows = QuerySet[MatterRow]


@dataclass(frozen=True)
class Tray:
    """A tab of the inbox."""

    name: str
    label: Any
    closed: bool = False


TRAYS = (
    Tray("mine", _("Mine")),
    Tray("unit", _("My unit")),
    Tray("approval", _("Waiting for my approval")),
    Tray("unassigned", _("Unassigned")),
    Tray("all", _("All open")),
    Tray("closed", _("Closed"), closed=True),
)
"""Every tab, in order."""


def cut(actor: Actor, tray: str) -> Rows:
    """The rows of a tab, out of all that the actor may know of."""
    seen: Rows = lists.visible(actor)
    if tray == "closed":
        return seen.filter(final=True)
    if tray == "approval":  # a person's data are erased after the end
        return seen.filter(number__in=lists.waiting(actor).values("number"))
    seen = seen.filter(final=False)
    own = actor.unit_path[-1] if actor.unit_path else ""
    cuts = {
        "mine": Q(assigned=actor.staff),
        "unit": Q(unit=own),
        "unassigned": Q(assigned="", unit__in=[h.unit for h in actor.held]),
    }
    return seen.filter(cuts[tray]) if tray in cuts else seen


def for_approval(actor: Actor) -> list[tuple[ProposalRow, MatterRow]]:
    """What waits for the actor's approval, oldest first, with the matter's row."""
    seen = {row.number: row for row in cut(actor, "approval")[:500]}
    waiting = lists.waiting(actor).filter(number__in=seen)
    return [(proposal, seen[proposal.number]) for proposal in waiting]


@dataclass(frozen=True)
class Order:
    """What a list is ordered by; what has no such moment comes last."""

    name: str
    label: Any
    column: str
    latest: bool = False  # the latest first


ORDERS = (
    Order("due", _("Time left, shortest first"), "due_at"),
    Order("oldest", _("Received, oldest first"), "received_at"),
    Order("newest", _("Received, newest first"), "received_at", latest=True),
    Order("changed", _("Last changed first"), "changed_at", latest=True),
    Order("closed", _("Closed, latest first"), "closed_at", latest=True),
)
"""Every order of a list of matters."""


def order(tray: str, asked: str = "") -> Order:
    """The order asked for, else the tab's own: by the time left, closed matters by their end."""
    own = "closed" if tray == "closed" else "due"
    known = {one.name: one for one in ORDERS}
    return known.get(asked, known[own])


def ordered(rows: Rows, by: Order) -> Rows:
    """The rows in an order."""
    column = F(by.column)
    first = column.desc(nulls_last=True) if by.latest else column.asc(nulls_last=True)
    return rows.order_by(first, "number")


@dataclass(frozen=True)
class Page:
    """One page of a tray, and where the next begins ('' at the end)."""

    rows: Sequence[MatterRow]
    onward: str


def page(rows: Rows, by: Order, after: str) -> Page:
    """The page that follows the row `after` names."""
    found = list(beyond(ordered(rows, by), by, after)[: PAGE + 1])
    more = found[PAGE:]
    return Page(found[:PAGE], mark(found[PAGE - 1], by) if more else "")


def beyond(rows: Rows, by: Order, after: str) -> Rows:
    """The rows that come after the marked one."""
    known = unmark(after)
    if known is None:
        return rows
    at, number = known
    column, side = by.column, "lt" if by.latest else "gt"
    without = Q(**{f"{column}__isnull": True})
    if at == FAR:
        return rows.filter(without, number__gt=number)
    same = Q(**{column: at}, number__gt=number)
    return rows.filter(Q(**{f"{column}__{side}": at}) | same | without)


def mark(row: MatterRow, by: Order) -> str:
    """Where a row stands in its list, as a word for an address; it tells nothing but its place."""
    at = getattr(row, by.column)
    return base64.urlsafe_b64encode(f"{times.iso(at or FAR)}|{row.number}".encode()).decode()


def unmark(text: str) -> tuple[datetime, str] | None:
    """The place that a word from an address names; None for nothing or nonsense."""
    try:
        at, _sep, number = base64.urlsafe_b64decode(text.encode()).decode().partition("|")
        known = times.parse(at).astimezone(UTC), number
        return known if number.isprintable() else None
    except (ValueError, OverflowError, binascii.Error):
        return None


class Wanted(msgspec.Struct, frozen=True):
    """What the filter asks for; '' for anything."""

    procedure: str = ""
    kind: str = ""
    status: str = ""
    unit: str = ""
    channel: str = ""
    time: str = ""  # overdue | near | paused | late
    danger: str = ""
    source: str = ""  # live | historical
    at: str = ""  # this very unit
    handler: str = ""  # this member of staff; "none" for nobody
    received_from: str = ""
    received_to: str = ""


def filtered(rows: Rows, wanted: Wanted, span: tuple[datetime | None, datetime | None]) -> Rows:
    """The rows that meet the filter. `span` is the received-between in instants, end excluded."""
    for name in ("procedure", "kind", "status", "channel"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.unit:
        rows = rows.filter(unit_path__contains=[wanted.unit])
    if wanted.at:
        rows = rows.filter(unit=wanted.at)
    if wanted.handler:
        rows = rows.filter(assigned="" if wanted.handler == "none" else wanted.handler)
    if wanted.danger == "yes":
        rows = rows.filter(danger=True)
    if wanted.source:
        rows = rows.filter(historical=wanted.source == "historical")
    since, until = span
    if since:
        rows = rows.filter(received_at__gte=since)
    if until:
        rows = rows.filter(received_at__lt=until)
    return timed(rows, wanted.time)


def timed(rows: Rows, state: str) -> Rows:
    """The rows whose clock is in a state: overdue, near, paused, or missed at some time (late)."""
    now = times.now()
    if state == "overdue":
        return rows.filter(paused=False, due_at__lt=now)
    if state == "paused":
        return rows.filter(paused=True)
    if state == "late":
        return rows.filter(late=True)
    if state == "near":
        return rows.filter(near(now), paused=False, due_at__gte=now)
    if state == "today":
        return rows.filter(paused=False, due_at__gte=now, due_at__lt=now + timedelta(days=1))
    return rows


def near(now: datetime) -> Exists:
    """That the clock which runs out first has come near its end."""
    return Exists(
        ClockRow.objects.filter(
            number=OuterRef("number"), key=OuterRef("clock"), state="running", near_at__lte=now
        )
    )


def near_ends(rows: Sequence[MatterRow]) -> dict[str, datetime]:
    """By matter, when the clock that runs out first comes near its end."""
    keys = {(row.number, row.clock) for row in rows if row.clock}
    found = ClockRow.objects.filter(number__in=[n for n, _key in keys])
    return {c.number: c.near_at for c in found if (c.number, c.key) in keys}
