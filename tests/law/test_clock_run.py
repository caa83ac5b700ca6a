"""A clock as a pure function of what happened."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dengwen.law import calendar
from dengwen.law.clock import Happened, Running, reading, rule_of, run
from dengwen.law.procedure import Clock, Pause, Reading

CN = calendar.load(Path(__file__).parents[2] / "packs/cn-fire/calendars")
ZONE = "Asia/Shanghai"
HEARING = Pause(from_="call_hearing", to="end_hearing", label={"en": "Hearing"}, basis=["a#1"])
EXPERT = Pause(from_="ask_expert", to="hear_expert", label={"en": "Expert"}, basis=["a#2"])


def spec(**other: Any) -> Clock:
    """Twenty working days from acceptance to the answer, unless told otherwise."""
    given_: dict[str, Any] = {
        "label": {"en": "Answer"},
        "limit": 20,
        "unit": "working_days",
        "starts": ["accept"],
        "stops": ["answer"],
        "basis": ["a#1"],
        "pauses": [HEARING, EXPERT],
        "restarts": ["correct"],
    }
    return Clock(**{**given_, **other})


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T02:00:00+00:00")


def told(*pairs: tuple[str, str], extended_by: int = 0, **other: Any) -> Running | None:
    happened = [Happened(trigger, at(day)) for day, trigger in pairs]
    return run(spec(**other), CN, ZONE, happened, extended_by)


def running(*pairs: tuple[str, str], extended_by: int = 0, **other: Any) -> Running:
    found = told(*pairs, extended_by=extended_by, **other)
    assert found is not None
    return found


def test_a_clock_that_nothing_started_is_none() -> None:
    assert told() is None
    assert told(("2026-05-20", "answer"), ("2026-05-21", "correct")) is None


def test_a_started_clock_runs_to_its_day() -> None:
    clock = running(("2026-05-20", "accept"))
    assert clock.state == "running"
    assert clock.due.due == date(2026, 6, 17)
    assert clock.began_by == "accept"
    assert not clock.late


def test_a_second_start_while_it_runs_is_ignored() -> None:
    assert running(("2026-05-20", "accept"), ("2026-05-25", "accept")).start == at("2026-05-20")


def test_a_stop_in_time_and_a_late_one() -> None:
    clock = running(("2026-05-20", "accept"), ("2026-06-17", "answer"))
    assert (clock.state, clock.late, clock.stopped_by) == ("stopped", False, "answer")
    assert running(("2026-05-20", "accept"), ("2026-06-18", "answer")).late


def test_a_start_after_a_stop_begins_a_new_run() -> None:
    clock = running(("2026-05-20", "accept"), ("2026-05-22", "answer"), ("2026-06-01", "accept"))
    assert clock.state == "running"
    assert clock.start == at("2026-06-01")


def test_a_restart_gives_the_full_term_again_and_none_after_the_stop() -> None:
    clock = running(("2026-05-20", "accept"), ("2026-06-10", "correct"))
    assert clock.start == clock.began_at == at("2026-06-10")
    assert clock.began_by == "correct"
    stopped = running(("2026-05-20", "accept"), ("2026-05-22", "answer"), ("2026-06-10", "correct"))
    assert stopped.state == "stopped"


def test_one_trigger_can_stop_a_run_and_start_the_next() -> None:
    clock = running(
        ("2026-05-20", "received"),
        ("2026-05-25", "moved"),
        starts=["received", "moved"],
        stops=["moved"],
    )
    assert clock.state == "running"
    assert clock.start == at("2026-05-25")


def test_counting_can_begin_before_the_start() -> None:
    pairs = [("2026-05-18", "received"), ("2026-05-20", "accept"), ("2026-05-25", "received")]
    assert running(*pairs, counts_from="received").start == at("2026-05-18")
    assert running(*pairs[1:], counts_from="received").start == at("2026-05-20")
    assert running(*pairs, ("2026-06-01", "correct"), counts_from="received").start == at(
        "2026-06-01"
    )


def test_a_pause_holds_the_clock_and_then_moves_it() -> None:
    begun = [("2026-05-20", "accept"), ("2026-05-25", "ask_expert")]
    held = running(*begun)
    assert held.state == "paused"
    assert held.due.due == date(2026, 6, 17)
    moved = running(*begun, ("2026-06-08", "hear_expert"))
    assert moved.state == "running"
    assert moved.due.due == date(2026, 7, 2)
    assert moved.pauses == [(at("2026-05-25"), at("2026-06-08"))]


def test_pauses_of_two_grounds_count_once_where_they_overlap() -> None:
    clock = running(
        ("2026-05-20", "accept"),
        ("2026-05-25", "ask_expert"),
        ("2026-05-27", "call_hearing"),
        ("2026-06-03", "hear_expert"),
        ("2026-06-08", "end_hearing"),
    )
    assert clock.due.due == date(2026, 7, 2)
    assert len(clock.pauses) == 2


def test_a_pause_on_the_due_day_holds_and_one_day_later_does_nothing() -> None:
    held = running(("2026-05-20", "accept"), ("2026-06-17", "call_hearing"))
    assert held.state == "paused"
    over = running(("2026-05-20", "accept"), ("2026-06-18", "call_hearing"))
    assert over.state == "running"
    assert over.due == held.due
    after = running(
        ("2026-05-20", "accept"), ("2026-06-17", "call_hearing"), ("2026-06-24", "end_hearing")
    )
    assert after.due.due == date(2026, 6, 24)


def test_a_stop_during_a_pause_is_never_late() -> None:
    clock = running(
        ("2026-05-20", "accept"), ("2026-06-10", "call_hearing"), ("2026-08-03", "answer")
    )
    assert (clock.state, clock.late) == ("stopped", False)
    assert clock.pauses == [(at("2026-06-10"), None)]


def test_a_pause_open_at_a_restart_goes_on_and_an_old_one_is_forgotten() -> None:
    clock = running(
        ("2026-05-20", "accept"),
        ("2026-05-21", "ask_expert"),
        ("2026-05-22", "hear_expert"),
        ("2026-05-25", "call_hearing"),
        ("2026-06-01", "correct"),
    )
    assert clock.state == "paused"
    assert clock.pauses == [(at("2026-05-25"), None)]


def test_an_end_without_a_beginning_and_a_second_beginning_do_nothing() -> None:
    clock = running(
        ("2026-05-20", "accept"),
        ("2026-05-22", "hear_expert"),
        ("2026-05-25", "ask_expert"),
        ("2026-05-26", "ask_expert"),
        ("2026-06-08", "hear_expert"),
    )
    assert clock.pauses == [(at("2026-05-25"), at("2026-06-08"))]


def test_the_order_is_that_of_the_moments_not_of_the_telling() -> None:
    clock = running(
        ("2026-06-08", "hear_expert"), ("2026-05-25", "ask_expert"), ("2026-05-20", "accept")
    )
    assert clock.due.due == date(2026, 7, 2)


def test_an_extension_is_added_to_the_term() -> None:
    assert running(("2026-05-20", "accept"), extended_by=20).due.due == date(2026, 7, 16)


def test_a_duty_counted_back_may_be_done_before_its_start() -> None:
    back: dict[str, Any] = {"limit": 7, "direction": "backward", "roll": "none", "pauses": []}
    done = running(("2026-09-29", "answer"), ("2026-10-15", "accept"), **back)
    assert done.due.due == date(2026, 9, 30)
    assert (done.state, done.late) == ("stopped", False)
    assert running(("2026-10-08", "answer"), ("2026-10-15", "accept"), **back).late
    assert running(("2026-10-15", "accept"), **back).state == "running"


def test_a_setting_chooses_the_reading() -> None:
    other = Reading(name="calendar_days", unit="calendar_days", limit=15, label={"en": "Days"})
    clock = spec(readings=[other])
    assert rule_of(clock, ZONE).unit == "working_days"
    assert rule_of(clock, ZONE, "calendar_days").limit == 15
    assert rule_of(clock, ZONE, "unheard_of").unit == "working_days"
    settings = {"reading.fire": "calendar_days", "reading.fire.tell": "working_days"}
    assert reading(settings, "fire", "ask") == "calendar_days"
    assert reading(settings, "fire", "tell") == "working_days"
    assert reading(settings, "other", "tell") == ""
    happened = [Happened("accept", at("2026-05-20"))]
    found = run(clock, CN, ZONE, happened, 0, "calendar_days")
    assert found is not None
    assert found.due.raw == date(2026, 6, 4)


words = st.sampled_from(
    ["accept", "answer", "correct", "call_hearing", "end_hearing", "ask_expert", "hear_expert"]
)
moments = st.integers(0, 120).map(lambda hours: at("2026-05-20") + timedelta(hours=7 * hours))
histories = st.lists(st.builds(Happened, words, moments), max_size=12)


@given(histories, st.lists(st.builds(Happened, st.sampled_from(["noted", "moved"]), moments)))
def test_triggers_a_clock_does_not_name_change_nothing(
    history: list[Happened], noise: list[Happened]
) -> None:
    plain = run(spec(), CN, ZONE, history)
    assert run(spec(), CN, ZONE, [*noise, *history]) == plain
    assert run(spec(), CN, ZONE, [*history, *noise]) == plain


@given(histories)
def test_any_history_gives_a_clock_that_makes_sense(history: list[Happened]) -> None:
    clock = run(spec(), CN, ZONE, history)
    assert (clock is None) == all(one.trigger != "accept" for one in history)
    if clock is None:
        return
    assert CN.is_workday(clock.due.due)
    assert clock.due.due_at > clock.start
    assert (clock.state == "stopped") == (clock.stopped_at is not None)
    assert not clock.late or clock.state == "stopped"
    if clock.state == "paused":
        assert any(end is None for _, end in clock.pauses)
    assert clock.start.tzinfo is UTC or clock.start.utcoffset() is not None
