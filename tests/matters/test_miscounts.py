"""Four ways in which other desks' clocks have miscounted; here none of them can.

Each is a known fault of a widely used help desk (zammad issues 1322, 3140, 5177, 5624), restated
for clocks that are a function of what happened. What is shown without a database needs none.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dengwen import times
from dengwen.jobs.tick import tick
from dengwen.law import loader
from dengwen.law.pack import Pack
from dengwen.law.procedure import Procedure
from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters import rules, state
from dengwen.matters.actions.add import add, note
from dengwen.matters.actions.case import calendars_of
from dengwen.matters.actions.open import load
from dengwen.matters.models import ClockRow
from dengwen.matters.rules.clocks import Law
from dengwen.matters.state import Clock, Matter
from tests.matters import test_rules as tiny
from tests.matters import town, walk

CAME = tiny.NOW  # Monday the second of March 2026, nine in the morning in Shanghai
WORDS = Sealed("p1", "words")

ANSWER: dict[str, Any] = {
    "label": {"en": "Answer"},
    "limit": 30,
    "unit": "calendar_days",
    "starts": ["received"],
    "stops": ["served.answer"],
    "basis": ["law#5"],
    "roll": "none",
}
ASKING = {"from": "asked", "to": "answered", "label": {"en": "Asked"}, "basis": ["law#6"]}


@pytest.fixture(scope="module")
def pack() -> Pack:
    """Any pack: here it gives the time zone and the calendar."""
    return loader.load(Path(__file__).parents[2] / "packs" / "cn-fire")


class Desk:
    """A matter under a tiny procedure: after each fact the clocks are recorded, as `Case` does."""

    def __init__(self, pack: Pack, clocks: dict[str, dict[str, Any]], kind: str = "a") -> None:
        procedure = msgspec.convert(tiny.TINY | {"clocks": clocks}, Procedure)
        self.under = Law(procedure, pack, calendars_of(pack))
        self.matter: Matter = tiny.matter(kind=kind)
        self._reckon(CAME)

    def happen(self, data: e.Data, day: int, by: str = "staff:han") -> list[str]:
        """Something happens so many days after it came in; the clock facts it brought."""
        at = CAME + timedelta(days=day)
        made = e.fact(data, by, at)
        state.apply(self.matter, tiny.event(made, self.matter.version + 1))
        return self._reckon(at)

    def _reckon(self, at: datetime) -> list[str]:
        facts = rules.clock_facts(self.matter, self.under, at)
        for fact in facts:
            state.apply(self.matter, tiny.event(fact, self.matter.version + 1))
        assert rules.clock_facts(self.matter, self.under, at) == []
        return [fact.type for fact in facts]

    def clock(self, key: str = "answer") -> Clock:
        return self.matter.clocks[key]


def due(clock: Clock) -> date:
    return date.fromisoformat(clock.facts.due_on)


def asked(question: str = "q1") -> e.QuestionAsked:
    return e.QuestionAsked(question=question, party="p1", text=WORDS)


def answered(question: str = "q1") -> e.QuestionAnswered:
    return e.QuestionAnswered(question=question, party="p1", text=WORDS)


def served(kind: str = "answer") -> list[e.Data]:
    issued = e.DocumentIssued(
        document="d1", kind=kind, number="1", languages=["en"], sha256="", person="p1", to=["p1"]
    )
    return [
        issued,
        e.DocumentServed(
            document="d1", kind=kind, party="p1", way="in_person", served_on="2026-03-12"
        ),
    ]


ADDITION = e.StatementAdded(party="p1", text=WORDS)
NOTE = e.NoteAdded(text=WORDS)


# 1322: what the person themselves wrote moved the clock, or failed to


def test_what_a_person_adds_neither_restarts_nor_stops_a_clock(pack: Pack) -> None:
    desk = Desk(pack, {"answer": ANSWER})
    before = desk.clock().facts
    for day, words in enumerate((ADDITION, NOTE, asked(), answered(), ADDITION), start=3):
        assert desk.happen(words, day, "party:p1") == []
    assert desk.clock().facts == before
    assert due(desk.clock()) == date(2026, 4, 1)


def test_an_answer_ends_the_pause_where_the_law_pauses_and_an_addition_does_not(pack: Pack) -> None:
    desk = Desk(pack, {"answer": ANSWER | {"pauses": [ASKING]}})
    assert desk.happen(asked(), 5) == ["clock_recomputed"]
    assert desk.clock().state == "paused"
    assert desk.happen(ADDITION, 7, "party:p1") == []
    assert desk.happen(NOTE, 8) == []
    assert desk.clock().state == "paused"
    assert desk.happen(answered(), 12, "party:p1") == ["clock_recomputed"]
    assert desk.clock().state == "running"
    assert desk.clock().facts.start_trigger == "received"  # the same run goes on, longer by a week
    assert due(desk.clock()) == date(2026, 4, 1) + timedelta(days=7)


def test_what_comes_after_the_answer_wakes_no_clock(pack: Pack) -> None:
    desk = Desk(pack, {"answer": ANSWER | {"pauses": [ASKING]}})
    for data in served():
        desk.happen(data, 10)
    for day, words in enumerate((ADDITION, asked(), answered()), start=11):
        assert desk.happen(words, day, "party:p1") == []
    assert desk.clock().state == "stopped"


# 3140: it was answered, and escalated all the same


def test_once_the_answer_is_served_no_rung_is_left(pack: Pack) -> None:
    desk = Desk(pack, {"answer": ANSWER})
    assert [stage for stage, _ in rules.ladder(desk.clock())] == ["half", "near", "due", "overdue"]
    for data in served():
        desk.happen(data, 10)
    clock = desk.clock()
    assert (clock.state, clock.late) == ("stopped", False)
    assert rules.ladder(clock) == []


@pytest.mark.usefixtures("people")
def test_a_late_tick_reminds_of_nothing_that_was_served(monkeypatch: pytest.MonkeyPatch) -> None:
    matter = walk.to_served_opinion(town.brought())
    clock = matter.clocks["conclude"]
    assert clock.state == "stopped"
    assert ClockRow.objects.get(number=matter.number, key="conclude").next_at is None
    for late in (timedelta(days=-1), timedelta(seconds=1), timedelta(days=400)):
        monkeypatch.setattr(times, "now", lambda late=late: clock.due_at + late)
        tick()
    reminded = [x.data.key for x in load(matter.number).lines if x.type == "clock_reminded"]
    assert "conclude" not in reminded


@pytest.mark.usefixtures("people")
def test_the_real_clocks_stand_still_under_words(monkeypatch: pytest.MonkeyPatch) -> None:
    matter = walk.to_investigation(town.brought())
    before = {key: clock.facts for key, clock in matter.clocks.items()}
    later = times.now() + timedelta(days=4)
    monkeypatch.setattr(times, "now", lambda: later)
    add(town.party(matter), matter.number, "還有一張照片。")
    note(town.staff("han"), matter.number, "已電話聯繫。")
    assert {key: clock.facts for key, clock in load(matter.number).clocks.items()} == before


# 5177: of two targets the shorter overruled the longer


def test_two_clocks_run_side_by_side_each_with_its_own_day_and_ladder(pack: Pack) -> None:
    first_word = ANSWER | {"limit": 24, "unit": "hours", "stops": ["served.word"]}
    both = Desk(pack, {"word": first_word, "answer": ANSWER})
    alone = Desk(pack, {"answer": ANSWER})
    assert both.clock("answer").facts == alone.clock("answer").facts
    assert both.clock("word").due_at == CAME + timedelta(hours=24)
    assert rules.ladder(both.clock("answer")) == rules.ladder(alone.clock("answer"))
    assert rules.ladder(both.clock("word")) != rules.ladder(both.clock("answer"))
    reminded = e.ClockReminded(key="word", stage="overdue", told=["staff:han"])
    assert both.happen(reminded, 2) == []
    assert rules.ladder(both.clock("word")) == []
    assert len(rules.ladder(both.clock("answer"))) == 4
    for data in served("word"):
        both.happen(data, 3)
    assert (both.clock("word").state, both.clock("word").late) == ("stopped", True)
    assert both.clock("answer").facts == alone.clock("answer").facts
    assert both.clock("answer").state == "running"


# 5624: the old clock lived on after the matter had moved or changed its kind


def test_after_a_change_of_kind_the_clocks_are_those_of_the_new_kind(pack: Pack) -> None:
    quick = ANSWER | {"kinds": ["a"], "limit": 3}
    slow = ANSWER | {"kinds": ["b"], "limit": 20}
    desk = Desk(pack, {"quick": quick, "slow": slow})
    assert set(desk.matter.clocks) == {"quick"}
    change = e.KindChanged(from_kind="a", to_kind="b", confidential=False)
    assert desk.happen(change, 2) == ["clock_stopped", "clock_started"]
    assert desk.clock("quick").state == "fell_away"
    assert rules.ladder(desk.clock("quick")) == []
    assert due(desk.clock("slow")) == date(2026, 3, 22)  # from when it came in, not from the change
    back = e.KindChanged(from_kind="b", to_kind="a", confidential=False)
    desk.happen(back, 4)
    assert desk.clock("slow").state == "fell_away"
    assert due(desk.clock("quick")) == date(2026, 3, 5)  # no new term for having been elsewhere


def test_after_a_move_the_duty_counts_anew_for_the_receiver_only(pack: Pack) -> None:
    told = ANSWER | {"limit": 15, "starts": ["received", "moved"], "stops": ["transfer"]}
    desk = Desk(pack, {"told": told, "answer": ANSWER})
    desk.happen(tiny.taken("transfer"), 6)
    assert desk.clock("told").state == "stopped"
    moved = e.MatterMoved(from_unit="low", to_unit="mid", to_path=["top", "mid"])
    assert desk.happen(moved, 6) == ["clock_started"]
    assert desk.clock("told").facts.start_trigger == "moved"
    assert due(desk.clock("told")) == date(2026, 3, 23)  # fifteen days of the receiver's own
    assert due(desk.clock("answer")) == date(2026, 4, 1)  # what the whole service owes goes on
