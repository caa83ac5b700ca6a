"""A house that runs 運行的房子: `dengwen run` in a place of its own, under load, with everything it
acknowledged written down by the one who watches."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from dengwen.config import postgres, postgres_ground
from dengwen.config.place import Place
from tests.kill.visitor import Visitor

VISITORS = 2
LONGEST_START = 180


class House:
    """A place of its own with everything running, and the list of what it acknowledged."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.place = Place(home)
        self.port = _free_port()
        self.acknowledged: list[str] = []
        self.through_the_web = 0
        self.last_words: dict[str, str] = {}
        self.ending = threading.Event()
        kept = {k: v for k, v in os.environ.items() if not k.startswith("DENGWEN_")}
        kept.pop("DATABASE_URL", None)
        mine = {"DENGWEN_HOME": str(home), "PYTHONUNBUFFERED": "1"}
        self.environment = {**kept, **mine, **environment}
        self.threads: list[threading.Thread] = []
        self.supervisor: subprocess.Popen[bytes] | None = None
        self.desk: subprocess.Popen[str] | None = None
        self._addresses = (f"127.0.{n // 200 + 1}.{n % 200 + 1}" for n in itertools.count())

    def make(self) -> None:
        """Make the place and its units."""
        self.dengwen("init", "--kind", "test")
        self.offer = ".".join(json.loads(self._python("found")))

    def open(self) -> None:
        """Start `dengwen run` and wait until the site answers."""
        command = [*_dengwen(), "run", "--port", str(self.port), "--workers", "1"]
        with (self.place.home / "run.log").open("ab") as log:
            self.supervisor = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self.await_answer()

    def await_answer(self) -> None:
        """Wait until the site answers well: web and database are up."""
        until = time.monotonic() + LONGEST_START
        while time.monotonic() < until:
            call = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                call.request("GET", "/healthz")
                if call.getresponse().status == 200:
                    return
            except (OSError, http.client.HTTPException):
                pass
            finally:
                call.close()
            time.sleep(0.1)
        raise AssertionError(self.log())

    def log(self) -> str:
        """The last of what the house and its database said."""
        ours = (self.place.home / "run.log").read_text()[-3000:]
        theirs = postgres_ground.ground(self.place).log
        return ours + (theirs.read_text()[-2000:] if theirs.exists() else "")

    def visit(self) -> None:
        """Bring one matter after the other through the pages, each from another address."""
        while not self.ending.is_set():
            try:
                number = Visitor(self.port, next(self._addresses)).register(self.offer)
            except (OSError, http.client.HTTPException, LookupError, ValueError) as gone:
                self.last_words["visitor"] = repr(gone)
                self.ending.wait(0.2)  # gone away in the middle: not acknowledged
            else:
                self.acknowledged.append(number)
                self.through_the_web += 1

    def keep_a_desk(self) -> None:
        """Read a desk's receipts; when it dies, start another."""
        while not self.ending.is_set():
            self.desk = subprocess.Popen(
                _house("desk"), env=self.environment, stdout=subprocess.PIPE, text=True
            )
            assert self.desk.stdout is not None
            with self.desk.stdout as lines:
                for line in lines:
                    if line.startswith("!"):
                        self.last_words["desk"] = line
                    elif line.endswith("\n"):  # else it was cut short: not acknowledged
                        self.acknowledged.append(line.strip())
            self.desk.wait()

    def bring(self) -> None:
        """Begin the load: visitors at the pages, and a desk."""
        self.ending.clear()
        load: list[Callable[[], None]] = [self.visit] * VISITORS + [self.keep_a_desk]
        self.threads = [threading.Thread(target=work) for work in load]
        for thread in self.threads:
            thread.start()

    def await_both_doors(self) -> None:
        """Wait until one more matter was acknowledged at either door."""
        web, desk = self.through_the_web, len(self.acknowledged) - self.through_the_web
        until = time.monotonic() + LONGEST_START
        while self.through_the_web == web or len(self.acknowledged) - self.through_the_web == desk:
            assert time.monotonic() < until, f"nothing is taken in: {self.last_words} {self.log()}"
            time.sleep(0.05)

    def rest(self) -> None:
        """End the load."""
        self.ending.set()
        for process in self.processes()["desk"]:
            _send(process, signal.SIGKILL)
        for thread in self.threads:
            thread.join()

    def kill(self, which: str) -> None:
        """SIGKILL what the word names, all at once."""
        doomed: list[psutil.Process] = []
        for name, found in self.processes().items():
            if which in ("everything", name) or (which == "children" and name != "supervisor"):
                doomed += found
        for process in doomed:
            _send(process, signal.SIGKILL)
        if which == "everything" and self.supervisor is not None:
            self.supervisor.wait()

    def processes(self) -> dict[str, list[psutil.Process]]:
        """Every process of this house, and no other, by what it does."""
        server = _family(postgres.pid(postgres_ground.ground(self.place)))
        running = _family(self.supervisor.pid if self.supervisor else None)
        known = {process.pid for process in server}
        web = [p for p in running[1:] if "dengwen.config.web" in _command(p)]
        inside = {child.pid for p in web for child in _family(p.pid)}
        return {
            "supervisor": running[:1],
            "web": [p for p in running[1:] if p.pid in inside],
            "worker": [p for p in running[1:] if p.pid not in inside | known],
            "postmaster": server,
            "desk": _family(self.desk.pid if self.desk else None),
        }

    def close(self) -> None:
        """Stop the load, then everything, cleanly."""
        self.rest()
        if self.supervisor is not None and self.supervisor.poll() is None:
            self.supervisor.terminate()
            self.supervisor.wait(60)

    def judge(self) -> dict[str, Any]:
        """What is missing, broken or different, told by another process."""
        told: dict[str, Any] = json.loads(self._python("judge", "\n".join(self.acknowledged)))
        return told

    def remove(self) -> None:
        """End and remove whatever is left."""
        self.ending.set()
        self.kill("everything")
        ground = postgres_ground.ground(self.place)
        for folder in (self.place.home, ground.data.parent, ground.socket):
            shutil.rmtree(folder, ignore_errors=True)

    def _python(self, what: str, given: str = "") -> str:
        return self.run(_house(what), given).splitlines()[-1]

    def dengwen(self, *words: str) -> str:
        """Run `dengwen WORDS` in this house; what it said."""
        return self.run([*_dengwen(), *words])

    def run(self, command: list[str], given: str = "") -> str:
        """Run a command in this house; what it said on stdout."""
        done = subprocess.run(
            command, env=self.environment, input=given, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout


def _dengwen() -> list[str]:
    return [sys.executable, "-P", "-m", "dengwen.config"]


def _house(what: str) -> list[str]:
    return [sys.executable, "-m", "tests.kill.house", what]


def _family(pid: int | None) -> list[psutil.Process]:
    """A process and all below it."""
    if pid is None:
        return []
    try:
        head = psutil.Process(pid)
        return [head, *head.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def _send(process: psutil.Process, number: int) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return  # it was faster


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
