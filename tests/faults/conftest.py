"""A house whose database is on a server that the test starts and stops as it likes."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dengwen.config import postgres
from dengwen.config.place import Place
from tests.kill.running import House

NAME = "elsewhere"


class HouseWithServer(House):
    """A house that runs, and the server it depends on."""

    def __init__(self, home: Path, server: postgres.Server) -> None:
        known = server.admin
        url = f"postgresql://{known['user']}:{known['password']}@/{NAME}?host={known['host']}"
        super().__init__(home, DATABASE_URL=url)
        self.server = server
        with psycopg.connect(**known, dbname="postgres", autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {NAME}")

    def make(self) -> None:
        """Make the place and its units, and serve it."""
        super().make()
        self.open()

    def database_goes(self) -> None:
        """Stop the server: whatever is under way is broken off."""
        postgres.stop(self.server.ground, patience=10)

    def database_comes(self) -> None:
        """Start it again."""
        postgres.revive(self.server, lambda told: None)

    def order(self, statement: str) -> None:
        """Have the server's superuser do something to the house's database."""
        known = {**self.server.admin, "options": "-c default_transaction_read_only=off"}
        with psycopg.connect(**known, dbname=NAME, autocommit=True) as admin:
            admin.execute(statement)

    def hang_up(self) -> None:
        """End every connection of the house, so that it connects anew."""
        self.order(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{NAME}' AND pid <> pg_backend_pid()"
        )

    def do(self, *words: str) -> str:
        """Run `tests.faults.doing WORDS` in the house; what it said."""
        return self.run([sys.executable, "-m", "tests.faults.doing", *words])

    def said(self) -> str:
        """What it has said so far."""
        return (self.place.home / "run.log").read_text()


def near_the_root(prefix: str) -> Path:
    """A folder that the server's own user can reach."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o711)
    return folder


@pytest.fixture(scope="session")
def house() -> Iterator[HouseWithServer]:
    """The house, served. At the end nothing that it acknowledged is lost, nothing is broken and no
    row differs from its fold."""
    there = near_the_root("dengwen-server-")
    with postgres.using(Place(there), settings=postgres.UNSAFE) as server:
        made = HouseWithServer(near_the_root("dengwen-house-"), server)
        try:
            made.make()
            yield made
            made.database_comes()
            made.close()
            told = made.judge()
        finally:
            made.remove()
    assert (told["lost"], told["broken"], told["differences"]) == ([], [], [])
    shutil.rmtree(there, ignore_errors=True)
