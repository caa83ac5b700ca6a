"""Where two sets of rows differ 差異: row by row and column by column, in one pass. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec

Row = Sequence[str | None]
"""A row as text, its key columns first."""


class Difference(msgspec.Struct, frozen=True):
    """A place where live rows are not what the ledger says. Values are left out: they may be
    personal. `column` is empty where the whole row is missing or too much."""

    table: str
    key: tuple[str | None, ...]
    kind: Literal["missing", "extra", "differs"]
    column: str = ""


def compare(
    table: str, key: Sequence[str], columns: Sequence[str], live: Iterable[Row], due: Iterable[Row]
) -> Iterator[Difference]:
    """Every difference between live rows and the rows due, both in byte order of their keys.

    Rows hold the `key` columns and then the other `columns`. Memory does not grow with them.
    """
    width = len(key)
    for have, want in _paired(live, due, width):
        if have is None or want is None:
            row = want if have is None else have
            assert row is not None
            yield Difference(table, tuple(row[:width]), "missing" if have is None else "extra")
        elif tuple(have) != tuple(want):
            for column, left, right in zip(columns, have[width:], want[width:], strict=True):
                if left != right:
                    yield Difference(table, tuple(have[:width]), "differs", column)


def _paired(
    live: Iterable[Row], due: Iterable[Row], width: int
) -> Iterator[tuple[Row | None, Row | None]]:
    """Rows of the same key side by side, in a merge of the two orders."""
    left, right = iter(live), iter(due)
    have, want = next(left, None), next(right, None)
    while have is not None or want is not None:
        order = _order(have, want, width)
        yield (have if order <= 0 else None), (want if order >= 0 else None)
        if order <= 0:
            have = next(left, None)
        if order >= 0:
            want = next(right, None)


def _order(have: Row | None, want: Row | None, width: int) -> int:
    if have is None or want is None:
        return 1 if have is None else -1
    left, right = _sortable(have, width), _sortable(want, width)
    return (left > right) - (left < right)


def _sortable(row: Row, width: int) -> list[tuple[bool, bytes]]:
    # NULL sorts last, as PostgreSQL does it; the bytes of UTF-8 are the order of "C".
    return [(part is None, (part or "").encode()) for part in row[:width]]
