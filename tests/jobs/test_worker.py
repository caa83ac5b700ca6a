"""The worker goes on after a failure, ends when told, and says how far behind it is."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings

from dengwen.jobs import worker
from dengwen.jobs.worker import Loop


def in_its_thread(loop: Loop, ending: threading.Event) -> None:
    """Turn as the worker does: in a thread that has no connection yet."""
    thread = threading.Thread(target=worker.turn, args=(loop, ending))
    thread.start()
    thread.join(20)
    assert not thread.is_alive()


def test_a_loop_that_fails_says_so_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    ending = threading.Event()
    turns: list[int] = []

    def work() -> int:
        turns.append(1)
        if len(turns) == 1:
            raise OSError("away")
        ending.set()
        return 0

    with caplog.at_level(logging.ERROR):
        in_its_thread(Loop("test", work, 0.0), ending)
    assert len(turns) == 2
    assert "the test loop failed" in caplog.text


def test_a_loop_waits_longer_after_each_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    class Ending(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout or 0.0)
            if len(waits) == 8:
                self.set()
            return self.is_set()

    def work() -> int:
        raise OSError("away")

    in_its_thread(Loop("test", work, 1.0), Ending())
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]


def test_it_ends_when_told_and_leaves_no_thread() -> None:
    ending = threading.Event()
    done = threading.Event()

    def work() -> int:
        done.set()
        return 0

    thread = threading.Thread(target=worker.run, args=((Loop("test", work, 0.01),), ending))
    thread.start()
    assert done.wait(5)
    ending.set()
    thread.join(5)
    assert not thread.is_alive()
    assert not [one for one in threading.enumerate() if one.name == "test"]


PROGRAM = """
import django
django.setup()
from dengwen.jobs import worker
worker.run((worker.Loop("idle", lambda: print("turn", flush=True) or 0, 0.05),))
"""


def test_a_signal_ends_it_cleanly() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, env=dict(os.environ)
    )
    assert child.stdout is not None
    assert child.stdout.readline().strip() == b"turn"
    time.sleep(0.1)
    child.send_signal(signal.SIGTERM)
    assert child.wait(10) == 0
    child.stdout.close()


@pytest.mark.django_db
def test_the_lag_is_counted() -> None:
    assert set(worker.lag()) == {"clocks", "search"}


@pytest.mark.django_db
def test_bytes_of_requests_that_died_are_swept_hourly() -> None:
    (sweep,) = [loop for loop in worker.LOOPS if loop.name == "sweep"]
    assert sweep.idle == 3600
    fresh, old = (Path(settings.DENGWEN_FILES) / "aa" / f"aa{n}.original" for n in range(2))
    for path in (fresh, old):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"sealed")
    os.utime(old, (0, 0))
    assert sweep.work() == 1
    assert fresh.exists()
    assert not old.exists()
    fresh.unlink()
