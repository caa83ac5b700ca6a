"""How many events are folded in a second: streams read, opened, folded, made into rows, compared.

    .venv/bin/python bench/rebuild.py [--matters 10000] [--rounds 3]

The rebuild is the real one, over matters that the real importer took in (three events each, four
and a half sealed fields, a clock). Beside it, in the same rounds: the fold alone, of events that
lie in memory already.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

from rich.console import Console

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs from any folder

from bench import report, serving

GOAL = 50_000
PROCESSES = min(2, os.cpu_count() or 1)
SAID = "小区楼道长期堆放杂物，电动车在楼梯口充电，物业多次劝阻无效，担心发生火灾。"


def imported(many: int) -> None:
    """Take in so many matters of another system, every second one answered."""
    from datetime import UTC, datetime, timedelta

    from dengwen.matters.actions.import_historical import Historical, import_historical

    first = datetime(2024, 3, 4, 2, tzinfo=UTC)
    specs = [
        Historical(
            source=f"bench:{number}",
            procedure="petition",
            kind="request",
            unit="u2",
            unit_path=("u1", "u2"),
            language="zh-Hans",
            received_at=first + timedelta(minutes=number),
            subject=f"第{number}件",
            statement=SAID * (1 + number % 5),
            person=f"A{number}",
            answer=SAID if number % 2 else "",
            answered_at=first + timedelta(minutes=number, days=9) if number % 2 else None,
        )
        for number in range(many)
    ]
    for place in range(0, many, 500):
        import_historical(specs[place : place + 500])


def events() -> int:
    """How many events there are."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger.event")
        return int(cursor.fetchone()[0])


def rebuilt(processes: int) -> None:
    """The rebuild itself; the rows must be what they were."""
    from dengwen.ledger import rebuild

    told = rebuild.rebuild(processes=processes)
    assert told.same, told.differences[:3]


def folded(streams: list[list[object]]) -> None:
    """The fold alone."""
    from dengwen.matters import state

    for history in streams:
        state.fold(history)  # type: ignore[arg-type]


def main() -> None:
    """Measure, print, and write bench/results/rebuild.json."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--matters", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    taken: dict[str, list[float]] = {}
    with serving.house():
        from dengwen.jobs import index
        from dengwen.ledger import store

        imported(given.matters)
        index.catch_up()
        many = events()
        names = list(store.streams("matter:"))[:2000]
        kept: list[list[object]] = [list(h) for h in store.read_many(names, unseal=True).values()]
        few = sum(map(len, kept))
        for _ in range(given.rounds):
            for name, count, case in (
                (f"rebuild, {PROCESSES} processes", many, lambda: rebuilt(PROCESSES)),
                ("rebuild, one process", many, lambda: rebuilt(1)),
                ("yardstick: the fold alone, one process", few, lambda: folded(kept)),
            ):
                begun = time.perf_counter()
                case()
                taken.setdefault(name, []).append(count / (time.perf_counter() - begun))
        busy = os.getloadavg()[0]
    rows = [
        report.row(
            name,
            "events",
            statistics.median(rates),
            "per second",
            given.rounds,
            GOAL if place == 0 else None,
        )
        for place, (name, rates) in enumerate(taken.items())
    ]
    rows.append(report.row("the machine", "load average", busy, "", given.rounds))
    Console().print(f"written: {report.publish('rebuild', rows)}")


if __name__ == "__main__":
    main()
