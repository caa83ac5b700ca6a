"""Killed at any moment, nothing that was acknowledged is lost.

Matters are registered through the public's pages and at a desk while web, worker, desk and the
database's postmaster with its children are killed with SIGKILL, fsync on. This process keeps the
list of acknowledged receipts. Afterwards every one of them is there, every chain verifies, and no
row differs from its fold. DENGWEN_KILL_ROUNDS says how many kills (3 unless told; `make soak`
says 200), DENGWEN_KILL_SEED makes the moments the same again.
"""

from __future__ import annotations

import itertools
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kill.running import House

pytestmark = pytest.mark.kill

ROUNDS = int(os.environ.get("DENGWEN_KILL_ROUNDS", "3"))
WAYS = ("everything", "postmaster", "children", "web", "worker")


@pytest.fixture
def house() -> Iterator[House]:
    """A house of its own; whatever is left of it afterwards is ended and removed."""
    home = Path(tempfile.mkdtemp(prefix="dengwen-kill-"))
    home.chmod(0o711)
    made = House(home)
    yield made
    made.remove()


def test_no_acknowledged_matter_is_lost_whatever_is_killed(house: House) -> None:
    began = time.monotonic()
    house.make()
    house.open()
    house.bring()
    kills = _kill_and_come_back(house)
    house.close()
    told = house.judge()
    print(_figures(kills, told, house.through_the_web, time.monotonic() - began))
    assert told["fsync"] == "on"
    assert told["lost"] == []
    assert told["broken"] == []
    assert told["differences"] == []
    assert told["acknowledged"] >= 2 * ROUNDS


def _kill_and_come_back(house: House) -> Counter[str]:
    """Every round a blow at no particular moment; how many fell on what."""
    chance = random.Random(os.environ.get("DENGWEN_KILL_SEED"))
    kills: Counter[str] = Counter()
    for which in itertools.islice(itertools.cycle(WAYS), ROUNDS):
        house.await_both_doors()
        time.sleep(chance.random())
        house.kill(which)
        kills[which] += 1
        print(f"{kills.total()}: {which}, {len(house.acknowledged)} acknowledged", flush=True)
        if house.supervisor is not None and house.supervisor.poll() is not None:
            house.open()
        house.await_answer()
    return kills


def _figures(kills: Counter[str], told: dict[str, Any], by_web: int, seconds: float) -> str:
    """What `make soak` shows at its end."""
    lines = [f"killed: {n} × {which}" for which, n in kills.items()]
    lines += [f"acknowledged: {told['acknowledged']}, of them {by_web} through the pages"]
    lines += [f"{what}: {len(told[what])}" for what in ("lost", "broken", "differences")]
    return "\n".join([*lines, f"events: {told['events']}", f"minutes: {seconds / 60:.1f}"])
