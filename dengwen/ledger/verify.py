"""Verifying 核驗: walks every chain, every position, every sealed field, and names what is broken.

Reads in portions, so memory does not grow with the ledger. For each stream the first broken link is
named, and no more: everything after it stands on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction

from dengwen.ledger import leaf
from dengwen.ledger.chain import Break, Chain, EventRow, FieldRow, StreamRow
from dengwen.ledger.walking import fetch, run, walk

__all__ = ["Break", "verify", "verify_stream"]

Progress = Callable[[int, int], None]
"""Told how many events have been walked, and of how many."""

_TELL_EVERY = 2_000

_STREAMS = "SELECT stream, version, head FROM ledger.stream"
_EVENTS = (
    "SELECT stream, version, type, recorded_at, occurred_at, body, hash, prev FROM ledger.event"
)
_FIELDS = (
    "SELECT f.stream, f.version, f.path, f.person, f.digest, f.box, k.wrapped, k.master"
    " FROM ledger.sealed_field f"
    " LEFT JOIN ledger.person_key k ON k.stream = f.stream AND k.person = f.person"
)
_POSITIONS = (
    "SELECT p.position, p.stream, p.version, p.leaf, e.leaf_salt, e.hash FROM ledger.position p"
    " LEFT JOIN ledger.event e ON e.stream = p.stream AND e.version = p.version ORDER BY p.position"
)
_UNPLACED = (
    "SELECT e.stream, e.version FROM ledger.event e"
    " LEFT JOIN ledger.position p ON p.stream = e.stream AND p.version = e.version"
    " LEFT JOIN ledger.unsequenced u ON u.stream = e.stream AND u.version = e.version"
    " WHERE (p.position IS NULL) = (u.id IS NULL) ORDER BY e.stream, e.version"
)


def verify(progress: Progress | None = None) -> list[Break]:
    """Walk the whole ledger in one snapshot; what is broken, in order of stream, then position."""
    begins = not connection.in_atomic_block
    with transaction.atomic():
        if begins:
            run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return [*_chains("", (), progress), *_positions()]


def verify_stream(stream: str) -> Break | None:
    """The first broken link of one stream; None when it holds. Positions are left to `verify`."""
    with transaction.atomic():
        return next(iter([*_chains(" WHERE {0}stream = %s", [stream], None)]), None)


def _chains(where: str, values: Any, progress: Progress | None) -> Iterator[Break]:
    """Streams, events and fields side by side, all three in order of stream and version."""
    told = _teller(progress)
    streams = _ahead(map(StreamRow._make, walk(_ordered(_STREAMS, where, "stream"), values)))
    events = _ahead(map(EventRow._make, walk(_ordered(_EVENTS, where, "stream, version"), values)))
    fields = _ahead(
        map(FieldRow._make, walk(_ordered(_FIELDS, where, "f.stream, f.version, f.path"), values))
    )
    while names := [each[0].stream for each in (streams, events, fields) if each[0] is not None]:
        name = min(names)
        chain = Chain(name)
        while events[0] is not None and events[0].stream == name:
            version = events[0].version
            chain.event(events[0], _taken(fields, name, version))
            told()
            _step(events)
        chain.loose(_taken(fields, name, None))
        chain.head(streams[0] if streams[0] and streams[0].stream == name else None)
        if streams[0] is not None and streams[0].stream == name:
            _step(streams)
        if chain.broken is not None:
            yield chain.broken


def _ordered(statement: str, where: str, order: str) -> str:
    return statement + where.format("f." if statement is _FIELDS else "") + f" ORDER BY {order}"


def _ahead(rows: Iterator[Any]) -> list[Any]:
    """[the next row or None, the rest]: a look-ahead of one."""
    return [next(rows, None), rows]


def _step(rows: list[Any]) -> None:
    rows[0] = next(rows[1], None)


def _taken(fields: list[Any], name: str, version: int | None) -> list[FieldRow]:
    """The field rows of a stream up to a version (all that are left of it when None)."""
    taken = []
    while (
        fields[0] is not None
        and fields[0].stream == name
        and (version is None or fields[0].version <= version)
    ):
        taken.append(fields[0])
        _step(fields)
    return taken


def _positions() -> Iterator[Break]:
    """Gapless from 1, each with the leaf of its event, and every event has one or waits for one."""
    due = 1
    for position, stream, version, written, salt, event_hash in walk(_POSITIONS):
        if position != due:
            yield Break(stream, version, "position_gap", f"position {due} is missing")
        elif event_hash is None:
            yield Break(stream, version, "position_empty", f"position {position} has no event")
        elif not _is_leaf(bytes(written), bytes(salt), bytes(event_hash)):
            yield Break(stream, version, "leaf", f"the leaf at position {position} is another")
        due = position + 1
    for stream, version in walk(_UNPLACED):
        yield Break(stream, version, "unplaced", "has no position and does not wait for one")


def _is_leaf(written: bytes, salt: bytes, event_hash: bytes) -> bool:
    try:
        return written == leaf.leaf_hash(salt, event_hash)
    except ValueError:
        return False


def _teller(progress: Progress | None) -> Callable[[], None]:
    """Counts events and tells the progress now and then."""
    if progress is None:
        return lambda: None
    total = fetch("SELECT count(*) FROM ledger.event")[0][0]
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        if done % _TELL_EVERY == 0 or done == total:
            progress(done, total)

    return tell
