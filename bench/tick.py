"""The tick over a million open clocks of which one in a hundred has newly come to a rung.

Those that are due are clocks of real matters, registered as people register, and the tick does all
of its work on them: reads and opens the matter, finds who is to be told, writes the event, the rows
and the reminders. The others only make the table and its index as large as they would be. The time
is moved on in this process until the first rung is reached. Called by clocks.py.
"""

from __future__ import annotations

import os
import time
from datetime import timedelta

from bench import growing, register, report, serving
from bench.serving import House

GOAL = 10.0
FILLER = """
    INSERT INTO matters_clock ({columns})
        SELECT {values} FROM generate_series(1, %s) AS i,
               (SELECT * FROM matters_clock ORDER BY id LIMIT 1) AS t
"""
OWN = {
    "id": "'BK-' || i || '/' || t.key",
    "number": "'BK-' || i",
    "next_at": "t.next_at + interval '400 days' + i * interval '1 second'",
}


def measured(clocks: int) -> list[report.Row]:
    """The rows of the report for so many clocks."""
    with serving.house() as house:
        _people()
        due = clocks // 100
        _registered(due)
        _filled(house, clocks)
        seconds, spent, done = _ticked(due)
        assert done == due, (done, due)
        busy = os.getloadavg()[0]
    case = f"tick, {clocks:,} open clocks, {due:,} newly due"
    goal = GOAL if clocks == 1_000_000 else None
    return [
        report.row(case, "one worker", seconds, "seconds", 1, goal, at_most=True),
        report.row(case, "of it processor time of ours", spent, "seconds", 1),
        report.row(case, "load average", busy, "", 1),
    ]


def _people() -> None:
    from dengwen.people import actions
    from dengwen.people.actor import SYSTEM

    for name, role in (("ren", "registrar"), ("su", "supervisor"), ("an", "approver")):
        actions.add_staff(SYSTEM, name, name, growing.MINE, roles=[(role, growing.MINE)])


def _registered(many: int) -> None:
    from dengwen.intake.actions import register as door
    from dengwen.intake.submission import Submission
    from dengwen.people.actor import PUBLIC

    said = Submission(
        procedure="hazard_report",
        offer="hazard",
        language="zh-Hans",
        subject="安全出口上锁",
        statement=register.SAID,
        answers={"seen": "escape_blocked", "now": "yes"},
        unit=growing.MINE,
    )
    ready = door._checked(said, PUBLIC)
    for place in range(0, many, 50):
        for given in door._lot([ready] * min(50, many - place)):
            assert not isinstance(given, Exception), given


def _filled(house: House, clocks: int) -> None:
    with house.admin() as admin:
        names = [
            name
            for (name,) in admin.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = 'matters_clock'::regclass"
                " AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
            )
        ]
        have = admin.execute("SELECT count(*) FROM matters_clock").fetchone()
        assert have is not None
        values = ", ".join(OWN.get(name, f"t.{name}") for name in names)
        asked = FILLER.format(columns=", ".join(names), values=values)
        admin.execute(asked, [clocks - have[0]])  # type: ignore[call-overload]
        admin.execute("VACUUM ANALYZE")


def _ticked(due: int) -> tuple[float, float, int]:
    """Move time on to the first rung and tick once: seconds, our processor's, how many matters."""
    from django.db.models import Max

    from dengwen import times
    from dengwen.jobs.tick import tick
    from dengwen.matters.models import ClockRow

    rung = ClockRow.objects.filter(number__startswith="DW").aggregate(at=Max("next_at"))["at"]
    times.shift(rung - times.now() + timedelta(seconds=1))
    try:
        begun, spent = time.perf_counter(), time.process_time()
        done = tick(due)
        return time.perf_counter() - begun, time.process_time() - spent, done
    finally:
        times.shift(timedelta(0))
