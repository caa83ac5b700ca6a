"""How long people waited 等候時間: medians and ninetieth percentiles, over enough only. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from statistics import median

import msgspec

from dengwen.intake.window.rules import ENOUGH
from dengwen.intake.window.state import Queue


class Waits(msgspec.Struct, frozen=True):
    """Of how many visitors the wait was measured, and what it was in seconds."""

    measured: int
    median: int | None = None
    ninetieth: int | None = None


class Day(msgspec.Struct, frozen=True):
    """What one day was like at a window."""

    visits: int  # all who came or were due: neither cancelled nor given up before their turn
    served: int
    absent: int
    left: int
    unserved: int
    waits: Waits
    shut_seconds: int


def waits(seconds: Sequence[int]) -> Waits:
    """Median and ninetieth percentile (nearest rank) of some waits; neither over too few."""
    if len(seconds) < ENOUGH:
        return Waits(len(seconds))
    ordered = sorted(seconds)
    rank = -(-len(ordered) * 9 // 10)
    return Waits(len(ordered), int(median(ordered)), ordered[rank - 1])


def pace(visits: Sequence[int]) -> int | None:
    """How many seconds a visit took in the middle; None over too few."""
    return int(median(visits)) if len(visits) >= ENOUGH else None


def day(queue: Queue, until: datetime | None = None) -> Day:
    """The figures of a day; a closure that still lasts counts up to `until`."""
    states = [t.state for t in queue.tickets.values()]
    return Day(
        visits=sum(state != "cancelled" for state in states),
        served=states.count("served"),
        absent=states.count("absent"),
        left=states.count("left"),
        unserved=states.count("unserved"),
        waits=waits([t.wait for t in queue.tickets.values() if t.wait is not None]),
        shut_seconds=queue.shut_seconds(until),
    )
