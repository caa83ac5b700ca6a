"""The real site for the stories: granian in a process of its own, the worker's jobs in steps.

The web is the program that `dengwen run` starts, on a port and a database of its own. The worker's
loops are called from here, one after the other, so that a story never waits for them and never
finds half of their work.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from psycopg.conninfo import make_conninfo

from dengwen.config import database, place
from tests.stories import town

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]


class Site:
    """Where the site answers, and what the worker does when a story lets it."""

    def __init__(self, reach: Callable[[], object]) -> None:
        self.reach = reach
        self.thread = ThreadPoolExecutor(1, "town")  # Playwright's loop runs in the main thread
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def inside(self, do: Callable[..., T], *given: object, **named: object) -> T:
        """Call something in the site's own database; gives what it gives."""

        def work() -> T:
            with self.reach():  # type: ignore[attr-defined]
                return do(*given, **named)

        return self.thread.submit(work).result()

    def open(self) -> None:
        """Build the style sheet and the town, then serve. Raises when the site does not answer."""
        self.inside(self._build)
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "dengwen.config.web", "127.0.0.1", str(self.port), "1"],
            env=self._environment(),
            cwd=ROOT,
            start_new_session=True,
        )
        for _try in range(150):
            if self.process.poll() is not None:
                raise RuntimeError("the site ended at its start")
            if self._answers():
                return
            time.sleep(0.2)
        raise RuntimeError("the site did not answer within 30 seconds")

    def close(self) -> None:
        """Stop serving and let go of the database."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
        self.inside(_let_go)
        self.thread.shutdown()

    def work(self) -> None:
        """Everything that the worker would do by now: positions, reminders, letters, search."""
        self.inside(_work)

    def letters(self) -> list[str]:
        """Every letter that the worker has sent in this story: to whom, and what it says."""
        from django.core import mail

        return [f"{letter.to}\n{letter.body}" for letter in mail.outbox]

    def fresh(self) -> None:
        """Forget how often this address tried what: every story has its own visitors."""
        self.inside(_forget_tries)

    def _build(self) -> None:
        from dengwen.config import init

        init.draw_master_key()
        init.prepare_pages()
        town.build()

    def _environment(self) -> dict[str, str]:
        known = database.owner(place.here()) | {"dbname": self.inside(_name)}
        return {
            **os.environ,
            "DATABASE_URL": make_conninfo(**known),
            "DENGWEN_ADDRESS": self.address,
        }

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.address}/healthz", timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _name() -> str:
    from django.db import connection

    return str(connection.settings_dict["NAME"])


def _work() -> None:
    from dengwen.jobs import deliver, index, sequence, tick

    tick.tick(1000)
    while sequence.sequence(1000):
        pass
    while deliver.deliver(100):
        pass
    while index.index(500):
        pass


def _forget_tries() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM web_tries")


def _let_go() -> None:
    from django.db import connections

    from dengwen.ledger import aside

    aside.close()
    connections.close_all()
