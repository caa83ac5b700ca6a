"""What may happen at a window next, by whom, in which order, and why not. Pure.

The order is declared: whoever booked is called once their time has come, the others in the order
in which they took a number; after two who booked, one who took a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from dengwen.errors import Refusal, Undisclosed
from dengwen.intake.window import hours, visibility
from dengwen.intake.window.state import Queue, Ticket, Window
from dengwen.matters.rules.words import gettext_noop as _
from dengwen.people.actor import Actor
from dengwen.people.roles import can

IN_A_ROW = 2
"""So many who booked are called one after the other while somebody with a number waits."""

EARLY = timedelta(minutes=30)
"""Numbers are given from so long before the first open hour."""

GRACE = timedelta(hours=1)
"""After closing, whoever was called may be served so long."""

ENOUGH = 5
"""Fewer waits than this have no median and promise nothing."""

OUT_OF_TURN = ("came_back", "cannot_wait")
"""Grounds on which a visitor may be called before their turn."""

LONGEST = {"name": 60, "place": 160, "reason": 200, "whom": 120}
"""Characters of each text."""

UNNAMED = _("Write it in at least one language: people must find the window.")
NEVER_OPEN = _("Give open hours for at least one day.")
NOBODY_NAMED = _(
    "Nobody leaves without the name of whom to see. Choose an officer or name the body."
)


def sees(actor: Actor, path: tuple[str, ...]) -> None:
    """Raises `Undisclosed` for a window of another tree, as for one that is not there."""
    if not visibility.may_see(actor, path):
        raise Undisclosed


def may_arrange(actor: Actor, path: tuple[str, ...]) -> None:
    """Windows are set up by an administrator of the unit."""
    if actor.kind != "system" and not can(actor, "run_accounts", path):
        raise Refusal(
            "not_administrator", _("Only an administrator of the unit may do this."), status=403
        )


def may_serve(actor: Actor, path: tuple[str, ...]) -> None:
    """Whoever takes matters in for the unit serves at its window."""
    if actor.kind != "system" and not can(actor, "register", path):
        raise Refusal(
            "not_at_window",
            _("Only a registrar of the unit serves at its window."),
            status=403,
        )


def may_shut(actor: Actor, path: tuple[str, ...]) -> None:
    """Those who serve at a window shut it, and those who watch over the unit."""
    if actor.kind == "staff" and can(actor, "watch", path) and not actor.has("auditor"):
        return
    may_serve(actor, path)


def well_arranged(window: Window) -> None:
    """A window has a name, a place, open hours, and times that fit."""
    for field, texts in (("name", window.name), ("place", window.place)):
        if not any(text.strip() for text in texts.values()):
            raise Refusal(
                "window_unnamed",
                UNNAMED,
                field=field,
            )
    if not any(window.hours.values()):
        raise Refusal("window_never_open", NEVER_OPEN, field="hours")
    if not (0 <= window.slot <= 240 and 1 <= window.at_once <= 50 and 1 <= window.ahead <= 90):
        raise Refusal("window_out_of_measure", _("These figures do not fit a window."))


def is_running(window: Window) -> None:
    """Nothing is booked or taken at a window that was ended."""
    if not window.open:
        raise Refusal(
            "window_ended",
            _("This window is not open any more."),
            mend=_("Choose another window."),
            status=410,
        )


def free(
    queue: Queue | None, plan: hours.Plan, window: Window, now: datetime
) -> dict[datetime, int]:
    """How many can still book each time that is to come; a time that is full is left out."""
    held: Counter[datetime] = Counter()
    for ticket in queue.tickets.values() if queue else ():
        if ticket.kind == "booked" and ticket.state not in ("cancelled", "unserved"):
            held[ticket.turn_at] += 1
    found = {
        at: window.at_once - held[at] for at in hours.slots(plan.spans, window.slot) if at > now
    }
    return {at: left for at, left in found.items() if left > 0}


def may_book(
    window: Window, day: date, today: date, left: Collection[datetime], at: datetime
) -> None:
    """A free time, on one of the days for which times are given."""
    is_running(window)
    if not (today <= day <= today + timedelta(days=window.ahead)) or at not in left:
        raise Refusal(
            "time_not_free",
            _("This time is not free any more."),
            mend=_("Choose another time."),
            field="at",
            status=409,
        )


def may_take(queue: Queue, now: datetime) -> None:
    """Numbers are given from half an hour before the window opens until it closes."""
    first = min((span.begin for span in queue.spans), default=None)
    if first is None or queue.closes_at is None or not first - EARLY <= now < queue.closes_at:
        raise Refusal(
            "window_not_open",
            _("No numbers are given now: the window is closed."),
            mend=_("Look at its open hours, or book a time."),
            status=409,
        )


def ticket_of(queue: Queue, ticket: str) -> Ticket:
    """A ticket of the queue. Raises `Undisclosed` when there is none."""
    if ticket not in queue.tickets:
        raise Undisclosed
    return queue.tickets[ticket]


def stands(ticket: Ticket, *states: str) -> None:
    """What is done fits where the ticket stands now."""
    if ticket.state not in states:
        raise Refusal(
            "ticket_moved_on",
            _("Number {number} stands elsewhere by now. Nothing was changed."),
            mend=_("Look at the page as it is now and decide again."),
            facts={"number": ticket.number},
            status=409,
        )


def order(queue: Queue, now: datetime) -> list[Ticket]:
    """Who is called next, and after them, as the declared order has it at this moment."""
    booked = sorted(
        (t for t in queue.tickets.values() if t.state == "booked" and t.turn_at <= now),
        key=lambda t: (t.turn_at, t.entered_at, t.number),
    )
    taken = sorted(
        (t for t in queue.tickets.values() if t.state == "waiting"),
        key=lambda t: (t.turn_at, t.number),
    )
    found: list[Ticket] = []
    row = queue.booked_in_a_row
    while booked or taken:
        by_time = bool(booked) and (row < IN_A_ROW or not taken)
        found.append((booked if by_time else taken).pop(0))
        row = row + 1 if by_time else 0
    return found


def before(queue: Queue, ticket: Ticket, now: datetime) -> int:
    """How many are called before this one, as it stands at this moment."""
    line = order(queue, now)
    return line.index(ticket) if ticket in line else 0


def expected(queue: Queue, ticket: Ticket, now: datetime, pace: int | None) -> int | None:
    """Seconds until a waiting visitor is likely called; None where nothing was measured.

    `pace` is how many seconds a visit took lately. Times booked that come due meanwhile are
    counted, for they go first.
    """
    if pace is None or ticket.state != "waiting":
        return None
    ahead = before(queue, ticket, now)
    first = ahead * pace // queue.at_once
    due = sum(
        1
        for t in queue.tickets.values()
        if t.state == "booked" and now < t.turn_at <= now + timedelta(seconds=first)
    )
    return (ahead + due) * pace // queue.at_once


def may_call(queue: Queue, ticket: Ticket, out_of_turn: str, now: datetime) -> str:
    """The ground to be written down: none for the next in order, else one that was given."""
    if ticket.state == "absent":
        return "came_back"
    stands(ticket, "booked", "waiting")
    line = order(queue, now)
    if line and line[0] is ticket:
        return ""
    if not line and ticket.state == "booked":  # early, and nobody is kept waiting by it
        return ""
    if out_of_turn not in OUT_OF_TURN:
        raise Refusal(
            "out_of_turn",
            _("Number {number} is not next. Say why it is called before the others."),
            facts={"number": ticket.number},
            field="out_of_turn",
        )
    return out_of_turn


def named(whom: str) -> str:
    """The name of whom to see. Nobody leaves without one."""
    if not whom.strip():
        raise Refusal(
            "nobody_named",
            NOBODY_NAMED,
            field="whom",
        )
    return whom.strip()


def owed_a_call(ticket: Ticket) -> None:
    """Only who was left unserved, and was not called back yet, is called back."""
    stands(ticket, "unserved")
    if ticket.called_back_at is not None:
        raise Refusal("called_back", _("This visitor was called back already."), status=409)


def may_close(queue: Queue, now: datetime) -> None:
    """Only what is open now can be shut."""
    if queue.shut is not None:
        raise Refusal("already_shut", _("The window is shut already."), status=409)
    if not queue.is_open(now):
        raise Refusal(
            "not_in_open_hours", _("The window is not open at this hour anyway."), status=409
        )


def may_reopen(queue: Queue) -> None:
    """Only what is shut can be opened again."""
    if queue.shut is None:
        raise Refusal("not_shut", _("The window is not shut."), status=409)


def late(queue: Queue, now: datetime) -> list[Ticket]:
    """Whom the window has closed on: those never called, and an hour later those never finished."""
    if now < ends_at(queue):
        return []
    over = now >= ends_at(queue) + GRACE
    states = ("booked", "waiting", "called") if over else ("booked", "waiting")
    return [t for t in queue.tickets.values() if t.state in states]


def spent(queue: Queue, now: datetime) -> list[Ticket]:
    """Tickets whose contact nobody needs any more once the day is over."""
    if now < ends_at(queue) + GRACE:
        return []
    done = ("absent", "cancelled", "left", "served")
    return [t for t in queue.tickets.values() if t.contact is not None and t.state in done]


def look_at(queue: Queue) -> datetime | None:
    """When the worker must look at the queue; None when nothing is owed to anybody on it."""
    states = {t.state for t in queue.tickets.values()}
    if states & {"booked", "waiting"}:
        return ends_at(queue)
    kept = any(t.contact is not None and t.state != "unserved" for t in queue.tickets.values())
    return ends_at(queue) + GRACE if "called" in states or kept else None


def ends_at(queue: Queue) -> datetime:
    """When the day is over at the window; where it lost its hours, after the last turn it owed."""
    owed = max(
        (t.turn_at for t in queue.tickets.values()), default=datetime.min.replace(tzinfo=UTC)
    )
    return queue.closes_at or owed
