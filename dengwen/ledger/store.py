"""The store 總帳庫: the only way into the ledger and the only way out of it.

Everything is written by one database function (sql/append.sql) in the caller's transaction, so that
event, rows, clocks and outbox move together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from dengwen.errors import Fault
from dengwen.ledger import disclosure, envelope, erasure, persons, refusals, sending
from dengwen.ledger.envelope import Field, Prepared
from dengwen.ledger.event import ANY, Event, Fact, Sealed
from dengwen.ledger.sending import LINES, NUMBERS, PIECES, lines, numbers, pieces

__all__ = [
    "Erased",
    "Stale",
    "advance",
    "after",
    "append",
    "append_many_new",
    "append_plain",
    "append_untold",
    "cursor",
    "erase",
    "head_position",
    "read",
    "read_many",
    "sequence",
    "streams",
    "unseal",
]

Stale = refusals.Stale
Erased = refusals.Erased

Batch = Sequence[tuple[str, int, list[Fact]]]

_PAGE = 5_000
_WRITTEN = (
    f"ledger.append({LINES}, {NUMBERS}, {NUMBERS}::int[], %s, {NUMBERS}::int[],"
    f" {LINES}, {LINES}, {LINES}, {PIECES})"
)
_APPEND = f"SELECT version, recorded_at, hash, prev FROM {_WRITTEN}"
_APPEND_UNTOLD = f"SELECT count(*) FROM {_WRITTEN}"


def append(batch: Batch) -> list[list[Event]]:
    """Write facts to several streams, all of them or none; the events as they now stand.

    Each element is (stream, expected version, facts), each stream once; `event.ANY` accepts any
    version, 0 wants a new stream. Personal fields come back with their values and digests. Must be
    called inside a transaction. Raises Stale or Erased, after which the transaction is lost, and
    ValueError for what may not stand in the ledger.
    """
    prepared = _prepared(batch)
    if not batch:
        return []
    written = iter(_write(batch, prepared))
    return [
        [
            _event(stream, fact, ready, next(written))
            for fact, ready in zip(facts, made, strict=True)
        ]
        for (stream, _, facts), made in zip(batch, prepared, strict=True)
    ]


def append_many_new(batch: Batch) -> list[list[Event]]:
    """Write many new streams at once: `append` where every stream must be new."""
    _check_new(batch)
    return append(batch)


def append_untold(batch: Batch) -> None:
    """`append_many_new` for imports, whose events nobody asks back for."""
    _check_new(batch)
    if batch:
        _write(batch, _prepared(batch), _APPEND_UNTOLD)


def _check_new(batch: Batch) -> None:
    if any(expected != 0 for _, expected, _ in batch):
        raise ValueError("every stream of an import is new")


def _prepared(batch: Batch) -> list[list[Prepared]]:
    """The canonical facts of every stream; only inside a transaction, and each stream once."""
    if not connection.in_atomic_block:
        raise Fault("the ledger is written inside a transaction only")
    if len({stream for stream, _, _ in batch}) != len(batch):
        raise ValueError("a stream is given twice")
    return [[envelope.prepare(fact) for fact in facts] for _, _, facts in batch]


def read(stream: str, unseal: bool = False) -> list[Event]:
    """The events of a stream, oldest first; empty when there is none. `unseal` opens its fields."""
    return read_many([stream], unseal)[stream]


def read_many(streams: Iterable[str], unseal: bool = False) -> dict[str, list[Event]]:
    """The events of several streams, in two statements however many they are."""
    found: dict[str, list[Event]] = {stream: [] for stream in streams}
    names = list(found)
    values = _values(names) if unseal else None
    with connection.cursor() as rows:
        rows.execute(
            "SELECT body, hash FROM ledger.event WHERE stream = ANY(%s::text[])"
            " ORDER BY stream, version",
            [names],
        )
        for body, hashed in rows:
            event = envelope.decode(body, bytes(hashed), values)
            found[event.stream].append(event)
    return found


def streams(prefix: str = "") -> Iterator[str]:
    """The names of the streams that begin with a prefix, in order, a page at a time."""
    last = ""
    while True:
        with connection.cursor() as rows:
            rows.execute(
                "SELECT stream FROM ledger.stream WHERE stream > %s AND stream >= %s"
                " AND stream < %s ORDER BY stream LIMIT %s",
                # The names are ASCII and ordered by bytes, so DEL ends every prefix.
                [last, prefix, prefix + "\x7f", _PAGE],
            )
            page = [row[0] for row in rows]
        yield from page
        if len(page) < _PAGE:
            return
        last = page[-1]


def after(position: int, limit: int) -> list[tuple[int, Event]]:
    """The next events above a position, in order of position: how everything upward is fed."""
    with connection.cursor() as rows:
        rows.execute(
            "SELECT p.position, e.body, e.hash FROM ledger.position p"
            " JOIN ledger.event e ON e.stream = p.stream AND e.version = p.version"
            " WHERE p.position > %s ORDER BY p.position LIMIT %s",
            [position, limit],
        )
        return [(row[0], envelope.decode(row[1], bytes(row[2]), None)) for row in rows]


def head_position() -> int:
    """The last position given: how many events have one."""
    return int(_one("SELECT coalesce(max(position), 0) FROM ledger.position"))


def sequence(limit: int = 1000) -> int:
    """Give up to `limit` committed events their position; how many got one. Sends one NOTIFY."""
    with transaction.atomic():
        return int(_one("SELECT ledger.sequence(%s)", limit))


def cursor(reader: str) -> int:
    """How far a reader of positions has come; 0 at first."""
    position = "SELECT coalesce((SELECT position FROM ledger.cursor WHERE name = %s), 0)"
    return int(_one(position, reader))


def advance(reader: str, seen: int, upto: int) -> bool:
    """Move a reader from `seen` to `upto`, with its effect, in the caller's transaction.

    False when another process has moved it meanwhile: the caller then rolls its effect back.
    """
    return bool(_one("SELECT ledger.advance(%s, %s, %s)", reader, seen, upto))


def unseal(stream: str, sealed: Sealed) -> Any | None:
    """What one personal field says; None when the person was erased. Raises Fault when tampered."""
    return _values([stream], sealed.digest).get(sealed.digest)


def erase(stream: str, person: str) -> None:
    """Destroy a person's key, sealed fields and every registered derived copy, in this transaction.

    The caller appends the `erased` event in the same transaction. See ledger.erasure.
    """
    erasure.erase(stream, person)


def append_plain(rows: CursorWrapper, stream: str, facts: list[Fact]) -> None:
    """Write facts without personal fields to one stream, on a connection of the caller's own."""
    prepared = [envelope.prepare(fact) for fact in facts]
    if any(ready.fields for ready in prepared):
        raise ValueError("personal fields are written by append")
    _execute(rows, [(stream, ANY, facts)], [prepared], [], [])


