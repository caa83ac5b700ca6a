"""Windows and the queue of a day, folded from their events. Pure: no clock and no calendar asked.

A queue carries the hours of its day as facts, so that waiting times and minutes shut in open hours
are for ever what they were.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from dengwen import times
from dengwen.ledger.event import Event, Sealed

Hours = dict[str, list[list[str]]]


class Span(msgspec.Struct, frozen=True):
    """From an instant to another."""

    begin: datetime
    end: datetime

    def shared(self, begin: datetime, end: datetime) -> float:
        """Seconds that it has in common with another span."""
        shared = min(self.end, end) - max(self.begin, begin)
        return max(0.0, shared.total_seconds())


class Special(msgspec.Struct, frozen=True):
    """Other hours on one day, and why."""

    hours: list[list[str]]
    reason: str


class Window(msgspec.Struct):
    """A window 窗口 as its stream leaves it."""

    id: str
    unit: str = ""
    path: tuple[str, ...] = ()
    name: dict[str, str] = {}
    place: dict[str, str] = {}
    hours: Hours = {}
    calendar: str = ""
    slot: int = 0
    at_once: int = 1
    ahead: int = 14
    exceptions: dict[str, Special] = {}
    open: bool = True
    version: int = 0


class Ticket(msgspec.Struct):
    """A visitor's place 號: a booked time, or a number taken on the spot."""

    id: str
    number: str
    kind: str  # booked | taken
    turn_at: datetime  # when their turn begins to be owed: the booked time, or when they came
    entered_at: datetime
    code_digest: str
    language: str = ""
    notify_by: str = "none"
    contact: Sealed | None = None
    state: str = "waiting"  # booked waiting called absent served left cancelled unserved
    ground: str = ""  # why it was cancelled or not served
    reason: str = ""
    called_at: datetime | None = None
    called_by: str = ""
    out_of_turn: str = ""
    done_at: datetime | None = None
    wait: int | None = None  # seconds from their turn to the first call
    matter: str = ""
    whom: str = ""
    whom_staff: str = ""
    call_back: str = ""
    call_back_name: str = ""
    called_back_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether somebody is still owed their turn."""
        return self.state in ("booked", "waiting")


class Closure(msgspec.Struct):
    """A time during which the window was shut in its open hours."""

    begin: datetime
    reason: str
    by: str
    end: datetime | None = None


class Queue(msgspec.Struct):
    """Everything that happened at a window on one day."""

    window: str
    day: str
    unit: str = ""
    path: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    at_once: int = 1
    tickets: dict[str, Ticket] = {}
    closures: list[Closure] = []
    booked_in_a_row: int = 0  # booked visitors called since the last one who took a number
    version: int = 0

    @property
    def stream(self) -> str:
        """Its stream in the ledger."""
        return stream_of(self.window, self.day)

    @property
    def closes_at(self) -> datetime | None:
        """When the last open hours of the day end; None for a day without any."""
        return max((span.end for span in self.spans), default=None)

    @property
    def shut(self) -> Closure | None:
        """The closure that has not ended."""
        last = self.closures[-1] if self.closures else None
        return last if last is not None and last.end is None else None

    def shut_seconds(self, until: datetime | None = None) -> int:
        """Seconds shut in open hours; a closure that still lasts counts up to `until`."""
        return int(
            sum(
                span.shared(closure.begin, closure.end or until or closure.begin)
                for closure in self.closures
                for span in self.spans
            )
        )

    def is_open(self, at: datetime) -> bool:
        """Whether the instant lies in its open hours and it is not shut."""
        return self.shut is None and any(span.begin <= at < span.end for span in self.spans)


def stream_of(window: str, day: str) -> str:
    """The stream of a window's queue on a legal day (ISO)."""
    return f"queue:{window}:{day}"


def fold_window(events: Sequence[Event]) -> Window:
    """The window as its events leave it. Raises ValueError when it was never opened."""
    if not events or events[0].type != "window_opened":
        raise ValueError("a window begins with window_opened")
    first = events[0].data
    window = Window(id=first["window"], unit=first["unit"], path=tuple(first["path"]))
    for event in events:
        data = event.data
        if event.type in ("window_opened", "window_rearranged"):
            window = _arranged(window, data["arrangement"])
        elif event.type == "window_exception_set":
            special = Special(data["hours"], data["reason"])
            window.exceptions = {**window.exceptions, data["day"]: special}
        elif event.type == "window_exception_dropped":
            window.exceptions = {d: s for d, s in window.exceptions.items() if d != data["day"]}
        elif event.type == "window_ended":
            window.open = False
        window.version = event.version
    return window


