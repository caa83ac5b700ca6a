"""A sitting: one window on one day, laid open for an act. Events, rows and messages go together.

Whoever acts at a window holds its row meanwhile, so that two who press at the same moment come one
after the other, and no time is given twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from dengwen import times
from dengwen.errors import Undisclosed
from dengwen.intake.window import events as e
from dengwen.intake.window import hours, rows, rules, state
from dengwen.intake.window.models import WindowRow
from dengwen.intake.window.state import Queue, Special, Ticket, Window
from dengwen.law import library
from dengwen.law.calendar import Calendar
from dengwen.ledger import store
from dengwen.ledger.event import Event, Fact, TimeSource
from dengwen.matters.events import Data, plain
from dengwen.people.actor import Actor


class Sitting:
    """The queue of a day, with the facts that an act adds to it."""

    def __init__(self, actor: Actor, window: Window, day: date, at: datetime | None) -> None:
        self.actor = actor
        self.window = window
        self.at = at or times.now()
        # Nobody types a time at a window: one that is given is that of a play.
        self.source: TimeSource = "simulated" if at else "server"
        self.plan = plan_of(window, day)
        history = store.read(state.stream_of(window.id, day.isoformat()))
        self.known = len(history)
        self.queue = (
            state.fold_queue(history) if history else Queue(window=window.id, day=day.isoformat())
        )
        self.facts: list[Fact] = []
        self.afterwards: list[Callable[[], None]] = []
        if not history:
            self._begin()

    def _begin(self) -> None:
        """The day's hours, as facts; written with the first thing that happens on it."""
        calendar = calendar_of(self.window)
        self.happen(
            e.QueueOpened(
                window=self.window.id,
                unit=self.window.unit,
                path=list(self.window.path),
                day=self.queue.day,
                spans=told(self.plan),
                at_once=self.window.at_once,
                calendar_version=calendar.version if calendar else "",
            )
        )

    def happen(self, data: Data, *, by: str = "") -> None:
        """Add a fact and bring the queue up to it."""
        made = fact(data, by or self.actor.id, self.at, self.source)
        self.facts.append(made)
        state.apply(self.queue, provisional(self.queue, made))

    def then(self, do: Callable[[], None]) -> None:
        """Do this after the rows are written, in the same transaction."""
        self.afterwards.append(do)

    def ticket(self, ticket: str) -> Ticket:
        """A ticket of the day. Raises `Undisclosed` when there is none."""
        return rules.ticket_of(self.queue, ticket)

    def new_ticket(self, kind: str) -> tuple[str, str]:
        """The next ticket's id, and the number that is called out: B for booked, A for taken."""
        mine = sum(t.kind == kind for t in self.queue.tickets.values()) + 1
        letter = "B" if kind == "booked" else "A"
        return f"t{len(self.queue.tickets) + 1}", f"{letter}{mine:03}"

    def write(self) -> None:
        """Events, rows, then what follows. Without an act nothing is written."""
        if not any(made.type != "queue_opened" for made in self.facts):
            return
        [written] = store.append([(self.queue.stream, self.known, self.facts)])
        self.queue.version = written[-1].version
        rows.write_queue(self.queue, {made.data.get("ticket", "") for made in self.facts})
        for do in self.afterwards:
            do()


@contextmanager
def sit(actor: Actor, window: str, day: date, at: datetime | None = None) -> Iterator[Sitting]:
    """Lay a window's day open, and write what was done at it, whole or not at all.

    Raises `Undisclosed` for a window that is not there.
    """
    with transaction.atomic():
        sitting = Sitting(actor, held(window), day, at)
        yield sitting
        sitting.write()


def held(window: str) -> Window:
    """The window, its row held to the end of the transaction. Raises `Undisclosed` for none."""
    row = WindowRow.objects.select_for_update().filter(id=window).first()
    if row is None:
        raise Undisclosed
    return from_row(row)


def get(window: str) -> Window:
    """The window. Raises `Undisclosed` when there is none."""
    row = WindowRow.objects.filter(id=window).first()
    if row is None:
        raise Undisclosed
    return from_row(row)


def queue_on(window: str, day: date, *, unseal: bool = False) -> Queue | None:
    """What happened at a window on a day; None where nothing did."""
    history = store.read(state.stream_of(window, day.isoformat()), unseal)
    return state.fold_queue(history) if history else None


def unused(window: Window) -> Queue:
    """Today's queue of a window at which nothing has happened yet."""
    day = today()
    spans = plan_of(window, day).spans
    return Queue(window=window.id, day=day.isoformat(), spans=spans, at_once=window.at_once)


def from_row(row: WindowRow) -> Window:
    """The window that a row holds."""
    return Window(
        id=row.id,
        unit=row.unit,
        path=tuple(row.unit_path),
        name=row.name,
        place=row.place,
        hours=row.hours,
        calendar=row.calendar,
        slot=row.slot,
        at_once=row.at_once,
        ahead=row.ahead,
        exceptions={d: Special(s["hours"], s["reason"]) for d, s in row.exceptions.items()},
        open=row.open,
        version=row.version,
    )


def zone() -> ZoneInfo:
    """The time zone of the law here."""
    return ZoneInfo(library.current().file.time_zone)


def today() -> date:
    """The present legal day."""
    return times.today(library.current().file.time_zone)


def calendar_of(window: Window) -> Calendar | None:
    """The calendar on whose days off the window is shut."""
    found = library.current().calendars.get(window.calendar)
    return found if isinstance(found, Calendar) else None


def plan_of(window: Window, day: date) -> hours.Plan:
    """The hours of a window on a day."""
    return hours.plan(window, day, calendar_of(window), zone())


def told(plan: hours.Plan) -> list[list[str]]:
    """Hours as events write them."""
    return [[times.iso(span.begin), times.iso(span.end)] for span in plan.spans]


def fact(data: Data, by: str, at: datetime, source: TimeSource = "server") -> Fact:
    """The fact that something happened at a window."""
    return Fact(
        type=e.NAMES[type(data)], data=plain(data), by=by, occurred_at=at, time_source=source
    )


def provisional(queue: Queue, made: Fact) -> Event:
    """A fact as the event it is about to be."""
    return Event(
        stream=queue.stream,
        version=queue.version + 1,
        type=made.type,
        v=made.v,
        recorded_at=made.occurred_at,
        occurred_at=made.occurred_at,
        time_source=made.time_source,
        by=made.by,
        basis=made.basis,
        data=made.data,
        hash=b"",
        prev=None,
    )
