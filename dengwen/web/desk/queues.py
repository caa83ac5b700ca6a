"""The queue of a window as the desk reads it 排隊: who is next, who is there, who is owed a call.

A ticket never says who its holder is. Which matter was registered for it, and whom they were told
to see, is shown to whoever served them and to nobody else: the matter may be one that others here
must not know of.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dengwen import times
from dengwen.delivery.models import OutboxRow, State
from dengwen.documents import composing, render
from dengwen.errors import Refusal, Undisclosed
from dengwen.intake.window import measured, rules, sitting
from dengwen.intake.window.models import QueueRow, WindowRow, visible_to
from dengwen.intake.window.state import Queue, Ticket, Window
from dengwen.law import library
from dengwen.ledger import access, store
from dengwen.people.actor import Actor
from dengwen.people.roles import can
from dengwen.web import visits
from dengwen.web.desk import names
from dengwen.web.words import say

BOARD = 14
"""Days on the board of a window."""

STATES: dict[str, Any] = {
    "booked": gettext_lazy("booked"),
    "waiting": gettext_lazy("waiting"),
    "called": gettext_lazy("at the window"),
    "absent": gettext_lazy("called, nobody came"),
    "served": gettext_lazy("served"),
    "left": gettext_lazy("went away"),
    "cancelled": gettext_lazy("cancelled"),
    "unserved": gettext_lazy("left unserved"),
}

LOOKS = {"called": "calm", "absent": "near", "unserved": "late", "booked": "quiet"}
"""The look of a state; the others have none of their own."""


def visible(actor: Actor) -> QuerySet[WindowRow]:
    """The windows that the actor may see at the desk; the only way to list them."""
    return WindowRow.objects.filter(visible_to(actor))


def seen(actor: Actor, window: str) -> Window:
    """A window that the actor may see. Raises `Undisclosed` for any other."""
    row = visible(actor).filter(id=window).first()
    if row is None:
        raise Undisclosed
    return sitting.from_row(row)


def lines(actor: Actor) -> list[dict[str, Any]]:
    """Every window the actor may see, with how it stands."""
    found = [sitting.from_row(row) for row in visible(actor).order_by("-open", "unit", "id")]
    queues = measured.queues([window.id for window in found], sitting.today())
    called = names.unit_names()
    return [line(window, queues.get(window.id), called) for window in found]


def line(window: Window, queue: Queue | None, called: dict[str, str]) -> dict[str, Any]:
    """One window in a list."""
    now = times.now()
    waiting = rules.order(queue, now) if queue else []
    longest = max((now - t.turn_at for t in waiting), default=None)
    owed = sum(row.owed for row in QueueRow.objects.filter(window=window.id, owed__gt=0))
    return {
        "id": window.id,
        "name": visits.named(window.name),
        "unit": called.get(window.unit, window.unit),
        "standing": visits.standing(window, queue, now),
        "waiting": len(waiting),
        "longest": visits.took(int(longest.total_seconds())) if longest else "",
        "owed": owed,
    }


def page(actor: Actor, window: Window) -> dict[str, Any]:
    """Everything on the page of a window, as far as the actor may act there."""
    now = times.now()
    queue = sitting.queue_on(window.id, sitting.today()) or sitting.unused(window)
    tickets = sorted(queue.tickets.values(), key=lambda t: t.turn_at)
    return {
        "w": line(window, queue, names.unit_names()),
        "place": visits.named(window.place),
        "today": visits.spans(queue.spans),
        "day": sitting.today(),
        "there": [one(t, now) for t in tickets if t.state == "called"],
        "next": [one(t, now) for t in rules.order(queue, now)],
        "later": [one(t, now) for t in tickets if t.state == "booked" and t.turn_at > now],
        "absent": [one(t, now) for t in tickets if t.state == "absent"],
        "owed": owed(window),
        "undelivered": undelivered(window),
        "board": [of_day(row, now) for row in measured.board(window.id, BOARD)],
        "enough": rules.ENOUGH,
        "shut": queue.shut,
        "is_open": queue.is_open(now),
        "gives": _gives(queue, now),
        "row": rules.IN_A_ROW,
        **may(actor, window),
    }


def may(actor: Actor, window: Window) -> dict[str, bool]:
    """What the actor may do at a window, for the buttons of its pages."""
    watches = can(actor, "watch", window.path) and not actor.has("auditor")
    serves = can(actor, "register", window.path) and window.open
    return {
        "serves": serves,
        "shuts": (serves or watches) and window.open,
        "arranges": can(actor, "run_accounts", window.path),
    }


def one(ticket: Ticket, now: datetime) -> dict[str, Any]:
    """One ticket in a list."""
    waited = max(0, int((now - ticket.turn_at).total_seconds()))
    return {
        "id": ticket.id,
        "number": ticket.number,
        "booked": ticket.kind == "booked",
        "at": visits.clock(ticket.turn_at),
        "called": visits.clock(ticket.called_at) if ticket.called_at else "",
        "waited": visits.took(waited),
        "state": STATES[ticket.state],
        "look": LOOKS.get(ticket.state, ""),
    }


def owed(window: Window) -> list[dict[str, Any]]:
    """Whom the window left unserved and who is to call them back, oldest first."""
    found = []
    for queue in measured.owed(window.id):
        found += [
            {
                "id": t.id,
                "number": t.number,
                "day": queue.day,
                "name": t.call_back_name,
                "reach": t.contact is not None,
            }
            for t in queue.tickets.values()
            if t.state == "unserved" and t.called_back_at is None
        ]
    return found


def of_day(row: QueueRow, now: datetime) -> dict[str, Any]:
    """One day of the board. Minutes of a closure that still lasts are counted up to now."""
    seconds = row.shut_seconds
    if row.shut_at is not None:
        queue = sitting.queue_on(row.window, row.day)
        seconds = queue.shut_seconds(now) if queue else seconds
    return {
        "row": row,
        "median": visits.took(row.median_wait),
        "ninetieth": visits.took(row.ninetieth_wait),
        "shut": visits.took(seconds) if seconds else "",
    }


def ticket(actor: Actor, window: Window, queue: Queue, found: Ticket) -> dict[str, Any]:
    """One ticket's page: what can be done with it now, and what those who serve may know."""
    now = times.now()
    mine = found.called_by == actor.id and can(actor, "register", window.path)
    return {
        "t": one(found, now) | {"state_name": found.state},
        "w": line(window, queue, names.unit_names()),
        "day": queue.day,
        "today": queue.day == sitting.today().isoformat(),
        "wait": visits.took(found.wait),
        "matter": found.matter if mine else "",
        "whom": found.whom if mine else "",
        "qr": render.qr(composing.follow_address(found.matter)) if mine and found.matter else "",
        "telephone": visits.unit(window)["telephone"],
        "place": visits.named(window.place),
        "call_back": found.call_back_name,
        "called_back": found.called_back_at,
        "in_turn": _in_turn(queue, found, now),
        **may(actor, window),
    }


