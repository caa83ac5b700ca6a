"""What the ledger's tests stand on: a master key, a hand for writing, a superuser for tampering."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from dengwen.config import postgres
from dengwen.ledger import aside, keyring


@pytest.fixture(autouse=True)
def master_key() -> Iterator[None]:
    """A master key in the home of the tests, as `dengwen init` draws it."""
    keyring.make_file(Path(settings.DENGWEN_MASTER_KEY_FILE))
    yield
    aside.close()


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
        for table in ("event", "stream", "position", "erasure"):
            superuser.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL")
        superuser.execute(statement, list(values))

    return run
