"""A database connection of its own 旁路連接: for what stays though the request is rolled back.

One for each thread, opened when first needed and again when the database has changed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

_ALIAS = "aside"
_mine = threading.local()


@contextmanager
def transaction_aside() -> Iterator[CursorWrapper]:
    """A transaction beside the caller's: committed at the end of the block, or rolled back."""
    other = _connection()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            yield cursor
        other.commit()
    except BaseException:
        other.rollback()
        raise
    finally:
        other.set_autocommit(True)


def close() -> None:
    """Close this thread's connection, if there is one."""
    other: BaseDatabaseWrapper | None = getattr(_mine, "connection", None)
    if other is not None:
        other.close()
        _mine.connection = None


def _connection() -> BaseDatabaseWrapper:
    other: BaseDatabaseWrapper | None = getattr(_mine, "connection", None)
    if other is not None and other.settings_dict["NAME"] != connection.settings_dict["NAME"]:
        other.close()
        other = None
    if other is None:
        other = _mine.connection = connection.copy(alias=_ALIAS)
    other.close_if_unusable_or_obsolete()
    return other
