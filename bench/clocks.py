"""How many due dates are reckoned in a second, on one core.

    .venv/bin/python bench/clocks.py

The case that counts is a working-day clock with pauses and an extension. Beside it, in the same
rounds: counting day by day over the same calendar, and `chinese_calendar.find_workday`, which knows
neither pauses nor law (and is a day late from a day off) but is what one would reach for. After
that the tick over a million open clocks, on an installation of its own (tick.py).
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import chinese_calendar
from rich.console import Console

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs from any folder

from bench import report, tick
from dengwen.law import calendar
from dengwen.law.calendar import Calendar
from dengwen.law.clock import Rule, reckon
from dengwen.law.explain import explain

MANY = 20_000
FEW = 1_000
ROUNDS = 9
GOAL = 200_000

Case = tuple[date, list[tuple[date, date]], int]


def situations(many: int) -> list[Case]:
    """Starts over six years, two pauses each, every second one extended; always the same."""
    dice = random.Random(2026)
    found = []
    for number in range(many):
        start = date(2019, 6, 1) + timedelta(dice.randrange(2200))
        first = start + timedelta(dice.randrange(1, 6))
        second = first + timedelta(dice.randrange(8, 15))
        pauses = [
            (first, first + timedelta(dice.randrange(1, 10))),
            (second, second + timedelta(dice.randrange(1, 10))),
        ]
        found.append((start, pauses, 10 if number % 2 else 0))
    return found


def by_the_day(known: Calendar, case: Case, limit: int) -> date:
    """The plain way: look at one day after another."""
    day, pauses, longer = case
    left = limit + longer
    while left:
        day += timedelta(1)
        paused = any(begun < day <= ended for begun, ended in pauses)
        left -= not paused and known.is_workday(day)
    return day


def noon(day: date) -> datetime:
    """Noon of a day in Shanghai, as the ledger keeps instants: in UTC."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def cases(known: Calendar, many: list[Case]) -> dict[str, Callable[[], object]]:
    working, days = Rule("working_days", 20), Rule("calendar_days", 60)
    months, hours = Rule("months", 6), Rule("hours", 24, "none")
    few = many[:FEW]
    instants = [noon(one[0]) for one in many]
    at_noon = [
        (noon(start), [(noon(begun), noon(ended)) for begun, ended in pauses], longer)
        for start, pauses, longer in many
    ]
    return {
        "working days, two pauses, extension": lambda: [
            reckon(working, known, start, pauses, longer) for start, pauses, longer in many
        ],
        "the same, given as instants": lambda: [
            reckon(working, known, start, pauses, longer) for start, pauses, longer in at_noon
        ],
        "working days, no pause": lambda: [reckon(working, known, one[0]) for one in many],
        "calendar days, two pauses": lambda: [
            reckon(days, known, start, pauses, longer) for start, pauses, longer in many
        ],
        "months, rolled": lambda: [reckon(months, known, one[0]) for one in many],
        "hours": lambda: [reckon(hours, known, at) for at in instants],
        "explained, day by day": lambda: [
            explain(working, known, start, pauses, longer) for start, pauses, longer in few
        ],
        "yardstick: counting day by day": lambda: [by_the_day(known, one, 20) for one in few],
        "yardstick: chinese_calendar.find_workday": lambda: [
            chinese_calendar.find_workday(20, one[0]) for one in few
        ],
    }


def main() -> None:
    """Measure, print, and write bench/results/clocks.json."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--open", type=int, default=1_000_000, help="open clocks; 0: no tick")
    given = parser.parse_args()
    known = calendar.load(Path(__file__).parents[1] / "packs" / "cn-fire" / "calendars")
    many = situations(MANY)
    for one in many[:FEW]:  # what is fast must first be right
        start, pauses, longer = one
        assert reckon(Rule("working_days", 20), known, start, pauses, longer).raw == by_the_day(
            known, one, 20
        )
    measured = cases(known, many)
    seconds = report.rounds(measured, ROUNDS)
    rows = []
    for place, (name, taken) in enumerate(seconds.items()):
        count = FEW if name.startswith(("explained", "yardstick")) else MANY
        goal = GOAL if place == 0 else None
        rows.append(report.row(name, "due dates", count / taken, "per second", ROUNDS, goal))
    if given.open:
        rows += tick.measured(given.open)
    Console().print(f"written: {report.publish('clocks', rows)}")


if __name__ == "__main__":
    main()
