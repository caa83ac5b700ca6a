"""Places of a test's own, and the command line run in them as a person would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dengwen.config import place, postgres, postgres_ground


class Town:
    """An installation in a folder of its own."""

    def __init__(self, home: Path) -> None:
        self.place = place.Place(home)

    def run(self, *words: str, fails: bool = False, **environment: str) -> str:
        """Run `dengwen WORDS`; what it said on both streams. Its status must be as told."""
        known = {k: v for k, v in os.environ.items() if not k.startswith("DENGWEN_")}
        done = subprocess.run(
            [sys.executable, "-P", "-m", "dengwen.config", *words],
            env=known | {"DENGWEN_HOME": str(self.place.home), "COLUMNS": "200"} | environment,
            capture_output=True,
            text=True,
            timeout=180,
        )
        said = done.stdout + done.stderr
        assert (done.returncode != 0) == fails, said
        assert "Traceback" not in said
        return said


def make_town() -> Town:
    """A folder near the root, so that the server's own user can reach it."""
    home = Path(tempfile.mkdtemp(prefix="dengwen-place-"))
    home.chmod(0o711)
    return Town(home)


def end(town: Town) -> None:
    postgres.stop(postgres_ground.ground(town.place), patience=10)
    shutil.rmtree(town.place.home)


@pytest.fixture
def town() -> Iterator[Town]:
    """An empty place."""
    one = make_town()
    yield one
    end(one)


@pytest.fixture(scope="module")
def living_town() -> Iterator[Town]:
    """A place that was made and holds a unit, a member of staff, and a sealed file."""
    one = make_town()
    one.run("init", "--kind", "test")
    one.run("staff", "open-unit", "u1", "消防局")
    chen = ("chen", "陳", "u1", "--email", "chen@example.org")
    one.run("staff", "add", *chen, DENGWEN_STAFF_PASSWORD="the drum at the gate")
    one.place.files.mkdir(exist_ok=True)
    (one.place.files / "sealed").write_bytes(b"\x01\x02\x03")
    yield one
    end(one)
