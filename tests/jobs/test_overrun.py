"""A duty met after its day is told up the ladder: by the act or the tick, whichever is first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from dengwen import times
from dengwen.delivery import outbox
from dengwen.jobs.tick import tick
from dengwen.ledger import rebuild
from dengwen.matters import models
from dengwen.matters.actions.approve import approve
from dengwen.matters.actions.open import load
from dengwen.matters.actions.serve import serve
from dengwen.matters.actions.take import take
from dengwen.matters.state import Matter
from tests.matters import town, walk

pytestmark = pytest.mark.usefixtures("people")

Go = Callable[[datetime], None]
LADDER = ["staff:han", "staff:su", "staff:an", "staff:top.su"]


def lines(number: str, key: str, *types: str) -> list[Any]:
    found = [line for line in load(number).lines if line.type in types]
    return [line for line in found if line.data.key == key]


def told(number: str, key: str = "conclude") -> list[tuple[str, list[str]]]:
    return [(x.data.stage, x.data.told) for x in lines(number, key, "clock_reminded")]


def issued() -> tuple[Matter, str]:
    """An opinion that was issued and has not reached the person."""
    matter = walk.to_proposed_opinion(town.brought())
    proposal = next(iter(matter.proposals))
    paper = approve(town.staff("an"), matter.number, proposal).document_of("opinion")
    assert paper is not None
    return load(matter.number), paper.id


def rings(staff: str) -> list[str]:
    return [ring.text for ring in outbox.bell(staff)]


def serve_late(matter: Matter, paper: str, day: str) -> Matter:
    return serve(town.staff("han"), matter.number, paper, "p1", "in_person", day, "簽收")


@pytest.mark.parametrize("first", ["tick", "act"])
def test_the_superior_is_told_in_either_order(first: str, at: Go) -> None:
    matter, paper = issued()
    late = matter.clocks["conclude"].due_at + timedelta(days=2)
    at(late)
    if first == "tick":
        tick()
    after = serve_late(matter, paper, times.today(walk.ZONE).isoformat())
    tick()
    assert (after.clocks["conclude"].state, after.clocks["conclude"].late) == ("stopped", True)
    assert told(matter.number) == [("overdue", LADDER)]
    assert sum("作出處理意見" in one for one in rings("top.su")) == 1
    order = [x.type for x in lines(matter.number, "conclude", "clock_reminded", "clock_stopped")]
    assert order == ["clock_reminded", "clock_stopped"]
    report = rebuild.rebuild(tables=list(models.TABLES))
    assert report.same, report.differences


def test_who_is_told_by_the_act_hears_that_it_was_done_late(at: Go) -> None:
    matter, paper = issued()
    late = matter.clocks["conclude"].due_at + timedelta(hours=1)
    at(late)
    serve_late(matter, paper, times.today(walk.ZONE).isoformat())
    assert [ring.notice for ring in outbox.bell("top.su")] == ["clock_late"]
    assert "逾期後才完成" in outbox.bell("top.su")[0].text


def test_what_was_met_in_time_and_written_down_late_is_told_to_nobody(at: Go) -> None:
    matter, paper = issued()
    clock = matter.clocks["conclude"]
    at(clock.due_at + timedelta(days=3))
    after = serve_late(matter, paper, times.today(walk.ZONE).isoformat())
    assert after.clocks["conclude"].late is True
    matter, paper = issued()  # once more, served in time and recorded late
    in_time = matter.clocks["conclude"].due_at
    at(in_time + timedelta(days=3))
    day = (in_time - timedelta(days=1)).date().isoformat()
    after = serve_late(matter, paper, day)
    assert (after.clocks["conclude"].state, after.clocks["conclude"].late) == ("stopped", False)
    assert told(matter.number) == []


def test_an_act_that_leaves_the_duty_open_leaves_the_telling_to_the_worker(at: Go) -> None:
    matter = walk.to_investigation(town.brought())
    at(matter.clocks["conclude"].due_at + timedelta(days=1))
    take(town.staff("han"), matter.number, "record_finding", {"found": "查實"})
    assert told(matter.number) == []
    tick()
    assert told(matter.number) == [("overdue", LADDER)]


def test_a_late_transfer_is_told_above_the_unit_that_was_late(at: Go) -> None:
    number = town.brought().number
    take(town.staff("ren"), number, "register", {"received_by": "body"})
    at(load(number).clocks["notify_acceptance"].due_at + timedelta(days=1))
    away = {"receiving_unit": town.OTHER, "manner": "forwarded", "reason": "屬地"}
    take(town.staff("ren"), number, "transfer", away)
    said = told(number, "notify_acceptance")
    assert [stage for stage, _ in said] == ["overdue"]
    assert "staff:top.su" in said[0][1]
    assert "staff:stranger" not in said[0][1]
