"""Rebuilding 重建: derived rows are folded anew from the ledger, compared, and put in place.

A wing registers what its streams make: a prefix, a pure function from events to rows, and the
models of these rows. The rebuild folds every stream into temporary tables, in one snapshot, and
says where the live rows differ. Memory does not grow with the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

import msgspec
from django.db import connection, transaction
from django.db.models import Model

from dengwen.ledger import folding, shadow, store
from dengwen.ledger.differences import Difference
from dengwen.ledger.folding import FoldAndRows, Projection
from dengwen.ledger.walking import fetch, run

__all__ = ["Difference", "Projection", "Report", "projections", "rebuild", "register"]

Progress = Callable[[int, int], None]
"""Told how many streams have been folded, and of how many."""

_MOST_NAMED = 10_000


class Report(msgspec.Struct):
    """What a rebuild found."""

    streams: int
    rows: dict[str, int]
    differences: list[Difference]
    different: int
    swapped: bool = False

    @property
    def same(self) -> bool:
        """Whether every live row was what the ledger says."""
        return self.different == 0


def register(
    prefix: str, fold: FoldAndRows, tables: Sequence[type[Model]], unseal: bool = True
) -> None:
    """Register what the streams of a prefix make: `fold(events)` gives rows by table name.

    `unseal`: whether the fold wants the personal fields open (rows that show them do). Raises
    ValueError for a table whose rows have no key of their own, or that has another owner.
    """
    folding.register(Projection(prefix, fold, tuple(tables), unseal))


def projections() -> list[Projection]:
    """Everything registered."""
    return folding.projections()


def rebuild(
    progress: Progress | None = None,
    *,
    processes: int = 1,
    swap: bool = False,
    tables: Sequence[str] | None = None,
) -> Report:
    """Fold every stream, compare all derived rows (or those of `tables`), and report.

    With `swap` the rows are replaced by the fold in the same transaction; writers to these tables
    wait meanwhile. Without, nothing is changed and nobody waits. `processes` above 1 fold side by
    side, all in the same snapshot.
    """
    shadows = [
        shadow.of(model)
        for projection in projections()
        for model in projection.tables
        if tables is None or model._meta.db_table in tables
    ]
    begins = not connection.in_atomic_block
    with transaction.atomic():
        if begins and not swap:
            run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        report = _rebuild(shadows, progress, processes, swap)
        for each in shadows:
            each.drop()
    return report


def _rebuild(
    shadows: list[shadow.Shadow], progress: Progress | None, processes: int, swap: bool
) -> Report:
    if swap and shadows:
        # Whoever wrote events but not yet rows waits here uncommitted, so is in neither.
        names = ", ".join(each.live for each in shadows)
        run(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
    for each in shadows:
        each.create()
    streams = _fold_all({each.table: each for each in shadows}, progress, processes)
    found = chain.from_iterable(each.differences() for each in shadows)
    named = list(islice(found, _MOST_NAMED))
    report = Report(
        streams=streams,
        rows={each.table: each.count() for each in shadows},
        differences=named,
        different=len(named) + sum(1 for _ in found),
    )
    if swap:
        for each in shadows:
            each.swap()
        report.swapped = True
    return report


def _fold_all(shadows: dict[str, shadow.Shadow], progress: Progress | None, processes: int) -> int:
    wanted = [p for p in projections() if any(m._meta.db_table in shadows for m in p.tables)]
    total = sum(_count(projection.prefix) for projection in wanted) if progress else 0
    done = 0
    for size, rows in folding.fold_chunks(_chunks(wanted), processes):
        for table, values in rows.items():
            if table in shadows:
                shadows[table].fill(values)
        done += size
        if progress is not None:
            progress(done, total)
    return done


def _chunks(wanted: list[Projection]) -> Iterator[tuple[str, list[str]]]:
    """(prefix, streams) in portions small enough to be folded in memory."""
    for projection in wanted:
        names = store.streams(projection.prefix)
        while portion := list(islice(names, folding.PORTION)):
            yield projection.prefix, portion


def _count(prefix: str) -> int:
    statement = "SELECT count(*) FROM ledger.stream WHERE stream >= %s AND stream < %s"
    return int(fetch(statement, [prefix, prefix + "\x7f"])[0][0])
