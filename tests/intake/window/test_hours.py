"""Open hours: by weekday, by the law's days off, by exception; and the times that can be booked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengwen.config.place import REPOSITORY
from dengwen.intake.window import hours
from dengwen.intake.window.state import Special, Window
from dengwen.law.calendar import Calendar
from dengwen.law.loader import load
from tests.intake.window.conftest import HERE, arrangement

WEEK = arrangement().hours


@pytest.fixture(scope="module")
def cn() -> Calendar:
    found = load(REPOSITORY / "packs" / "cn-fire").calendars["CN"]
    assert isinstance(found, Calendar)
    return found


def planned(day: date, cn: Calendar | None, **more: object) -> list[str]:
    window = Window(id="w", hours=WEEK, calendar="CN", **more)  # type: ignore[arg-type]
    plan = hours.plan(window, day, cn, HERE)
    return [plan.kind, *(f"{s.begin:%H:%M}-{s.end:%H:%M}" for s in plan.spans)]


def test_a_working_day_has_its_weekday_s_hours(cn: Calendar) -> None:
    assert planned(date(2026, 3, 3), cn) == ["usual", "09:00-12:00", "13:30-17:00"]


def test_a_weekend_is_shut_and_a_holiday_on_a_weekday_too(cn: Calendar) -> None:
    assert planned(date(2026, 3, 7), cn) == ["usual"]
    assert planned(date(2026, 10, 1), cn) == ["holiday"]
    assert planned(date(2026, 10, 1), None)[0] == "usual"


def test_a_weekend_day_worked_in_exchange_is_open(cn: Calendar) -> None:
    days = (date.fromordinal(n) for n in range(date(2026, 1, 1).toordinal(), 740000))
    makeup = next(d for d in days if cn.kind(d) == "makeup")
    assert makeup.weekday() >= 5
    assert planned(makeup, cn) == ["makeup", "09:00-12:00", "13:30-17:00"]


def test_an_exception_goes_before_everything(cn: Calendar) -> None:
    special = {"2026-10-01": Special([["10:00", "11:00"]], "open house")}
    assert planned(date(2026, 10, 1), cn, exceptions=special) == ["exception", "10:00-11:00"]
    assert planned(date(2026, 3, 3), cn, exceptions={"2026-03-03": Special([], "x")}) == [
        "exception"
    ]


def test_only_whole_times_are_offered(cn: Calendar) -> None:
    plan = hours.plan(Window(id="w", hours=WEEK), date(2026, 3, 3), None, HERE)
    found = [f"{at:%H:%M}" for at in hours.slots(plan.spans, 45)]
    assert found == ["09:00", "09:45", "10:30", "11:15", "13:30", "14:15", "15:00", "15:45"]
    assert hours.slots(plan.spans, 0) == []


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("9:00-12:00, 13:30–17:00", [["09:00", "12:00"], ["13:30", "17:00"]]),
        ("0900—1200；1330至1700", [["09:00", "12:00"], ["13:30", "17:00"]]),
        ("00:00-24:00", [["00:00", "24:00"]]),
        ("", []),
        ("—", []),
    ],
)
def test_hours_are_read_as_people_write_them(words: str, read: list[list[str]]) -> None:
    assert hours.read(words) == read


@pytest.mark.parametrize(
    "words", ["12-9", "12:00-9:00", "9:00-12:00, 11:00-13:00", "9:00-24:30", "x"]
)
def test_nonsense_is_no_hours(words: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        hours.read(words)


@given(st.lists(st.integers(0, 24 * 60), min_size=2, max_size=6, unique=True))
def test_what_is_written_is_read_back(minutes: list[int]) -> None:
    told = [f"{m // 60:02}:{m % 60:02}" for m in sorted(minutes[: len(minutes) // 2 * 2])]
    spans = [list(pair) for pair in zip(told[::2], told[1::2], strict=True)]
    assert hours.read(hours.written(spans)) == spans
