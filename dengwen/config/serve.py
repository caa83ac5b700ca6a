"""`dengwen run`: database, web and worker as children, watched over and stopped together.

Promises: a child that dies is started again; Ctrl-C stops all cleanly; kill -9 of any of them,
this one included, loses nothing that was acknowledged and leaves no orphan to hold the port.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import IO

from dengwen.config import postgres
from dengwen.config.place import Place
from dengwen.errors import Refusal

PORT = 8119
WEB_CHILD = "DENGWEN_WEB_CHILD"
"""In the environment of granian's workers, which outlive a killed parent unless told not to."""

_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A program that must be running: how it is started, and what runs now."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def ensure(self, say: postgres.Say) -> None:
        """Start it unless it runs; after each recent death wait longer, to 10 seconds."""
        if self.process is not None and self.process.poll() is None:
            return
        now = time.monotonic()
        if self.process is not None:
            say(f"The {self.name} ended ({self.process.returncode}); it is started again.")
            self.deaths = [d for d in self.deaths if now - d < 60] + [now]
            time.sleep(min(10, 0.5 * (len(self.deaths) - 1)))
        self.process = subprocess.Popen(self.command, start_new_session=True)

    def stop(self) -> None:
        """Ask it to end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def await_end(self, patience: float) -> None:
        """Wait for its end; when patience is over, end it."""
        if self.process is None:
            return
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def children(host: str, port: int, workers: int) -> list[Child]:
    """The web and the worker."""
    python = [sys.executable, "-P", "-m"]
    return [
        Child("web", [*python, "dengwen.config.web", host, str(port), str(workers)]),
        Child("worker", [*python, "dengwen.config", "work"]),
    ]


def watch(
    ran: list[Child], server: postgres.Server | None, say: postgres.Say, ready: Callable[[], None]
) -> None:
    """Keep the children and the embedded server running until a signal asks to stop.

    `ready` is called once when the site answers.
    """
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    told = False
    try:
        while not stopping:
            if server is not None:
                postgres.revive(server, say)
            for child in ran:
                child.ensure(say)
            if not told and answers(ran[0]):
                ready()
                told = True
            time.sleep(0.3 if told else 0.1)
    finally:
        say("Stopping …")
        for child in ran:
            child.stop()
        for child in ran:
            child.await_end(20)


def answers(web: Child) -> bool:
    """Whether the site answers at all (an error page is an answer too)."""
    host, port = web.command[-3], web.command[-2]
    try:
        urllib.request.urlopen(f"http://{host}:{port}/", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def only_one(place: Place) -> IO[str]:
    """Hold the place's lock of being served. Raises Refusal when somebody else serves it."""
    place.home.mkdir(parents=True, exist_ok=True)
    handle = (place.home / "run.lock").open("a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        raise Refusal(
            "already_running",
            "Dengwen runs already from {home}.",
            facts={"home": str(place.home)},
            mend="Use that one, or stop it with Ctrl-C where it was started.",
        ) from None
    return handle


def check_address(kind: str, host: str) -> None:
    """A sample or drill listens on loopback only, and never on anything else."""
    if kind in {"sample", "drill", "test"} and host not in {"127.0.0.1", "::1", "localhost"}:
        raise Refusal(
            "loopback_only",
            "This database is marked {kind}: it is served to this machine only.",
            facts={"kind": kind},
            mend="Make a real one in a new place: DENGWEN_HOME=… dengwen init --kind real .",
        )


def die_with_parent(how: int = signal.SIGTERM) -> None:
    """Have the kernel end this process when its parent ends, however that ends (Linux only)."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, how)
    if os.getppid() == 1:  # it ended before we could say so
        sys.exit(1)
