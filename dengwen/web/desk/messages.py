"""What the outbox did with each message, for those who watch: never an address, never its words.

A message is known only to who may know of its matter. The bells of staff are left out: who no
longer hears of a matter would tell whom it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dengwen.delivery import loop, outbox
from dengwen.delivery.models import Channel, OutboxRow, State
from dengwen.law import library
from dengwen.ledger import store
from dengwen.matters import state, visibility
from dengwen.matters.actions import lists
from dengwen.matters.actions.add import note
from dengwen.people import accounts, roles
from dengwen.people.actor import Actor
from dengwen.web.desk import names, table
from dengwen.web.words import say

PAGE = 50
"""Messages on a page."""

STATES: dict[str, Any] = {
    State.DEAD: gettext_lazy("Given up"),
    State.FAILED: gettext_lazy("Failed, will be tried again"),
    State.PENDING: gettext_lazy("Waiting"),
    State.SENT: gettext_lazy("Sent"),
    State.CANCELLED: gettext_lazy("Taken back"),
}
"""Every state in words; what a person must see to comes first."""

UNSENT = (State.PENDING, State.FAILED, State.DEAD)
"""Where something is still to be done for a message to reach its recipient."""

LOOKS = {State.DEAD: "late", State.FAILED: "near", State.SENT: "calm", State.CANCELLED: "pause"}
"""The look of a state; waiting has none of its own."""

CHANNELS: dict[str, Any] = {
    Channel.EMAIL: gettext_lazy("E-mail"),
    Channel.SMS: gettext_lazy("Text message"),
    Channel.POST: gettext_lazy("Letter"),
}

TO_POST = "to_post"
"""Letters that wait for a person who prints and posts them; a tab of its own."""

Sent = QuerySet[OutboxRow]


def visible(actor: Actor) -> Sent:
    """The messages about matters that the actor may know of, whoever they go to."""
    number = Substr(OuterRef("stream"), len("matter:") + 1)
    rows = OutboxRow.objects.exclude(channel=Channel.DESK).filter(stream__startswith="matter:")
    return rows.filter(Exists(lists.visible(actor).filter(number=number)))


def chosen(seen: Sent, state: str) -> Sent:
    """The messages in a state, the letters to post, or all."""
    if state == TO_POST:
        return seen.filter(channel=Channel.POST, state__in=UNSENT)
    return seen.filter(state=state) if state else seen


def lines(actor: Actor, rows: Iterable[OutboxRow]) -> list[dict[str, Any]]:
    """What a line of the board tells of each message."""
    found = list(rows)
    owners: dict[str, str] = {}
    histories = store.read_many({row.stream for row in found})
    matters = {stream: state.fold(history) for stream, history in histories.items() if history}
    for row in found:
        if row.state == State.DEAD and row.stream in matters and row.stream not in owners:
            owners[row.stream] = owner(matters[row.stream])
    return [
        line(actor, row, matters[row.stream], owners.get(row.stream, ""))
        for row in found
        if row.stream in matters
    ]


def owner(matter: state.Matter) -> str:
    """Who sees to what could not be delivered: the handler, else who keeps the clocks of the unit
    or of one above it; '' where there is nobody."""
    if matter.assigned:
        return accounts.name_of(matter.assigned)
    for row in accounts.holders("supervisor", matter.unit_path):
        if not visibility.bars(matter, row.id, tuple(row.unit_path)):
            return row.name
    return ""


def line(actor: Actor, row: OutboxRow, matter: state.Matter, whose: str = "") -> dict[str, Any]:
    """One message; the recipient by the role they have in the matter."""
    return {
        "row": row,
        "number": matter.number,
        "channel": CHANNELS[row.channel],
        "notice": notice(row.notice),
        "recipient": recipient(matter, row.person),
        "state": STATES[row.state],
        "look": LOOKS.get(State(row.state), ""),
        "proof": bool(row.proof),
        "next": row.next_at if row.state in (State.PENDING, State.FAILED) else None,
        "acts": row.state == State.DEAD and may_act(actor, tuple(matter.unit_path)),
        "posts": is_letter(row) and may_post(actor, tuple(matter.unit_path)),
        "again": row.body is not None,
        "owner": whose,
    }


def notice(name: str) -> str:
    """What a message was for, as the pack words it."""
    found = library.current().notices.get(name)
    return say(found.title) if found else name


def recipient(matter: state.Matter, person: str) -> str:
    """Whom a message goes to, by role; nothing where the person is of no party."""
    procedure = table.newest(matter.procedure)
    whose = [party.id for party in matter.parties.values() if party.person == person]
    return names.party(matter, procedure, whose[0]) if procedure and whose else ""


def may_act(actor: Actor, path: tuple[str, ...]) -> bool:
    """Whether the actor may see to a message: one who watches the unit and works there."""
    return roles.can(actor, "watch", path) and roles.can(actor, "work", path)


def may_post(actor: Actor, path: tuple[str, ...]) -> bool:
    """Whether the actor posts the letters of a unit: who takes matters in there, or sees to what
    was given up."""
    return roles.can(actor, "register", path) or may_act(actor, path)


def is_letter(row: OutboxRow) -> bool:
    """Whether a person has to print and post it yet."""
    return row.channel == Channel.POST and row.state in UNSENT and row.body is not None


@transaction.atomic
def posted(actor: Actor, row: OutboxRow, proof: str) -> bool:
    """Mark a letter posted; the number of the postal receipt is sealed with it, and written into
    the matter, where the parties do not see it. False: it is no letter that waits."""
    held = OutboxRow.objects.select_for_update().filter(pk=row.pk).first()
    if held is None or not is_letter(held) or not _at(actor, row, may_post):
        return False
    outbox.posted(row.pk, proof)
    said = _("The letter “%(notice)s” was posted: %(proof)s")
    note(actor, row.stream.removeprefix("matter:"), said % {**_called(row), "proof": proof})
    return True


def retry(actor: Actor, row: OutboxRow) -> bool:
    """Let a dead message be tried again."""
    return _acts(actor, row) and loop.retry(row.pk)


@transaction.atomic
def give_up(actor: Actor, row: OutboxRow, reason: str) -> bool:
    """Close a dead message; why is written into the matter, where the parties do not see it."""
    if not _acts(actor, row) or not loop.give_up(row.pk):
        return False
    said = _("The message “%(notice)s” (%(channel)s) is not sent any more: %(reason)s")
    note(actor, row.stream.removeprefix("matter:"), said % {**_called(row), "reason": reason})
    return True


def _called(row: OutboxRow) -> dict[str, Any]:
    return {"notice": notice(row.notice), "channel": CHANNELS[row.channel]}


def _acts(actor: Actor, row: OutboxRow) -> bool:
    return _at(actor, row, may_act)


def _at(actor: Actor, row: OutboxRow, may: Callable[[Actor, tuple[str, ...]], bool]) -> bool:
    number = row.stream.removeprefix("matter:")
    found = lists.visible(actor).filter(number=number).values_list("unit_path", flat=True).first()
    return found is not None and may(actor, tuple(found))