def _arranged(window: Window, told: dict[str, Any]) -> Window:
    return msgspec.structs.replace(
        window,
        name=dict(told["name"]),
        place=dict(told["place"]),
        hours={day: list(hours) for day, hours in told["hours"].items()},
        calendar=told.get("calendar", ""),
        slot=told.get("slot", 15),
        at_once=told.get("at_once", 1),
        ahead=told.get("ahead", 14),
    )


def fold_queue(events: Sequence[Event]) -> Queue:
    """The queue as its events leave it. Raises ValueError when it was never opened."""
    if not events or events[0].type != "queue_opened":
        raise ValueError("a queue begins with queue_opened")
    queue = Queue(window=events[0].data["window"], day=events[0].data["day"])
    for event in events:
        apply(queue, event)
    return queue


def apply(queue: Queue, event: Event) -> None:
    """Bring a queue up to one more event."""
    _APPLY[event.type](queue, event)
    queue.version = event.version


def _queue_opened(queue: Queue, event: Event) -> None:
    queue.unit, queue.path = event.data["unit"], tuple(event.data["path"])
    queue.tickets, queue.closures = {}, []
    _queue_rearranged(queue, event)


def _queue_rearranged(queue: Queue, event: Event) -> None:
    told = event.data["spans"]
    queue.spans = tuple(Span(times.parse(begin), times.parse(end)) for begin, end in told)
    queue.at_once = event.data["at_once"]


def _ticket_entered(queue: Queue, event: Event) -> None:
    data = event.data
    booked = event.type == "time_booked"
    queue.tickets[data["ticket"]] = Ticket(
        id=data["ticket"],
        number=data["number"],
        kind="booked" if booked else "taken",
        turn_at=times.parse(data["slot_at"]) if booked else event.occurred_at,
        entered_at=event.occurred_at,
        code_digest=data["code_digest"],
        language=data["language"],
        notify_by=data.get("notify_by", "none"),
        contact=data.get("contact"),
        state="booked" if booked else "waiting",
    )


def _ticket_called(queue: Queue, event: Event) -> None:
    ticket = _ticket(queue, event)
    if ticket.called_at is None:
        ticket.wait = max(0, int((event.occurred_at - ticket.turn_at).total_seconds()))
    ticket.state, ticket.called_at, ticket.called_by = "called", event.occurred_at, event.by
    ticket.out_of_turn = event.data.get("out_of_turn", "")
    if not ticket.out_of_turn:
        queue.booked_in_a_row = queue.booked_in_a_row + 1 if ticket.kind == "booked" else 0


def _ticket_registered(queue: Queue, event: Event) -> None:
    _ticket(queue, event).matter = event.data["matter"]


def _ticket_done(queue: Queue, event: Event) -> None:
    """The states in which a ticket ends; what is told of each stands in its own event."""
    ticket, data = _ticket(queue, event), event.data
    ticket.state = _ENDS[event.type]
    ticket.done_at = event.occurred_at
    ticket.ground, ticket.reason = data.get("ground", ""), data.get("reason", "")
    ticket.whom, ticket.whom_staff = data.get("whom", ""), data.get("staff", "")
    ticket.call_back, ticket.call_back_name = data.get("call_back", ""), data.get("name", "")


def _called_back(queue: Queue, event: Event) -> None:
    ticket, data = _ticket(queue, event), event.data
    ticket.called_back_at = event.occurred_at
    ticket.whom, ticket.whom_staff = data["whom"], data.get("staff", "")


def _window_shut(queue: Queue, event: Event) -> None:
    closure = Closure(begin=event.occurred_at, reason=event.data["reason"], by=event.by)
    queue.closures = [*queue.closures, closure]


def _window_reopened(queue: Queue, event: Event) -> None:
    if queue.shut is not None:
        queue.shut.end = event.occurred_at


def _contact_erased(queue: Queue, event: Event) -> None:
    ticket = _ticket(queue, event)
    ticket.contact, ticket.notify_by = None, "none"


def _ticket(queue: Queue, event: Event) -> Ticket:
    return queue.tickets[event.data["ticket"]]


_ENDS = {
    "booking_cancelled": "cancelled",
    "ticket_left": "left",
    "visitor_absent": "absent",
    "ticket_served": "served",
    "ticket_unserved": "unserved",
}

_APPLY: dict[str, Callable[[Queue, Event], None]] = {
    "queue_opened": _queue_opened,
    "queue_rearranged": _queue_rearranged,
    "time_booked": _ticket_entered,
    "ticket_taken": _ticket_entered,
    "ticket_called": _ticket_called,
    "ticket_registered": _ticket_registered,
    **dict.fromkeys(_ENDS, _ticket_done),
    "visitor_called_back": _called_back,
    "window_shut": _window_shut,
    "window_reopened": _window_reopened,
    "contact_erased": _contact_erased,
}
