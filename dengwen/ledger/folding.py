"""Folding streams into rows 摺疊, in this process or in several side by side."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

import msgspec
from django.db import connection
from django.db.models import Model

from dengwen.ledger import shadow, store
from dengwen.ledger.event import Event

FoldAndRows = Callable[[list[Event]], dict[str, list[dict[str, Any]]]]
"""A pure function from the events of one stream to its rows, by table name."""

Chunk = tuple[str, list[str]]
Folded = tuple[int, dict[str, list[tuple[Any, ...]]]]

PORTION = 500
"""How many streams are read and folded at a time."""


class Projection(msgspec.Struct, frozen=True):
    """What the streams of a prefix make."""

    prefix: str
    fold: FoldAndRows
    tables: tuple[type[Model], ...]
    unseal: bool = True


_registered: dict[str, Projection] = {}


def register(projection: Projection) -> None:
    """Keep a projection. Registering the same again is nothing; see rebuild.register."""
    for model in projection.tables:
        shadow.of(model)  # raises for a table without a key of its own
        for other in _registered.values():
            if model in other.tables and other.prefix != projection.prefix:
                raise ValueError(f"{model._meta.db_table} belongs to {other.prefix}")
    _registered[projection.prefix] = projection


def forget(prefix: str) -> None:
    """Take a projection back: for tests that register one of their own."""
    _registered.pop(prefix, None)


def projections() -> list[Projection]:
    """Everything registered, by prefix."""
    return [_registered[prefix] for prefix in sorted(_registered)]


def fold_chunks(chunks: Iterator[Chunk], processes: int) -> Iterator[Folded]:
    """The rows of each chunk of streams, ready to be copied; with how many streams it had."""
    if processes <= 1:
        yield from map(fold_chunk, chunks)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        processes, mp_context=context, initializer=_join, initargs=(_how_to_join(),)
    ) as pool:
        ahead: deque[Future[Folded]] = deque()
        for chunk in chunks:
            ahead.append(pool.submit(fold_chunk, chunk))
            if len(ahead) > 2 * processes:  # bounds what waits in memory
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def fold_chunk(chunk: Chunk) -> Folded:
    """Read and fold the streams of one chunk."""
    prefix, names = chunk
    projection = _registered[prefix]
    columns = {model._meta.db_table: shadow.of(model) for model in projection.tables}
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in columns}
    for events in store.read_many(names, unseal=projection.unseal).values():
        for table, made in projection.fold(events).items():
            rows[table] += map(columns[table].values, made)
    return len(names), rows


def _how_to_join() -> dict[str, Any]:
    """What another process needs to see exactly what this transaction sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
    known = {k: connection.settings_dict[k] for k in ("HOST", "PORT", "NAME", "USER", "PASSWORD")}
    return {"snapshot": snapshot, "settings": known}


def _join(how: dict[str, Any]) -> None:
    import django

    django.setup()
    connection.settings_dict.update(how["settings"])
    connection.set_autocommit(False)
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET TRANSACTION SNAPSHOT %s", [how["snapshot"]])
