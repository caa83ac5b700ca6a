"""What every test stands on: a private PostgreSQL, marked test, and a template to clone.

The server starts only when a test asks for a database. One server serves all xdist workers; each
works in a database of its own, cloned from a template that was migrated as the owner. Tests sign in
as the application. Nothing reaches beyond this machine.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

_HOME = "DENGWEN_TEST_HOME"
_mine = _HOME not in os.environ  # false in an xdist worker: the home is the controller's
if _mine:
    os.environ[_HOME] = tempfile.mkdtemp(prefix="dengwen-test-")
    Path(os.environ[_HOME]).chmod(0o711)
_OURS = ("DENGWEN_TEST_", "DENGWEN_KILL_")  # what a run of the tests is told itself
for name in [n for n in os.environ if n.startswith("DENGWEN_") and not n.startswith(_OURS)]:
    del os.environ[name]
os.environ.pop("DATABASE_URL", None)
os.environ["DENGWEN_HOME"] = os.environ[_HOME]
os.environ["DENGWEN_EMAIL_BACKEND"] = "django.core.mail.backends.locmem.EmailBackend"
os.environ["DJANGO_SETTINGS_MODULE"] = "dengwen.config.settings"
if os.environ.get("DENGWEN_TEST_PG_BIN"):
    os.environ["DENGWEN_PG_BIN"] = os.environ["DENGWEN_TEST_PG_BIN"]

import django  # noqa: E402
import psycopg  # noqa: E402
from psycopg import sql  # noqa: E402

from dengwen.config import database, messages, place, postgres, postgres_ground, start  # noqa: E402

TEMPLATE = "dengwen_template"
Reach = Callable[[], contextlib.AbstractContextManager[str]]
_numbers = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Draw the keys before any settings are read; sweep what killed runs left behind."""
    start.draw_keys(place.here())
    place.here().static.mkdir(exist_ok=True)
    django.setup()
    _hash_lightly()
    if _mine:
        messages.compile_all()  # before a worker reads them: Django keeps what it read first
        _draw_master_key()
        _sweep()


def _draw_master_key() -> None:
    """Draw the key before there are workers: two that drew it at once would each have their own."""
    from django.conf import settings

    from dengwen.ledger import keyring

    keyring.make_file(Path(settings.DENGWEN_MASTER_KEY_FILE))


def _hash_lightly() -> None:
    """Let passwords cost as little as Argon2 allows: the tests try none that must withstand."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.time_cost = 1
    Argon2PasswordHasher.memory_cost = 8
    Argon2PasswordHasher.parallelism = 1


def pytest_unconfigure(config: pytest.Config) -> None:
    if _mine:
        shutil.rmtree(os.environ[_HOME], ignore_errors=True)


def _sweep() -> None:
    """Stop the servers, and remove the homes, of test runs that were killed."""
    for left in Path(tempfile.gettempdir()).glob("dengwen-test-*"):
        users = left / "postgres" / "users"
        if str(left) == os.environ[_HOME] or not users.exists():
            continue
        with users.open("a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except (BlockingIOError, PermissionError):
                continue  # a run that is alive
            postgres.stop(postgres_ground.ground(place.Place(left)))
            shutil.rmtree(left, ignore_errors=True)


@pytest.fixture(scope="session")
def test_server() -> Iterator[postgres.Server]:
    """The private server of this test run, shared by all its workers."""
    with postgres.using(place.here(), settings=postgres.UNSAFE) as server:
        yield server


@pytest.fixture(scope="session")
def django_db_setup(
    test_server: postgres.Server, worker_id: str, django_db_blocker: Any
) -> Iterator[None]:
    """Make the template once a run, and this worker's database from it."""
    from django.db import connection

    with (place.here().postgres / "template.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _exists(test_server, TEMPLATE):
            with django_db_blocker.unblock():
                _make_template(test_server)
    start.install_pack()
    name = f"dengwen_{worker_id}"
    clone(test_server, name)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connection.close()


def _make_template(server: postgres.Server) -> None:
    """Provision and migrate under a passing name: the template appears finished or not at all."""
    from django.core.management import call_command

    where = place.here()
    database.provision(where, "test", server)
    with database.as_owner(where):
        call_command("migrate", verbosity=0)
    with _admin(server) as admin:
        admin.execute(f"ALTER DATABASE {database.NAME} RENAME TO {TEMPLATE}")


def clone(server: postgres.Server, name: str) -> None:
    """A fresh database of that name, cloned from the template."""
    drop(server, name)
    with _admin(server) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(TEMPLATE), sql.Identifier(database.OWNER)
            )
        )


def drop(server: postgres.Server, name: str) -> None:
    """Drop the database, whoever is still connected to it."""
    with _admin(server) as admin:
        admin.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def _exists(server: postgres.Server, name: str) -> bool:
    with _admin(server) as admin:
        found = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return found is not None


def _admin(server: postgres.Server) -> psycopg.Connection[Any]:
    return psycopg.connect(**server.admin, dbname="postgres", autocommit=True)


@pytest.fixture
def committed_db(
    django_db_setup: None, test_server: postgres.Server, worker_id: str, django_db_blocker: Any
) -> Iterator[str]:
    """A database of this test's own, where transactions really commit; yields its name."""
    from django.db import connections

    name = f"dengwen_{worker_id}_{next(_numbers)}"
    clone(test_server, name)
    with django_db_blocker.unblock():
        kept = connections["default"].settings_dict["NAME"]
        _point_at(name)
        yield name
        _point_at(kept)
    drop(test_server, name)


@pytest.fixture(scope="session")
def live_db(
    django_db_setup: None, test_server: postgres.Server, worker_id: str, django_db_blocker: Any
) -> Iterator[Reach]:
    """A database for a site that runs beside the tests, in processes of its own.

    Yields a way to reach into it from a thread that touches no other database.
    """
    name = f"dengwen_{worker_id}_live"
    clone(test_server, name)

    @contextlib.contextmanager
    def reach() -> Iterator[str]:
        from django.db import connection

        with django_db_blocker.unblock():
            if connection.settings_dict["NAME"] != name:
                connection.close()
                connection.settings_dict = {**connection.settings_dict, "NAME": name}
            yield name

    yield reach
    drop(test_server, name)


def _point_at(name: str) -> None:
    """Let every connection of this thread lead to the database of that name."""
    from django.conf import settings
    from django.db import connections

    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of the xdist worker; 'main' without xdist."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session", autouse=True)
def no_socket_beyond_loopback() -> Iterator[None]:
    """A test that would call another machine fails at the call."""
    real: Callable[..., Any] = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> Any:
        inet = self.family in {socket.AF_INET, socket.AF_INET6}
        if inet and str(address[0]) not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test called {address[0]}: tests stay on this machine")
        return real(self, address)

    socket.socket.connect = connect  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = real  # type: ignore[method-assign]
