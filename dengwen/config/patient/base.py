"""PostgreSQL that is waited for only so long 等待有限: a person is told, not left waiting.

A server that stands still (a frozen machine, a disk that answers no more) breaks no connection, and
no limit that the server keeps can end the wait. So the web process keeps one of its own. Whether
the server then finishes what it had begun cannot be known: who presses again gets the one receipt.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import psycopg
from django.db.backends.postgresql import base

LONGEST = 20.0
"""Seconds that one statement, a COMMIT too, is waited for."""


class Connection(psycopg.Connection[Any]):
    """A connection that gives up, for good, when the server does not answer."""

    def wait(self, *args: Any, **options: Any) -> Any:
        """Wait for the server. Raises OperationalError when it takes too long."""
        options["timeout"] = LONGEST if options.get("timeout") is None else options["timeout"]
        try:
            return super().wait(*args, **options)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                self.pgconn.finish()  # nothing more can be said on it: the answer may still come
            raise


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with connections that give up."""

    Database = ModuleType(psycopg.__name__, psycopg.__doc__)
    vars(Database).update(vars(psycopg), connect=Connection.connect)
