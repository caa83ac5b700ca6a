"""The calendars say what was announced, and refuse files that cannot be true."""

import json
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from dengwen.errors import PackError
from dengwen.law import calendar
from dengwen.law.calendar import Calendar

PACKS = Path(__file__).parents[2] / "packs"
VECTORS = Path(__file__).with_name("vectors.json")


@pytest.fixture(scope="module")
def cn() -> Calendar:
    return calendar.load(PACKS / "cn-fire" / "calendars")


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def test_every_day_of_the_announced_years_agrees_with_chinesecalendar(cn: Calendar) -> None:
    for day in every_day(date(2004, 1, 1), date(2026, 12, 31)):
        assert cn.is_workday(day) == chinese_calendar.is_workday(day), day


def test_the_vectors_own_calendar_agrees(cn: Calendar) -> None:
    block = json.loads(VECTORS.read_text())["calendar"]
    for year, spans in block["off"].items():
        off = set()
        for one in spans:
            first, _, last = one.partition("..")
            ends = [date.fromisoformat(f"{year}-{end}") for end in (first, last or first)]
            off |= set(every_day(*ends))
        work = {date.fromisoformat(f"{year}-{day}") for day in block["makeup_workdays"][year]}
        days = every_day(date(int(year), 1, 1), date(int(year), 12, 31))
        assert {day for day in days if cn.kind(day) == "makeup"} == work
        assert {day for day in days if cn.kind(day) == "holiday"} == off
        assert sum(map(cn.is_workday, days)) == block["workdays_in_year"][year]


def test_each_year_from_2004_to_2026_is_announced_and_cites_its_notice(cn: Calendar) -> None:
    assert cn.published == set(range(2004, 2027))
    for year in cn.published:
        text = (PACKS / f"cn-fire/calendars/{year}.yaml").read_text()
        assert f"國務院辦公廳關於{year}年部分節假日安排的通知" in text


def test_rank_and_nth_are_each_others_inverse(cn: Calendar) -> None:
    for rank in range(1, len(cn.nth)):
        assert cn.rank[cn.nth[rank]] == rank


def test_a_year_without_a_notice_has_weekends_and_the_statutory_days_only(cn: Calendar) -> None:
    days = every_day(date(2027, 1, 1), date(2027, 12, 31))
    off = {day for day in days if cn.kind(day) == "provisional_holiday"}
    eve = date(2027, 2, 5)
    expected = {date(2027, 1, 1), *(eve + timedelta(n) for n in range(4)), date(2027, 4, 5)}
    expected |= {date(2027, 5, 1), date(2027, 5, 2), date(2027, 6, 9), date(2027, 9, 15)}
    expected |= {date(2027, 10, 1), date(2027, 10, 2), date(2027, 10, 3)}
    assert off == expected
    assert len(off) == 13
    assert all(cn.is_provisional(day) for day in days)
    assert not any(cn.kind(day).endswith("makeup") for day in days)


def test_the_statutory_days_follow_the_law_of_their_year(cn: Calendar) -> None:
    assert cn.kind(date(2003, 5, 3)) == "provisional_holiday"  # three days from 1999
    assert cn.kind(date(1998, 5, 4)) == "provisional_workday"
    assert cn.kind(date(1999, 10, 1)) == "provisional_holiday"
    assert cn.kind(date(2003, 4, 4)) == "provisional_workday"  # Qingming, from 2008


@pytest.mark.parametrize("year", range(2004, 2027))
def test_the_computed_days_of_moon_and_sun_lie_in_what_was_announced(
    cn: Calendar, year: int
) -> None:
    moons = calendar.strict_yaml.read(PACKS / "cn-fire/calendars/provisional.yaml")
    days = moons.into(calendar.MoonFile).years[str(year)]
    names = ["spring_festival"] + (["qingming", "dragon_boat"] if year >= 2008 else [])
    for name in names:
        assert not cn.is_workday(days[name]), (name, days[name])
        assert cn.name(days[name]) == cn.names[name]
    if year >= 2008:
        assert not cn.is_workday(days["mid_autumn"])


@pytest.mark.parametrize(
    ("year", "spring", "qingming", "dragon_boat", "mid_autumn"),
    [
        (2027, "02-06", "04-05", "06-09", "09-15"),
        (2028, "01-26", "04-04", "05-28", "10-03"),
        (2029, "02-13", "04-04", "06-16", "09-22"),
        (2030, "02-03", "04-05", "06-05", "09-12"),
        (2033, "01-31", "04-04", "06-01", "09-08"),
        (2040, "02-12", "04-04", "06-14", "09-20"),
    ],
)
def test_known_days_of_years_to_come(
    cn: Calendar, year: int, spring: str, qingming: str, dragon_boat: str, mid_autumn: str
) -> None:
    for name, day in [
        ("spring_festival", spring),
        ("qingming", qingming),
        ("dragon_boat", dragon_boat),
        ("mid_autumn", mid_autumn),
    ]:
        assert cn.name(date.fromisoformat(f"{year}-{day}")) == cn.names[name]


def test_a_day_worked_in_exchange_is_a_workday_and_says_for_what(cn: Calendar) -> None:
    assert cn.kind(date(2026, 10, 10)) == "makeup"
    assert cn.is_workday(date(2026, 10, 10))
    assert (cn.name(date(2026, 10, 10)) or {})["en"] == "National Day"
    assert cn.name(date(2026, 11, 23)) is None


def test_the_version_is_of_the_content(tmp_path: Path, cn: Calendar) -> None:
    again = calendar.load(PACKS / "cn-fire" / "calendars")
    assert again.version == cn.version
    assert cn.version.startswith("CN@")
    assert written(tmp_path, "# none").version != written(tmp_path, "year: 2030").version


