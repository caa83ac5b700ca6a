"""Clocks that reach a rung are told once, up the ladder, and the law acts when they run out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from dengwen import times
from dengwen.delivery import outbox
from dengwen.jobs.tick import tick
from dengwen.matters.actions.open import load
from dengwen.matters.models import ClockRow
from tests.matters import town, walk

pytestmark = pytest.mark.usefixtures("people")

Go = Callable[[datetime], None]


def reminders(number: str) -> list[tuple[str, list[str]]]:
    """Each reminder of the matter: its rung and whom it told."""
    lines = [line for line in load(number).lines if line.type == "clock_reminded"]
    return [(line.data.stage, line.data.told) for line in lines if line.data.key == "conclude"]


def test_nothing_is_told_before_its_time() -> None:
    town.brought()
    assert tick() == 0


def test_each_rung_is_told_once_and_reaches_higher(at: Go) -> None:
    matter = walk.to_investigation(town.brought())
    clock = matter.clocks["conclude"]
    for moment in (
        times.parse(clock.facts.half_at),
        times.parse(clock.facts.near_at),
        clock.due_at - timedelta(hours=20),
        clock.due_at + timedelta(seconds=1),
    ):
        at(moment)
        assert tick() == 1
        assert tick() == 0
    told = dict(reminders(matter.number))
    assert list(told) == ["half", "near", "due", "overdue"]
    assert told["half"] == ["staff:han"]
    assert told["near"] == ["staff:han", "staff:su"]
    assert told["due"] == ["staff:han", "staff:su", "staff:an"]
    assert told["overdue"] == ["staff:han", "staff:su", "staff:an", "staff:top.su"]
    assert outbox.unseen("han") >= 4
    assert outbox.unseen("top.su") >= 1


def test_after_a_standstill_only_the_highest_rung_is_told(at: Go) -> None:
    matter = walk.to_investigation(town.brought())
    at(matter.clocks["conclude"].due_at + timedelta(days=9))
    tick()
    assert [stage for stage, _ in reminders(matter.number)] == ["overdue"]


def test_an_extension_gives_new_reminders(at: Go) -> None:
    from dengwen.matters.actions.approve import approve
    from dengwen.matters.actions.extend import extend

    matter = walk.to_investigation(town.brought())
    at(times.parse(matter.clocks["conclude"].facts.near_at))
    tick()
    extend(town.staff("han"), matter.number, "conclude", 30, "complex", "人多")
    later = approve(town.staff("an"), matter.number, "a1").clocks["conclude"]
    assert later.reminded == []
    at(times.parse(later.facts.near_at))
    tick()
    assert [stage for stage, _ in reminders(matter.number)] == ["near", "near"]


def test_a_persons_time_runs_out_by_law_on_the_due_day_however_late(at: Go) -> None:
    matter = walk.to_served_opinion(town.brought())
    clock = matter.clocks["apply_recheck:p1"]
    at(clock.due_at + timedelta(days=40))
    tick()
    after = load(matter.number).clocks["apply_recheck:p1"]
    last = clock.due_at - timedelta(seconds=1)  # midnight belongs to the day after
    assert (after.state, after.stopped_at) == ("lapsed", last)
    lapsed = next(x for x in load(matter.number).lines if x.type == "lapsed_by_law")
    assert (lapsed.by, lapsed.time_source, lapsed.at) == ("law", "law", last)
    assert not ClockRow.objects.filter(number=matter.number, key=clock.key, next_at__isnull=False)


def test_reminders_of_an_accusation_reach_the_inspectorate_only(at: Go) -> None:
    matter = town.brought("accusation", about_said="站長", unit=town.WATCH)
    due = max(clock.due_at for clock in matter.clocks.values())
    at(due + timedelta(seconds=1))
    tick()
    told = [x.data.told for x in load(matter.number).lines if x.type == "clock_reminded"]
    assert told
    assert {one for some in told for one in some} <= {"staff:du", "staff:dou"}
