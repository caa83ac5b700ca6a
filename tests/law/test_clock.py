"""Terms fall due when the law says: single cases by hand, and promises for every case."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengwen.errors import Refusal
from dengwen.law import calendar, clock
from dengwen.law.clock import Rule, reckon

CN = calendar.load(Path(__file__).parents[2] / "packs/cn-fire/calendars")
NONE = calendar.shared()["NONE"]
ONE = timedelta(1)
UNITS = ["calendar_days", "working_days", "months", "years"]

days = st.dates(date(2003, 6, 1), date(2028, 6, 1))
rolls = st.sampled_from(["next_workday", "previous_workday", "none"])
firsts = st.sampled_from(["excluded", "included"])


@st.composite
def pauses(draw: st.DrawFn, start: date) -> list[tuple[date, date]]:
    found = []
    for _ in range(draw(st.integers(0, 3))):
        begun = start + timedelta(draw(st.integers(-5, 60)))
        found.append((begun, begun + timedelta(draw(st.integers(0, 25)))))
    return found


@st.composite
def situations(draw: st.DrawFn) -> tuple[Rule, date, list[tuple[date, date]], int]:
    start = draw(days)
    unit = draw(st.sampled_from(UNITS))
    limit = draw(st.integers(0, {"months": 14, "years": 3}.get(unit, 70)))
    rule = Rule(unit, limit, draw(rolls), draw(firsts))
    return rule, start, draw(pauses(start)), draw(st.integers(0, 30 if limit > 14 else 2))


def counted_by_hand(
    start: date, limit: int, stops: Sequence[tuple[date, date]], working: bool, back: bool = False
) -> date:
    """The last day, one day after another: the slow and plain way."""
    day, count = start, 0
    while count < limit:
        day += -ONE if back else ONE
        still = any(begun < day <= ended for begun, ended in stops)
        count += not still and (CN.is_workday(day) or not working)
    return day


def begins_on_its_last_day(raw: date, due: date, stops: Sequence[tuple[date, date]]) -> bool:
    return any(raw <= begun <= due for begun, _ in stops)


@given(st.sampled_from(["calendar_days", "working_days"]), days, st.integers(1, 70), st.data())
def test_the_fast_count_agrees_with_counting_day_by_day(
    unit: str, start: date, limit: int, data: st.DataObject
) -> None:
    stops = data.draw(pauses(start))
    by_hand = counted_by_hand(start, limit, stops, unit == "working_days")
    due = reckon(Rule(unit, limit, "none"), CN, start, stops)
    if begins_on_its_last_day(by_hand, by_hand, stops):
        assert due.raw >= by_hand
    else:
        assert due.raw == due.due == by_hand


@given(st.sampled_from(["calendar_days", "working_days"]), days, st.integers(1, 70), st.data())
def test_the_fast_count_backward_agrees_with_counting_day_by_day(
    unit: str, start: date, limit: int, data: st.DataObject
) -> None:
    stops = [(begun - 60 * ONE, ended - 60 * ONE) for begun, ended in data.draw(pauses(start))]
    rule = Rule(unit, limit, "none", "excluded", "backward")
    by_hand = counted_by_hand(start, limit, stops, unit == "working_days", back=True)
    assert reckon(rule, CN, start, stops).raw == by_hand


@given(situations())
def test_no_clock_falls_due_early_or_on_a_day_its_rule_rolls_past(case) -> None:  # type: ignore[no-untyped-def]
    rule, start, stops, longer = case
    due = reckon(rule, CN, start, stops, longer)
    if rule.roll != "none":
        assert CN.is_workday(due.due)
    if rule.roll == "next_workday":
        assert due.due >= due.raw
    if rule.roll == "previous_workday":
        assert due.due <= due.raw
    if rule.roll != "previous_workday":
        bare = reckon(rule, CN, start)
        assert due.due >= bare.due


@given(situations(), st.integers(0, 20))
def test_an_extension_never_shortens(case, more: int) -> None:  # type: ignore[no-untyped-def]
    rule, start, stops, longer = case
    more = more if rule.unit in ("calendar_days", "working_days") else more // 10
    less = reckon(rule, CN, start, stops, longer)
    assert reckon(rule, CN, start, stops, longer + more).raw >= less.raw


@given(days, st.integers(1, 70), st.integers(0, 69), st.integers(0, 25), st.sampled_from(UNITS))
def test_a_pause_moves_the_last_day_by_its_own_length(
    start: date, limit: int, after: int, length: int, unit: str
) -> None:
    rule = Rule(unit, limit if unit.endswith("days") else limit % 12 + 1)
    bare = reckon(rule, CN, start)
    begun = min(start + timedelta(after), bare.raw)
    ended = begun + timedelta(length)
    moved = reckon(rule, CN, start, [(begun, ended)]).raw
    if unit == "working_days":
        lost = sum(CN.is_workday(begun + timedelta(n)) for n in range(1, length + 1))
        rank = CN.rank[bare.raw.toordinal() - calendar.BASE] + lost
        assert moved == date.fromordinal(CN.nth[rank] + calendar.BASE)
    else:
        assert moved == bare.raw + timedelta(length)


@given(situations())
def test_overlapping_and_repeated_pauses_count_once(case) -> None:  # type: ignore[no-untyped-def]
    rule, start, stops, longer = case
    once = reckon(rule, CN, start, stops, longer)
    assert reckon(rule, CN, start, [*stops, *stops][::-1], longer) == once


@given(situations())
def test_the_stages_come_in_order(case) -> None:  # type: ignore[no-untyped-def]
    rule, start, stops, longer = case
    due = reckon(rule, CN, start, stops, longer)
    if rule.roll == "next_workday" and rule.limit and not stops:
        assert due.half_at <= due.due_at
        assert due.near_at < due.due_at


@given(
    st.datetimes(datetime(2005, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.integers(0, 200),
    st.lists(st.tuples(st.integers(-50, 300), st.integers(0, 100)), max_size=3),
)
def test_hours_are_exact_and_lose_only_their_pauses(
    start: datetime, limit: int, lost: list[tuple[int, int]]
) -> None:
    stops = [(start + timedelta(hours=a), start + timedelta(hours=a + b)) for a, b in lost]
    left, at = limit, 0
    while left:
        at += 1
        left -= not any(a < at <= a + b for a, b in lost)
    due = reckon(Rule("hours", limit), CN, start, stops)
    assert due.due == due.raw == due.due_at == start + timedelta(hours=at)
    assert not due.provisional


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("unit", "limit", "start", "raw"),
    [
        ("months", 1, "2026-01-31", "2026-02-28"),
        ("months", 1, "2024-01-31", "2024-02-29"),
        ("months", 13, "2023-01-31", "2024-02-29"),
        ("months", 6, "2025-08-31", "2026-02-28"),
        ("months", 2, "2026-02-28", "2026-04-28"),  # not to the end of April
        ("years", 1, "2024-02-29", "2025-02-28"),
        ("years", 4, "2024-02-29", "2028-02-29"),
        ("years", 20, "2005-03-01", "2025-03-01"),
        ("calendar_days", 1, "2024-02-28", "2024-02-29"),
        ("calendar_days", 60, "2025-12-30", "2026-02-28"),
    ],
)
def test_months_years_and_leap_days(unit: str, limit: int, start: str, raw: str) -> None:
    assert reckon(Rule(unit, limit, "none"), CN, day(start)).raw == day(raw)


@pytest.mark.parametrize(
    ("unit", "limit", "start", "raw"),
    [
        ("months", 1, "2026-01-15", "2026-02-14"),
        ("months", 1, "2026-04-01", "2026-04-30"),
        ("months", 1, "2026-01-31", "2026-02-28"),
        ("calendar_days", 10, "2026-03-02", "2026-03-11"),
        ("working_days", 3, "2026-03-06", "2026-03-10"),
        ("working_days", 3, "2026-03-07", "2026-03-11"),  # a Saturday cannot count
    ],
)
def test_a_first_day_that_counts(unit: str, limit: int, start: str, raw: str) -> None:
    rule = Rule(unit, limit, "none", "included")
    assert reckon(rule, CN, day(start)).raw == day(raw)


@pytest.mark.parametrize(
    ("unit", "limit", "start", "raw"),
    [
        ("calendar_days", 7, "2026-10-15", "2026-10-08"),
        ("working_days", 7, "2026-10-15", "2026-09-30"),
        ("months", 1, "2026-03-31", "2026-02-28"),
        ("years", 1, "2024-02-29", "2023-02-28"),
    ],
)
def test_counting_back(unit: str, limit: int, start: str, raw: str) -> None:
    rule = Rule(unit, limit, "none", "excluded", "backward")
    assert reckon(rule, CN, day(start)).raw == day(raw)


def test_a_term_counted_back_can_roll_back_to_a_working_day() -> None:
    rule = Rule("calendar_days", 5, "previous_workday", "excluded", "backward")
    due = reckon(rule, CN, day("2026-10-10"))
    assert (due.raw, due.due) == (day("2026-10-05"), day("2026-09-30"))


def test_a_term_of_no_days_is_the_day_itself_rolled() -> None:
    assert reckon(Rule("calendar_days", 0), CN, day("2026-10-03")).due == day("2026-10-08")
    assert reckon(Rule("working_days", 0), CN, day("2026-10-03")).due == day("2026-10-08")
    assert reckon(Rule("working_days", 0, "none"), CN, day("2026-10-03")).due == day("2026-10-03")


def test_an_instant_belongs_to_its_day_in_the_packs_zone() -> None:
    late = datetime(2026, 3, 2, 17, tzinfo=UTC)  # 1:00 on the third in Shanghai
    assert reckon(Rule("calendar_days", 1, "none"), CN, late).raw == day("2026-03-04")
    london = Rule("calendar_days", 1, "none", time_zone="Europe/London")
    assert reckon(london, CN, late).raw == day("2026-03-03")


@given(
    st.datetimes(datetime(2005, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["Asia/Shanghai", "Europe/London", "America/New_York", "Pacific/Kiritimati"]),
)
def test_the_day_of_an_instant_is_that_of_the_zone(at: datetime, zone: str) -> None:
    here = at.astimezone(ZoneInfo(zone))
    rule = Rule("calendar_days", 0, "none", time_zone=zone)
    assert reckon(rule, CN, at).raw == here.date() == reckon(rule, CN, here).raw


def test_the_term_is_over_at_midnight_in_the_packs_zone() -> None:
    due = reckon(Rule("calendar_days", 30, "none"), NONE, day("2026-03-02"))
    assert due.due_at == datetime(2026, 4, 1, 16, tzinfo=UTC)
    summer = Rule("calendar_days", 28, "none", time_zone="Europe/London")
    assert reckon(summer, NONE, day("2026-03-02")).due_at == datetime(2026, 3, 30, 23, tzinfo=UTC)


def test_half_gone_and_three_days_left() -> None:
    due = reckon(Rule("calendar_days", 60), CN, day("2026-06-11"))
    assert due.half_at == datetime(2026, 7, 11, 16, tzinfo=UTC)  # the end of day 30
    assert due.near_at == due.due_at - timedelta(3)
    due = reckon(Rule("working_days", 10), CN, day("2026-09-21"))
    assert due.due == day("2026-10-12")
    assert due.near_at == datetime(2026, 10, 8, 16, tzinfo=UTC)  # 9, 10 and 12 October are left


def test_short_terms_are_near_when_three_quarters_are_gone() -> None:
    due = reckon(Rule("hours", 24, "none"), CN, datetime(2026, 2, 16, 14, 30, tzinfo=UTC))
    assert due.half_at == datetime(2026, 2, 17, 2, 30, tzinfo=UTC)
    assert due.near_at == datetime(2026, 2, 17, 8, 30, tzinfo=UTC)
    due = reckon(Rule("working_days", 3), CN, day("2026-04-30"))  # 6, 7 and 8 May
    assert due.half_at == datetime(2026, 5, 7, 4, tzinfo=UTC)
    assert due.near_at == datetime(2026, 5, 7, 22, tzinfo=UTC)


def test_a_pause_that_begins_on_the_last_day_holds_the_clock_until_it_ends() -> None:
    rule = Rule("calendar_days", 15)
    due = reckon(rule, CN, day("2026-01-09"), [(day("2026-01-26"), day("2026-01-30"))])
    assert due.due == day("2026-01-30")  # the last day had rolled from Saturday to the 26th
    assert reckon(rule, CN, day("2026-01-09"), [(day("2026-01-27"), day("2026-01-30"))]) == reckon(
        rule, CN, day("2026-01-09")
    )


def test_a_pause_after_a_last_day_that_rolled_back_comes_too_late() -> None:
    rule = Rule("calendar_days", 10, "previous_workday")
    start = day("2026-03-05")  # the tenth day is Sunday 15 March, the last day Friday 13
    plain = reckon(rule, CN, start)
    assert plain.due == day("2026-03-13")
    assert reckon(rule, CN, start, [(day("2026-03-14"), day("2026-03-20"))]) == plain
    assert reckon(rule, CN, start, [(day("2026-03-13"), day("2026-03-18"))]).due == day(
        "2026-03-20"
    )


def test_a_pause_that_is_still_open_leaves_the_unpaused_day() -> None:
    rule = Rule("working_days", 5)
    start = day("2026-03-02")
    assert reckon(rule, CN, start, [(day("2026-03-03"), None)]) == reckon(rule, CN, start)


@pytest.mark.parametrize(
    ("unit", "limit", "roll", "start", "provisional"),
    [
        ("working_days", 3, "next_workday", "2026-12-28", False),
        ("working_days", 4, "next_workday", "2026-12-28", True),
        ("calendar_days", 3, "next_workday", "2026-12-28", False),
        ("calendar_days", 15, "next_workday", "2026-12-28", True),
        ("calendar_days", 15, "none", "2026-12-28", False),
        ("months", 2, "next_workday", "2026-12-28", True),
        ("years", 2, "none", "2026-12-28", False),
        ("working_days", 2, "next_workday", "2003-12-31", False),
        ("working_days", 2, "next_workday", "2003-12-30", True),
        ("calendar_days", 20, "next_workday", "2003-12-20", False),
    ],
)
def test_a_day_reckoned_through_an_unannounced_year_is_provisional(
    unit: str, limit: int, roll: str, start: str, provisional: bool
) -> None:
    assert reckon(Rule(unit, limit, roll), CN, day(start)).provisional is provisional


def test_hours_cross_the_year_and_are_final() -> None:
    due = reckon(Rule("hours", 24), CN, datetime(2026, 12, 31, 14, 30, tzinfo=UTC))
    assert due.due == datetime(2027, 1, 1, 14, 30, tzinfo=UTC)
    assert not due.provisional


def test_hours_run_through_a_change_of_the_clocks() -> None:
    rule = Rule("hours", 24, time_zone="Europe/London")
    start = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert reckon(rule, NONE, start).due == datetime(2026, 3, 29, 12, tzinfo=UTC)


def test_seconds_and_hours_count_back_too() -> None:
    start = datetime(2026, 3, 2, 0, 0, 10, tzinfo=UTC)
    rule = Rule("seconds", 45, "none", "excluded", "backward")
    assert reckon(rule, CN, start).due == datetime(2026, 3, 1, 23, 59, 25, tzinfo=UTC)
    lost = [(start - timedelta(seconds=30), start - timedelta(seconds=20))]
    assert reckon(rule, CN, start, lost).due == datetime(2026, 3, 1, 23, 59, 15, tzinfo=UTC)


def test_a_pause_given_in_days_takes_whole_days_from_an_hour_clock() -> None:
    start = datetime(2026, 3, 2, 4, tzinfo=UTC)
    due = reckon(Rule("hours", 24), CN, start, [(day("2026-03-02"), day("2026-03-04"))])
    assert due.due == start + timedelta(hours=24 + 48)


@pytest.mark.parametrize(
    ("unit", "limit", "start"),
    [
        ("calendar_days", 15, "0001-01-02"),
        ("working_days", 15, "9999-12-30"),
        ("calendar_days", 10**9, "2026-01-01"),
        ("working_days", 10**9, "2026-01-01"),
        ("months", 10**6, "2026-01-01"),
        ("years", 10**9, "2026-01-01"),
    ],
)
@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_a_term_outside_the_calendar_is_refused(
    unit: str, limit: int, start: str, direction: str
) -> None:
    with pytest.raises(Refusal, match="outside_calendar"):
        reckon(Rule(unit, limit, "none", "excluded", direction), CN, day(start))


@pytest.mark.parametrize("year", [1, 1947, 2151, 9999])
@pytest.mark.parametrize("unit", ["calendar_days", "working_days", "months"])
def test_an_instant_outside_the_calendar_is_refused_and_such_a_pause_does_nothing(
    year: int, unit: str
) -> None:
    at = datetime(year, 12, 31, 23, tzinfo=UTC)
    with pytest.raises(Refusal, match="outside_calendar"):
        reckon(Rule(unit, 1), CN, at)
    start, far = day("2026-03-02"), date(year, 12, 31)
    assert reckon(Rule(unit, 1), CN, start, [(far, far)]) == reckon(Rule(unit, 1), CN, start)


def test_an_hour_term_that_leaves_time_itself_is_refused() -> None:
    with pytest.raises(Refusal, match="outside_calendar"):
        reckon(Rule("hours", 10**9), CN, datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(Refusal, match="outside_calendar"):
        reckon(Rule("hours", 10**7), CN, datetime(2026, 1, 1, tzinfo=UTC))


def test_what_no_rule_can_mean_is_an_error() -> None:
    start = day("2026-03-02")
    with pytest.raises(ValueError, match="negative"):
        reckon(Rule("calendar_days", 5), CN, start, (), -6)
    with pytest.raises(ValueError, match="before it begins"):
        reckon(Rule("calendar_days", 5), CN, start, [(start, start - ONE)])
    at = datetime(2026, 3, 2, tzinfo=UTC)
    with pytest.raises(ValueError, match="before it begins"):
        reckon(Rule("hours", 5), CN, at, [(at, at - ONE)])
    with pytest.raises(ValueError, match="time zone"):
        reckon(Rule("calendar_days", 5), CN, datetime(2026, 3, 2))
    with pytest.raises(ValueError, match="time zone"):
        reckon(
            Rule("hours", 5), CN, datetime(2026, 3, 2, tzinfo=UTC), [(datetime(2026, 3, 2),) * 2]
        )
    with pytest.raises(ValueError, match="instant"):
        reckon(Rule("hours", 5), CN, start)


def test_seconds_table_names_the_exact_units() -> None:
    assert set(clock.SECONDS) == {"seconds", "hours"}
