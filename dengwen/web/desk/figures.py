"""Figures of time 期限概況: how much is open, late, near, paused; how long things take.

Every figure is counted over `lists.visible(actor)`, carries its denominator, and a median is told
only over enough matters to mean something. Beside what was closed stands the age of what is open,
so that answering the easy ones fast looks like what it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    Value,
)

from dengwen import times
from dengwen.matters.models import ClockRow
from dengwen.web.desk.trays import Rows, near

ENOUGH = 5
"""Fewer matters than this have no median."""

YEAR = timedelta(days=365)

GROUPS = {"unit": "unit", "procedure": "procedure", "person": "assigned"}
"""What figures are told by, and the column of it."""


class Median(Aggregate):
    """The middle value of a duration; none when there is nothing."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Line:
    """The figures of one group."""

    key: str
    open: int
    overdue: int
    today: int
    near: int
    paused: int
    missed: int
    age: timedelta | None
    closed: int
    took: timedelta | None


def lines(rows: Rows, by: str) -> list[Line]:
    """The figures by unit, procedure or person, those with the most overdue first."""
    column = GROUPS[by]
    stock = {r[column]: r for r in _stock(rows.filter(final=False), column)}
    done = {r[column]: r for r in _done(rows, column)}
    found = [_line(key, stock.get(key, {}), done.get(key, {})) for key in {*stock, *done}]
    return sorted(found, key=lambda line: (-line.overdue, -line.near, -line.open, line.key))


def whole(rows: Rows) -> Line:
    """The figures of everything together."""
    together = rows.annotate(all_of_it=Value("all"))
    stock = list(_stock(together.filter(final=False), "all_of_it"))
    done = list(_done(together, "all_of_it"))
    return _line("", stock[0] if stock else {}, done[0] if done else {})


def _stock(rows: Rows, column: str) -> Any:
    now = times.now()
    marked = rows.annotate(
        is_near=near(now),
        age=ExpressionWrapper(
            Value(now, DateTimeField()) - F("received_at"), output_field=DurationField()
        ),
    )
    running = Q(paused=False, due_at__gte=now)
    return (
        marked.values(column)
        .order_by()
        .annotate(
            open=Count("number"),
            overdue=Count("number", filter=Q(paused=False, due_at__lt=now)),
            today=Count("number", filter=running & Q(due_at__lt=now + timedelta(days=1))),
            near=Count("number", filter=running & Q(is_near=True)),
            paused_now=Count("number", filter=Q(paused=True)),
            missed=Count("number", filter=Q(late=True)),
            middle=Median("age"),
        )
    )


def _done(rows: Rows, column: str) -> Any:
    ended = rows.filter(final=True, closed_at__gte=times.now() - YEAR).annotate(
        took=ExpressionWrapper(F("closed_at") - F("received_at"), output_field=DurationField())
    )
    return ended.values(column).order_by().annotate(closed=Count("number"), middle=Median("took"))


def _line(key: str, stock: dict[str, Any], done: dict[str, Any]) -> Line:
    closed = done.get("closed", 0)
    open_now = stock.get("open", 0)
    return Line(
        key=key,
        open=open_now,
        overdue=stock.get("overdue", 0),
        today=stock.get("today", 0),
        near=stock.get("near", 0),
        paused=stock.get("paused_now", 0),
        missed=stock.get("missed", 0),
        age=stock.get("middle") if open_now >= ENOUGH else None,
        closed=closed,
        took=done.get("middle") if closed >= ENOUGH else None,
    )


def paused(rows: Rows, most: int = 50) -> list[ClockRow]:
    """The service's clocks that stand still, the longest overdue for a look first."""
    numbers = rows.filter(final=False, paused=True).values("number")
    return list(
        ClockRow.objects.filter(number__in=numbers, state="paused", owed_by="service").order_by(
            "due_at", "id"
        )[:most]
    )
