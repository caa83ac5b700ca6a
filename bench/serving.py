"""A whole installation of its own, served as `dengwen run` serves one; gone afterwards.

fsync and synchronous_commit are on. The web and the worker are the programs that serve people.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

WEB_PROCESSES = 2
SETTINGS = {"max_connections": "200"}
"""The server's own settings but for this: the yardsticks come with connections of their own."""
UNITS = (("u1", "", "service"), ("u2", "u1", "service"), ("u3", "u2", "service"),
         ("u5", "u1", "inspectorate"))  # fmt: skip


@dataclass
class House:
    """An installation: where it lives, its server, and the programs that serve it."""

    home: Path
    server: Any
    postgres: psutil.Process
    ours: list[psutil.Process]
    port: int = 0

    def admin(self, database: str = "dengwen") -> psycopg.Connection[Any]:
        """A connection of the superuser."""
        return psycopg.connect(**self.server.admin, dbname=database, autocommit=True)

    def used(self) -> dict[str, float]:
        """Seconds of processor time so far: of our programs, and of the server with all it did."""
        ours = sum(_seconds(p, children=True) for p in self.ours)
        return {"ours": ours, "server": _seconds(self.postgres, children=True)}


def _seconds(process: psutil.Process, *, children: bool) -> float:
    own = process.cpu_times()
    taken = own.user + own.system + own.children_user + own.children_system
    if children:
        for child in process.children(recursive=True):
            try:
                spent = child.cpu_times()
                taken += spent.user + spent.system
            except psutil.NoSuchProcess:
                continue
    return taken


@contextmanager
def house() -> Iterator[House]:
    """An installation with a few units in it, nothing served yet."""
    home = Path(tempfile.mkdtemp(prefix="dengwen-bench-"))
    home.chmod(0o711)
    for name in [n for n in os.environ if n.startswith("DENGWEN_")] + ["DATABASE_URL"]:
        os.environ.pop(name, None)
    os.environ["DENGWEN_HOME"] = str(home)
    from dengwen.config import database, init, place, postgres, start

    where = place.Place(home)
    try:
        with postgres.using(where, SETTINGS) as server:
            start.draw_keys(where)
            database.provision(where, "test", server)
            start.setup(pack=False)
            init.draw_master_key()
            init.migrate(where, lambda told: None)
            start.setup(checked=True)
            init.keep_pack()
            init.prepare_pages()
            _open_units()
            yield House(home, server, psutil.Process(postgres.pid(server.ground)), [])
            init.rest()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _open_units() -> None:
    from dengwen.people import actions
    from dengwen.people.actor import SYSTEM

    for unit, parent, kind in UNITS:
        name = {language: f"{unit} 队" for language in ("en", "zh-Hant", "zh-Hans")}
        actions.open_unit(SYSTEM, unit, name, parent=parent, kind=kind)


@contextmanager
def served(house: House, *, worker: bool = True, url: str = "") -> Iterator[None]:
    """The web and the worker of the installation, running; over another database with `url`."""
    from dengwen.config import serve

    house.port = free_port()
    children = serve.children("127.0.0.1", house.port, WEB_PROCESSES)
    if not worker:
        children = children[:1]
    known = os.environ | ({"DATABASE_URL": url} if url else {})
    started = [
        subprocess.Popen(child.command, start_new_session=True, env=known) for child in children
    ]
    house.ours = [psutil.Process(one.pid) for one in started]
    try:
        await_port(house.port)
        yield
    finally:
        for one in started:
            one.terminate()
        for one in started:
            one.wait(30)
        house.ours = []


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def await_port(port: int, patience: float = 60) -> None:
    """Wait until something listens."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nothing listens on {port}")
