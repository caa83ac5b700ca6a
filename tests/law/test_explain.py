"""An explained date is the reckoned date, and its days add up."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengwen.law import calendar, telling
from dengwen.law.clock import Rule, reckon
from dengwen.law.explain import explain

CN = calendar.load(Path(__file__).parents[2] / "packs/cn-fire/calendars")
UNITS = ["calendar_days", "working_days", "months", "years"]


@st.composite
def situations(draw: st.DrawFn) -> tuple[Rule, date, list[tuple[date, date]], int]:
    start = draw(st.dates(date(2003, 6, 1), date(2028, 6, 1)))
    unit = draw(st.sampled_from(UNITS))
    limit = draw(st.integers(0, {"months": 6, "years": 1}.get(unit, 40)))
    roll = draw(st.sampled_from(["next_workday", "previous_workday", "none"]))
    first = draw(st.sampled_from(["excluded", "included"]))
    direction = draw(st.sampled_from(["forward", "backward"]))
    sign = 1 if direction == "forward" else -1
    stops = []
    for _ in range(draw(st.integers(0, 3))):
        begun = start + timedelta(sign * draw(st.integers(-5, 50)))
        stops.append((begun, begun + timedelta(draw(st.integers(0, 20)))))
    rule = Rule(unit, limit, roll, first, direction)
    return rule, start, stops, draw(st.integers(0, 10 if unit.endswith("days") else 1))


@given(situations())
def test_walking_the_days_comes_to_the_reckoned_day(case) -> None:  # type: ignore[no-untyped-def]
    rule, start, stops, longer = case
    due = reckon(rule, CN, start, stops, longer)
    made = explain(rule, CN, start, stops, longer)
    assert made.due == due
    last = [day.day for day in made.days() if day.what == "due"]
    assert last == [due.due]
    numbers = [day.n for day in made.days() if day.n]
    assert sorted(numbers) == list(range(1, made.total + 1))
    counted = [day.day for day in made.days() if day.n == made.total]
    if counted and not any(begun <= due.due and ended >= due.raw for begun, ended in stops):
        assert counted == [due.raw]
    days = [day.day for day in made.days()]
    assert days == sorted(set(days))
    assert sum(run.days for run in made.runs()) == len(days)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["hours", "seconds"]),
    st.integers(0, 100),
)
def test_hours_and_seconds_come_to_the_reckoned_instant(
    start: datetime, unit: str, limit: int
) -> None:
    stops = [(start + timedelta(hours=1), start + timedelta(hours=9))]
    made = explain(Rule(unit, limit, "none"), CN, start, stops)
    assert made.due == reckon(Rule(unit, limit, "none"), CN, start, stops)
    assert made.to_text("en")


@given(situations(), st.sampled_from(["zh-Hant", "zh-Hans", "en", "fr"]))
def test_every_explanation_can_be_said_in_every_language(case, language: str) -> None:  # type: ignore[no-untyped-def]
    rule, start, stops, longer = case
    text = explain(rule, CN, start, stops, longer).to_text(language)
    assert "{" not in text
    assert "None" not in text


def test_a_page_says_why_each_day_was_skipped_and_counted() -> None:
    made = explain(Rule("working_days", 20), CN, date(2026, 2, 5))
    text = made.to_text("en", {"days_off_moved": "Measures, article 6"})
    assert "Saturday 14 February 2026 is worked in exchange for Spring Festival" in text
    assert "is counted. (Measures, article 6)" in text
    assert "Sunday 15 February 2026 to Monday 23 February 2026 (Spring Festival)" in text
    assert "Weekends are not counted: days off 5." in text
    assert text.endswith("at the end of Wednesday 11 March 2026.")


def test_a_rolled_day_an_extension_and_a_pause_are_told() -> None:
    pause = [(date(2026, 3, 9), date(2026, 3, 27))]
    text = explain(Rule("calendar_days", 30), CN, date(2026, 3, 2), pause).to_text("zh-Hant")
    assert "2026年3月9日（週一）中止，2026年3月27日（週五）恢復" in text
    assert (
        "2026年4月19日（週日）是休息日（週末），順延至其後第一個工作日2026年4月20日（週一）" in text
    )
    longer = explain(Rule("calendar_days", 60), CN, date(2026, 3, 2), (), 30).to_text("zh-Hans")
    assert "延长30日，加在原期限之后，自原起点连续计算，共90日。" in longer
    festival = explain(Rule("calendar_days", 30), CN, date(2026, 1, 20)).to_text("en")
    assert (
        "is a day off (Spring Festival), so the last day moves to Tuesday 24 February" in festival
    )


def test_a_pause_that_came_too_late_is_not_told() -> None:
    late = [(date(2026, 4, 20), date(2026, 4, 27))]
    made = explain(Rule("calendar_days", 30), CN, date(2026, 3, 2), late)
    assert made.pauses == []
    at = datetime(2026, 3, 2, tzinfo=UTC)
    hours = explain(Rule("hours", 3), CN, at, [(at + timedelta(hours=3), at + timedelta(hours=5))])
    assert hours.pauses == []


def test_the_months_end_and_provisional_days_are_told() -> None:
    made = explain(Rule("months", 6), CN, date(2025, 8, 31))
    assert made.month_end
    assert "no corresponding day" in made.to_text("en")
    late = explain(Rule("working_days", 30), CN, date(2026, 12, 20))
    assert "尚未公布" in late.to_text("zh-Hant")
    assert any(run.kind.startswith("provisional_") for run in late.runs())


def test_a_day_off_on_which_the_term_may_end_is_told() -> None:
    made = explain(Rule("calendar_days", 30, "none"), CN, date(2026, 9, 5))
    assert "does not move for days off" in made.to_text("en")
    one = explain(Rule("working_days", 1), CN, date(2026, 3, 2)).to_text("en")
    assert "The term is 1 working day, from" in one
    back = explain(Rule("working_days", 7, "none", "included", "backward"), CN, date(2026, 10, 15))
    assert "counted back from" in back.to_text("en")
    earlier = Rule("calendar_days", 10, "previous_workday")
    assert "moves back to" in explain(earlier, CN, date(2026, 2, 7)).to_text("en")


def test_the_small_calendar_numbers_the_counted_days() -> None:
    days = explain(Rule("working_days", 5), CN, date(2026, 2, 12)).days()
    assert [(day.day.day, day.what, day.n) for day in days if day.what != "skipped"] == [
        (12, "start", None),
        (13, "counted", 1),
        (14, "counted", 2),
        (24, "counted", 3),
        (25, "counted", 4),
        (26, "due", 5),
    ]
    assert {day.kind for day in days if day.what == "skipped"} == {"holiday"}


def test_an_hour_clock_draws_the_days_it_touches() -> None:
    start = datetime(2026, 2, 16, 14, 30, tzinfo=UTC)
    made = explain(Rule("hours", 24, "none"), CN, start)
    assert [day.what for day in made.days()] == ["start", "due"]
    assert "2026年2月17日（週二） 22:30屆滿" in made.to_text("zh-Hant")
    long = explain(Rule("seconds", 200_000, "none"), CN, start)
    assert [day.what for day in long.days()] == ["start", "counted", "counted", "due"]


@pytest.mark.parametrize("key", telling.SENTENCES)
def test_every_sentence_is_there_in_the_three_languages(key: str) -> None:
    assert set(telling.SENTENCES[key]) == {"zh-Hant", "zh-Hans", "en"}
