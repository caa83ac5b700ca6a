"""Putting a message into the outbox, in the transaction of whatever caused it.

What is put exists if and only if its cause does: an event that is rolled back tells nobody, and
one that is committed is told even when the mail server is away for a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

import msgspec

from dengwen import times
from dengwen.delivery.models import Channel, OutboxRow, State
from dengwen.errors import Fault
from dengwen.law import library, wording
from dengwen.ledger import erasure, sealing, sending


class Message(msgspec.Struct, frozen=True):
    """The words of a message, as they are sealed."""

    subject: str
    text: str
    short: str = ""  # for a text message


class Ring(msgspec.Struct, frozen=True):
    """A reminder on the desk of a member of staff."""

    id: int
    stream: str
    notice: str
    subject: str
    text: str
    at: datetime
    seen: bool
    own: bool = False  # the recipient's to read, whether or not they may see the matter
    document: str = ""  # the paper of the matter that goes with it, made out to the recipient


_together: ContextVar[list[Letter] | None] = ContextVar("outbox_together", default=None)


class Letter(msgspec.Struct, frozen=True):
    """One message to one recipient, as `put` takes it."""

    stream: str
    person: str
    channel: str
    address: str
    notice: str
    values: Mapping[str, str]
    language: str
    own: bool = False
    document: str = ""

    @property
    def at_desk(self) -> bool:
        """Whether it is read at a desk and goes nowhere else."""
        return self.channel == Channel.DESK

    @property
    def whose(self) -> str:
        """The key under which it is sealed."""
        return self.person or (f"staff:{self.address}" if self.at_desk else "")


def put(
    stream: str,
    person: str,
    channel: str,
    address: str,
    notice: str,
    values: Mapping[str, str],
    language: str,
    *,
    own: bool = False,
    document: str = "",
) -> int:
    """Put one message to one recipient into the outbox; gives the row's id (0 inside `together`).

    `channel` is email, sms, post or desk. For `desk` the address is the staff id, and `person` the
    key under which the words are sealed (the staff member's own, `staff:<id>`, when left empty);
    such words must hold nothing personal of a party. A message at a desk is read there while its
    recipient may see the matter; one that is their `own`, always: it is about them, and may go with
    a `document` made out to them. `values` fill the pack's notice. Raises
    `Fault` when the pack has no such notice.
    """
    letter = Letter(stream, person, channel, address, notice, values, language, own, document)
    together = _together.get()
    if together is not None:
        together.append(letter)
        return 0
    return int(OutboxRow.objects.create(**_rows([letter])[0]).pk)


@contextmanager
def together() -> Iterator[None]:
    """What is put inside this block is written at its end, at once; `put` gives no id then."""
    letters: list[Letter] = []
    before = _together.set(letters)
    try:
        yield
    finally:
        _together.reset(before)
    put_all(letters)


def _written() -> None:
    """What was put in the block so far is written now, for what follows looks at it."""
    letters = _together.get()
    if letters:
        put_all(letters)
        letters.clear()


def put_all(letters: Sequence[Letter]) -> None:
    """`put` for many messages, in a few statements however many they are."""
    sending.copy(OutboxRow._meta.db_table, _rows(letters))


def _rows(letters: Sequence[Letter]) -> list[dict[str, Any]]:
    """The rows of messages, sealed."""
    if not letters:
        return []
    plain: list[tuple[str, str, bytes, str]] = []
    for one in letters:
        if one.channel not in Channel.values:
            raise Fault(f"no channel {one.channel}")
        words = msgspec.json.encode(_words(one.notice, one.values, one.language))
        plain.append((one.stream, one.whose, words, ""))
        plain.append((one.stream, one.whose, one.address.encode(), ""))
    sealed = sealing.seal_all(plain)
    return [
        _row(one, body, address)
        for one, body, address in zip(letters, sealed[::2], sealed[1::2], strict=True)
    ]


def _row(one: Letter, body: bytes, address: bytes) -> dict[str, Any]:
    """The row of a message. One for a desk has come there: the desk is where it is read."""
    now = times.now()
    return {
        "stream": one.stream,
        "person": one.whose,
        "channel": one.channel,
        "staff": one.address if one.at_desk else "",
        "own": one.own,
        "document": one.document,
        "address": None if one.at_desk else address,
        "body": body,
        "notice": one.notice,
        "language": one.language,
        "state": str(State.SENT if one.at_desk else State.PENDING),
        "next_at": now,
        "created_at": now,
        "done_at": now if one.at_desk else None,
        "attempts": 0,
        "last_error": "",
    }


def bell(staff: str, limit: int = 50, *, unseen: bool = False) -> list[Ring]:
    """The reminders of a member of staff, newest first."""
    rows = OutboxRow.objects.filter(staff=staff, channel=Channel.DESK, state=State.SENT)
    if unseen:
        rows = rows.filter(seen_at=None)
    return [ring for row in rows.order_by("-id")[:limit] if (ring := _ring(row)) is not None]


def own_paper(staff: str, ring: int) -> OutboxRow | None:
    """The message at this desk that goes with a paper made out to its recipient; None for any
    other."""
    rows = OutboxRow.objects.filter(id=ring, staff=staff, channel=Channel.DESK, state=State.SENT)
    return rows.filter(own=True).exclude(document="").first()


def unseen(staff: str) -> int:
    """How many reminders a member of staff has not looked at."""
    return OutboxRow.objects.filter(
        staff=staff, channel=Channel.DESK, state=State.SENT, seen_at=None
    ).count()


def see(staff: str, ids: Iterable[int]) -> None:
    """Mark reminders as looked at; those of anyone else are left alone."""
    OutboxRow.objects.filter(staff=staff, id__in=list(ids), seen_at=None).update(
        seen_at=times.now()
    )


def cancel(stream: str, *, person: str = "", staff: str = "", own: bool = True) -> int:
    """Take back what has not been sent, and a barred person's reminders; gives how many.

    When someone turns out to be whom a matter is about, even "a clock is due" must leave their
    desk. A paper made out to them stays theirs; with `own` False, so does every other message
    that is their own.
    """
    _written()
    rows = OutboxRow.objects.filter(stream=stream, document="")
    rows = rows if own else rows.filter(own=False)
    if person:
        rows = rows.filter(person=person)
    rows = rows.filter(staff=staff) if staff else rows.exclude(state=State.SENT)
    return rows.update(state=State.CANCELLED, body=None, address=None, done_at=times.now())


def posted(row_id: int, proof: str) -> None:
    """A person printed and posted the letter; `proof` is the number of the postal receipt."""
    row = OutboxRow.objects.select_for_update().get(id=row_id, channel=Channel.POST)
    row.proof = sealing.seal_bytes(row.stream, row.person, proof.encode())
    row.state, row.done_at, row.last_error = State.SENT, times.now(), ""
    row.save()


def message(row: OutboxRow) -> Message | None:
    """The words of a row; None when they were erased or cancelled."""
    found = opened(row, row.body)
    return msgspec.json.decode(found, type=Message) if found is not None else None


def address(row: OutboxRow) -> str | None:
    """Where a row goes; None when that was erased."""
    found = opened(row, row.address)
    return found.decode() if found is not None else None


def opened(row: OutboxRow, sealed: bytes | memoryview | None) -> bytes | None:
    """A sealed column of a row in the clear; None when it or its key is gone."""
    return sealing.open_bytes(row.stream, row.person, bytes(sealed)) if sealed else None


def erase(stream: str, person: str) -> None:
    """Destroy what the outbox holds of a person in a stream."""
    _written()
    OutboxRow.objects.filter(stream=stream, person=person).delete()


def register() -> None:
    """Name the outbox among the places that hold personal data."""
    erasure.register_place("outbox", erase)


def _words(notice: str, values: Mapping[str, str], language: str) -> Message:
    pack = library.current()
    if notice not in pack.notices:
        raise Fault(f"the pack has no notice {notice}")
    worded = wording.word(pack.notices[notice], values, language, pack.file.default_language)
    return Message(
        subject=worded.subject,
        text="\n\n".join(worded.paragraphs),
        short=worded.paragraphs[0] if worded.paragraphs else worded.subject,
    )


def _ring(row: OutboxRow) -> Ring | None:
    words = message(row)
    if words is None:
        return None
    return Ring(
        row.pk,
        row.stream,
        row.notice,
        words.subject,
        words.text,
        row.created_at,
        row.seen_at is not None,
        row.own,
        row.document,
    )
