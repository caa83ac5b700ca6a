"""`dengwen run`: serves, restarts what is killed, stops cleanly, leaves no orphan."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest

from dengwen.config import postgres, postgres_ground
from tests.config.conftest import Town, end, make_town


class Running:
    """A `dengwen run` and its site."""

    def __init__(self, town: Any) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.town = town
        known = {k: v for k, v in os.environ.items() if not k.startswith("DENGWEN_")}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "dengwen.config", "run", "--port", str(self.port)],
            env=known | {"DENGWEN_HOME": str(town.place.home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5).close()
        except urllib.error.HTTPError as error:
            error.close()
            return False
        except OSError:
            return False
        return True

    def family(self, words: str) -> list[psutil.Process]:
        below = psutil.Process(self.process.pid).children(recursive=True)
        below = [one for one in below if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
        return [p for p in below if words in " ".join(p.cmdline())]


def eventually(question: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < until, question
        time.sleep(0.1)


@pytest.fixture(scope="module")
def made_town() -> Iterator[Town]:
    """A place that was made once; each test starts it and leaves it at rest."""
    one = make_town()
    one.run("init", "--kind", "test")
    yield one
    end(one)


@pytest.fixture
def running(made_town: Town) -> Iterator[Running]:
    one = Running(made_town)
    yield one
    if one.process.poll() is None:
        one.process.kill()
    one.process.communicate(timeout=30)


@pytest.mark.kill
def test_what_is_killed_comes_back_and_ctrl_c_stops_all(running: Running) -> None:
    eventually(running.answers)
    assert "already" in running.town.run("run", fails=True)
    watched = psutil.Process(running.process.pid).children(recursive=True)
    for words in ("dengwen.config.web", "dengwen.config work", "postgres"):
        before = running.family(words)
        for process in before:
            process.kill()
        psutil.wait_procs(before, timeout=20)
        eventually(lambda words=words: running.family(words))  # type: ignore[misc]
        eventually(running.answers)
    watched += psutil.Process(running.process.pid).children(recursive=True)
    running.process.send_signal(signal.SIGINT)
    said = running.process.communicate(timeout=60)[0]
    assert running.process.returncode == 0, said
    assert "Everything is kept" in said
    assert not [p for p in watched if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.kill
def test_a_killed_run_leaves_no_orphan_and_starts_again(running: Running) -> None:
    eventually(running.answers)
    running.process.kill()
    running.process.wait()
    ground = postgres_ground.ground(running.town.place)
    eventually(lambda: not running.answers())
    eventually(lambda: postgres.pid(ground) is None)
    again = Running(running.town)
    eventually(again.answers)
    again.process.send_signal(signal.SIGTERM)
    again.process.communicate(timeout=60)
    assert again.process.returncode == 0


def test_a_sample_is_served_to_this_machine_only(town: Any) -> None:
    town.run("init", "--kind", "drill")
    said = town.run("run", "--host", "0.0.0.0", fails=True)
    assert "this machine only" in said
