"""Sending much at once to the ledger's functions 傳送: arrays as the server takes them quickest.

The driver's own arrays are quoted element by element. Here an array of texts goes as lines of one
text, of numbers as one literal, of bytes as one run of bytes with the length of each piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

LINES = "string_to_array(%s, E'\\n')"
"""An array of texts without a line's end, sent by `lines`."""

NUMBERS = "%s::bigint[]"
"""An array of whole numbers, sent by `numbers`."""

PIECES = (
    "ARRAY(SELECT substring(whole.bytes FROM piece.at FOR piece.size)"
    " FROM (SELECT %b::bytea AS bytes) AS whole,"
    " (SELECT size, ord, sum(size) OVER (ORDER BY ord)::int - size + 1 AS at"
    " FROM unnest(%s::int[]) WITH ORDINALITY AS p (size, ord)) AS piece ORDER BY piece.ord)"
)
"""An array of bytes, sent by `*pieces`."""


def lines(texts: Iterable[str]) -> str:
    """Texts for `LINES`. The caller knows that none of them holds a line's end."""
    return "\n".join(texts)


def numbers(some: Iterable[int]) -> str:
    """Numbers for `NUMBERS`."""
    return "{" + ",".join(map(str, some)) + "}"


def pieces(some: Sequence[bytes]) -> tuple[bytes, str]:
    """Pieces of bytes for `PIECES`: all of them in one, and how long each is."""
    return b"".join(some), numbers(map(len, some))


def copy(table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows to a table in one go; every row names the same columns in the same order."""
    if not rows:
        return
    arrays = [place for place, value in enumerate(rows[0].values()) if type(value) is list]
    with connection.cursor() as cursor:
        into = f"COPY {table} ({', '.join(rows[0])}) FROM STDIN"
        with cursor.db.wrap_database_errors, cursor.cursor.copy(into) as copying:
            for row in rows:
                values = list(row.values())
                for place in arrays:
                    values[place] = array(tuple(values[place]))
                copying.write_row(values)


@lru_cache(4096)
def array(texts: tuple[str, ...]) -> str:
    """A list as the text of an array: the driver's own way is slow."""
    said = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in said) + "}"


@contextmanager
def bound_by_server(rows: CursorWrapper) -> Iterator[psycopg.Cursor[Any]]:
    """A cursor that sends its values beside the statement: megabytes are not quoted into it."""
    with rows.db.wrap_database_errors, psycopg.Cursor(rows.cursor.connection) as server:
        yield server