def test_us_federal_holidays_are_observed_on_weekdays() -> None:
    us = calendar.shared()["US-FED"]
    assert us.kind(date(2026, 7, 3)) == "holiday"  # 4 July is a Saturday
    assert us.kind(date(2027, 7, 5)) == "holiday"  # 4 July is a Sunday
    assert us.kind(date(2027, 12, 31)) == "holiday"  # New Year's Day of 2028
    assert us.kind(date(2028, 11, 23)) == "holiday"
    assert us.kind(date(2029, 1, 15)) == "provisional_holiday"
    assert (
        sum(us.kind(day) == "holiday" for day in every_day(date(2025, 1, 1), date(2025, 12, 31)))
        == 11
    )


def test_none_has_no_rest_days_and_is_never_provisional() -> None:
    none = calendar.shared()["NONE"]
    assert all(none.is_workday(day) for day in every_day(date(2040, 1, 1), date(2040, 1, 31)))
    assert not none.is_provisional(date(2090, 1, 1))


HEAD = """
calendar: TOWN
label: {en: Town}
source: A test
weekend: [saturday, sunday]
holidays: {fair: {en: Fair}}
"""


def written(folder: Path, year: str, head: str = HEAD) -> Calendar:
    """A calendar of a town elsewhere, with one year's announcement."""
    (folder / "calendar.yaml").write_text(head)
    if year.startswith("year"):
        number = year.split()[1]
        text = f"{year}\npublished: true\nsource: A notice\n"
        rest = text if "days_off" in year else text + "days_off: []\n"
        (folder / f"{number}.yaml").write_text(rest)
    return calendar.load(folder)


def test_another_countrys_calendar_needs_no_makeup_days(tmp_path: Path) -> None:
    days = "year: 2026\ndays_off: [{holiday: fair, from: 2026-05-04, to: 2026-05-04}]"
    town = written(tmp_path, days)
    assert town.kind(date(2026, 5, 4)) == "holiday"
    assert town.kind(date(2026, 5, 9)) == "weekend"
    assert town.is_provisional(date(2027, 5, 4))


def test_a_local_overlay_adds_its_own_days_off(tmp_path: Path, cn: Calendar) -> None:
    head = HEAD.replace("TOWN", "CN-LOCAL").replace("weekend: [saturday, sunday]", "extends: CN")
    (tmp_path / "calendar.yaml").write_text(head)
    year = "year: 2026\npublished: true\nsource: A local notice\n"
    year += "days_off: [{holiday: fair, from: 2026-04-20, to: 2026-04-21}]\n"
    (tmp_path / "2026.yaml").write_text(year)
    local = calendar.load_all(tmp_path, {"CN": cn})["CN-LOCAL"]
    assert local.kind(date(2026, 4, 20)) == "holiday"
    assert local.kind(date(2026, 10, 10)) == "makeup"
    assert local.kind(date(2026, 10, 1)) == "holiday"
    assert local.is_provisional(date(2027, 1, 1))
    assert local.version != cn.version


def test_an_overlay_without_its_base_is_refused(tmp_path: Path) -> None:
    (tmp_path / "calendar.yaml").write_text(HEAD + "extends: NOWHERE\n")
    with pytest.raises(PackError, match=r"calendar\.yaml:7: extends"):
        calendar.load_all(tmp_path)


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ("{holiday: feast, from: 2026-05-04, to: 2026-05-04}", "no such holiday"),
        ("{holiday: fair, from: 2026-05-05, to: 2026-05-04}", "end before they begin"),
        ("{holiday: fair, from: 2020-05-04, to: 2020-05-04}", "far from 2026"),
        ("{holiday: fair, from: 2026-05-04, to: 2026-05-04, work: [2026-05-06]}", "no weekend day"),
        ("{holiday: fair, from: 2026-05-09, to: 2026-05-10, work: [2026-05-09]}", "arranged twice"),
        ("{holiday: fair, from: 2026-02-30, to: 2026-05-10}", "Invalid RFC3339"),
        ("{holiday: fair, from: 2026-05-09, to: 2026-05-10, off: x}", "unknown field"),
    ],
)
def test_an_announcement_that_cannot_be_true_stops_the_start(
    tmp_path: Path, block: str, says: str
) -> None:
    with pytest.raises(PackError, match=says) as refused:
        written(tmp_path, f"year: 2026\ndays_off:\n  - {block}\n")
    assert refused.value.line is not None
    assert refused.value.mend


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("{holiday: fair}", "exactly one way"),
        ('{holiday: fair, on: "13-01"}', "no day of the year"),
        ("{holiday: fair, weekday: monday, month: 1, nth: 7}", "Month or number"),
    ],
)
def test_a_statutory_day_must_fall_in_one_way(tmp_path: Path, day: str, says: str) -> None:
    head = HEAD + f"statutory: [{{from: 2000, source: A law, days: [{day}]}}]\n"
    with pytest.raises(PackError, match=says):
        written(tmp_path, "# none", head)


def test_leap_day_holidays_fall_only_in_leap_years(tmp_path: Path) -> None:
    day = '{from: 2000, source: A law, days: [{holiday: fair, on: "02-29"}]}'
    town = written(tmp_path, "# none", HEAD + f"statutory: [{day}]\n")
    assert town.kind(date(2028, 2, 29)) == "provisional_holiday"
    assert town.kind(date(2027, 3, 1)) == "provisional_workday"


def test_a_file_named_after_another_year_is_refused(tmp_path: Path) -> None:
    written(tmp_path, "year: 2030")
    (tmp_path / "2030.yaml").rename(tmp_path / "2031.yaml")
    with pytest.raises(PackError, match="another year"):
        calendar.load(tmp_path)
