"""Walking through many rows 逐頁讀取: a server's cursor, a page at a time, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from django.db import connection

_PAGE = 2_000
_numbers = count(1)


def walk(statement: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, inside the caller's transaction. Several may be walked side by side."""
    name = f"walk_{next(_numbers)}"
    run(f"DECLARE {name} NO SCROLL CURSOR FOR {statement}", values)
    while page := fetch(f"FETCH {_PAGE} FROM {name}"):
        yield from page
    run(f"CLOSE {name}")


def run(statement: str, values: Sequence[Any] = ()) -> None:
    """Execute a statement that gives no rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values) or None)


def fetch(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Execute a statement; all its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values) or None)
        return list(cursor.fetchall())