def _write(batch: Batch, prepared: list[list[Prepared]], statement: str = _APPEND) -> list[Any]:
    """Seal the personal fields under their keys and write everything; a row for each event."""
    names = [stream for stream, _, facts in batch for _ in facts]
    events = zip(names, chain.from_iterable(prepared), strict=True)
    fields = [
        (ordinal, stream, field)
        for ordinal, (stream, ready) in enumerate(events, start=1)
        for field in ready.fields
    ]
    ciphers = persons.keys_for(list(dict.fromkeys((s, f.person) for _, s, f in fields)))
    boxes = [
        disclosure.box(ciphers[s, f.person], s, f.person, f.path, f.disclosure, f.digest)
        for _, s, f in fields
    ]
    with connection.cursor() as rows:
        return _execute(rows, batch, prepared, [(n, f) for n, _, f in fields], boxes, statement)


def _execute(
    rows: CursorWrapper,
    batch: Batch,
    prepared: list[list[Prepared]],
    fields: list[tuple[int, Field]],
    boxes: list[bytes],
    statement: str = _APPEND,
) -> list[Any]:
    values: list[Any] = [
        lines(stream for stream, _, _ in batch),
        numbers(expected for _, expected, _ in batch),
        numbers(len(facts) for _, _, facts in batch),
        lines(ready.text for ready in chain.from_iterable(prepared)),
        numbers(ordinal for ordinal, _ in fields),
        lines(field.path for _, field in fields),
        lines(field.person for _, field in fields),
        lines(field.digest for _, field in fields),
        *pieces(boxes),
    ]
    with refusals.translated(), sending.bound_by_server(rows) as server:
        server.execute(statement, values)
        return server.fetchall()


def _event(stream: str, fact: Fact, ready: Prepared, row: Any) -> Event:
    version, recorded_at, hashed, prev = row
    return Event(
        stream=stream,
        version=version,
        type=fact.type,
        v=fact.v,
        recorded_at=envelope.instant(recorded_at),
        occurred_at=ready.occurred_at,
        time_source=fact.time_source,
        by=fact.by,
        basis=tuple(fact.basis),
        data=ready.shown,
        hash=bytes(hashed),
        prev=None if prev is None else bytes(prev),
    )


def _values(names: list[str], digest: str | None = None) -> dict[str, Any]:
    """What the sealed fields of some streams say, by digest. An erased one is not among them."""
    with connection.cursor() as rows:
        rows.execute(
            "SELECT f.stream, f.person, f.path, f.digest, f.box, k.wrapped, k.master"
            " FROM ledger.sealed_field f"
            " JOIN ledger.person_key k ON k.stream = f.stream AND k.person = f.person"
            " WHERE f.stream = ANY(%s::text[]) AND (%s::text IS NULL OR f.digest = %s)",
            [names, digest, digest],
        )
        found = rows.fetchall()
    wrapped = {(stream, person): (bytes(key), master) for stream, person, *_, key, master in found}
    keys = persons.unwrapped(wrapped)
    return {
        mark: disclosure.open_box(keys[stream, person], stream, person, path, mark, bytes(boxed))
        for stream, person, path, mark, boxed, *_ in found
    }


def _one(statement: str, *values: Any) -> Any:
    with connection.cursor() as rows:
        rows.execute(statement, list(values))
        return rows.fetchone()[0]