def contact(actor: Actor, queue: Queue, found: Ticket) -> list[tuple[str, str]]:
    """How a visitor is reached who is to be called back, or whom a message did not reach.

    That it was read is recorded.
    """
    owed_words = found.state == "unserved" or found.id in _given_up(queue.stream)
    if found.contact is None or not owed_words:
        return []
    given = store.unseal(queue.stream, found.contact) or {}
    access.record(actor.id, f"{queue.stream}/{found.id}", ["contact"])
    labels = {"phone": _("Telephone"), "email": _("E-mail")}
    return [(labels.get(name, name), str(value)) for name, value in given.items()]


def _in_turn(queue: Queue, found: Ticket, now: datetime) -> bool:
    try:
        return not rules.may_call(queue, found, "", now)
    except Refusal:
        return False


def _gives(queue: Queue, now: datetime) -> bool:
    try:
        rules.may_take(queue, now)
    except Refusal:
        return False
    return True


def undelivered(window: Window) -> list[dict[str, Any]]:
    """Messages to visitors that were given up and whose visitor can still be told, oldest first."""
    rows = OutboxRow.objects.filter(stream__startswith=f"queue:{window.id}:", state=State.DEAD)
    found = []
    for row in rows.order_by("id")[:BOARD]:
        day = row.stream.rpartition(":")[2]
        queue = sitting.queue_on(window.id, date.fromisoformat(day))
        ticket = queue.tickets.get(row.person) if queue else None
        if ticket is not None and ticket.contact is not None:
            told = library.current().notices.get(row.notice)
            notice = say(told.title) if told else row.notice
            found.append({"id": ticket.id, "number": ticket.number, "day": day, "notice": notice})
    return found


def _given_up(stream: str) -> set[str]:
    found = OutboxRow.objects.filter(stream=stream, state=State.DEAD)
    return set(found.values_list("person", flat=True))
