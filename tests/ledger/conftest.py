"""What the ledger's tests stand on: a master key, a hand for writing, a superuser for tampering."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import transaction

from dengwen.config import postgres
from dengwen.ledger import aside, keyring, store
from dengwen.ledger.event import ANY, Event, Fact, Sealed

HAPPENED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def master_key() -> Iterator[None]:
    """A master key in the home of the tests, as `dengwen init` draws it."""
    keyring.make_file(Path(settings.DENGWEN_MASTER_KEY_FILE))
    yield
    aside.close()


def fact(kind: str = "noted", by: str = "staff:li", **data: Any) -> Fact:
    """A fact with this data."""
    return Fact(type=kind, data=data, by=by, occurred_at=HAPPENED, basis=("xf#35.1",))


def write(stream: str, *facts: Fact, expected: int = ANY) -> list[Event]:
    """Append facts to a stream in a transaction of their own."""
    with transaction.atomic():
        return store.append([(stream, expected, list(facts))])[0]


def named(stream: str, name: str = "王小明") -> Event:
    """A matter received from a person with a sealed name."""
    return write(stream, fact("received", parties=[{"name": Sealed("p1", name)}]))[0]


@pytest.fixture
def superuser(committed_db: str, test_server: postgres.Server) -> Iterator[psycopg.Connection[Any]]:
    """Someone with every power over the database, who may even switch the guards off."""
    with psycopg.connect(**test_server.admin, dbname=committed_db, autocommit=True) as admin:
        yield admin


@pytest.fixture
def tamper(superuser: psycopg.Connection[Any]) -> Callable[..., None]:
    """Run a statement with every trigger off."""

    def run(statement: str, *values: Any) -> None:
        superuser.execute("SET session_replication_role = replica")
        for table in ("event", "position", "erasure"):
            superuser.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL")
        superuser.execute(statement, list(values))

    return run
