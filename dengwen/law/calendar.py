"""Calendars 日曆: which days are working days, read from files that say who announced them.

A calendar is a folder: `calendar.yaml` (weekend, names of the holidays, the statutory days of each
period), a file a year as announced, and `provisional.yaml` with the days that the moon and the sun
decide. A year without a file is *provisional*: weekends and statutory days only, with no swapped
and no substitute days; whatever is reckoned through such a year may move when its notice comes.
"""

from __future__ import annotations

import hashlib
import re
from calendar import isleap
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from dengwen.law import strict_yaml
from dengwen.law.procedure import Rules, Text
from dengwen.law.strict_yaml import Document

FIRST = date(1949, 1, 1)
LAST = date(2149, 12, 31)
"""The days a calendar answers for; a term that leaves them is refused."""

BASE = FIRST.toordinal()
SIZE = LAST.toordinal() - BASE + 1

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
SHARED = Path(__file__).parents[2] / "packs" / "calendars"
"""Calendars that any pack may use by id."""

_WEEK: tuple[Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


class StatutoryDay(Rules, frozen=True, kw_only=True):
    """A holiday fixed by law for every year: by date, by moon or sun, or by weekday of a month."""

    holiday: str
    on: str | None = None  # "MM-DD"
    moon: str | None = None  # a column of provisional.yaml
    weekday: Weekday | None = None
    month: int = 0
    nth: int = 0  # with weekday and month; -1 is the last
    first: int = 0  # the holiday runs from this many days after that day …
    last: int = 0  # … to this many
    observed: Literal["same", "nearest_weekday"] = "same"  # Saturday → Friday, Sunday → Monday


class Statutory(Rules, frozen=True, kw_only=True, rename={"from_": "from"}):
    """The statutory days as the law stood from one year to another."""

    from_: int
    source: str
    days: list[StatutoryDay]
    to: int | None = None


class CalendarFile(Rules, frozen=True, kw_only=True):
    """calendar.yaml. With `extends` the calendar adds its own days to another: a local overlay."""

    calendar: str
    label: Text
    source: str
    weekend: list[Weekday] = []
    extends: str | None = None
    unlisted: Literal["provisional", "final"] = "provisional"  # what a year without a file is
    holidays: dict[str, Text] = {}
    statutory: list[Statutory] = []
    note: str = ""


class Block(Rules, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Days off in a row, and the weekend days worked in exchange."""

    holiday: str
    from_: date
    to: date
    work: list[date] = []


class YearFile(Rules, frozen=True, kw_only=True):
    """<year>.yaml: the arrangement of a year as it was announced."""

    year: int
    published: bool
    source: str
    days_off: list[Block]
    note: str = ""


class MoonFile(Rules, frozen=True, kw_only=True):
    """provisional.yaml: year → name → the day on which the moon or the sun brings it."""

    source: str
    years: dict[str, dict[str, date]]


class Calendar:
    """Which days are working days. Immutable; answers in constant time.

    `rank[i]` is the number of working days up to and with day i, `nth[r]` the day of the r-th
    (from 1), `unsure[i]` the number of provisional days up to and with day i; a day's number is
    its distance from FIRST.
    """

    __slots__ = (
        "_off",
        "_weekend",
        "_work",
        "id",
        "label",
        "names",
        "nth",
        "published",
        "rank",
        "unlisted",
        "unsure",
        "version",
    )

    def __init__(
        self,
        head: CalendarFile,
        off: dict[int, str],
        work: dict[int, str],
        published: frozenset[int],
        version: str,
    ) -> None:
        """Lay the days out by rank: `off` and `work` name days by day number."""
        self.id, self.label, self.names = head.calendar, head.label, head.holidays
        self.published, self.unlisted, self.version = published, head.unlisted, version
        self._off, self._work = off, work
        self._weekend = frozenset(_WEEK.index(day) for day in head.weekend)
        self.rank, self.nth, self.unsure = self._count()

    def _count(self) -> tuple[list[int], list[int], list[int]]:
        rank, nth, unsure = [], [-1], []
        doubts = 0
        for year in range(FIRST.year, LAST.year + 1):
            doubt = 0 if self.is_final(year) else 1
            begin = date(year, 1, 1).toordinal() - BASE
            for day in range(begin, date(year, 12, 31).toordinal() - BASE + 1):
                if self._works(day):
                    nth.append(day)
                rank.append(len(nth) - 1)
                doubts += doubt
                unsure.append(doubts)
        return rank, nth, unsure

    def _works(self, day: int) -> bool:
        if day in self._work:
            return True
        return day not in self._off and (day + BASE + 6) % 7 not in self._weekend

    def is_final(self, year: int) -> bool:
        """Whether the arrangement of this year is announced, or needs no announcement."""
        return self.unlisted == "final" or year in self.published

    def is_workday(self, day: date) -> bool:
        """Whether people work on this day, make-up days 補班 included."""
        return self._works(day.toordinal() - BASE)

    def is_provisional(self, day: date) -> bool:
        """Whether this day lies in a year whose arrangement is not announced."""
        return not self.is_final(day.year)

    def kind(self, day: date) -> str:
        """workday, makeup, weekend or holiday; with provisional_ before it in an unsure year."""
        number = day.toordinal() - BASE
        if number in self._work:
            kind = "makeup"
        elif number in self._off:
            kind = "holiday"
        else:
            kind = "weekend" if day.weekday() in self._weekend else "workday"
        return f"provisional_{kind}" if self.is_provisional(day) else kind

    def name(self, day: date) -> Text | None:
        """The holiday this day belongs to, or is worked in exchange for; None for other days."""
        number = day.toordinal() - BASE
        holiday = self._work.get(number) or self._off.get(number)
        return self.names[holiday] if holiday else None

    def extended(self, head: CalendarFile, own: _Days, version: str) -> Calendar:
        """This calendar with a local overlay's own days added."""
        words = {**self.names, **head.holidays}
        weekend = head.weekend or [_WEEK[day] for day in sorted(self._weekend)]
        merged = msgspec.structs.replace(
            head, holidays=words, weekend=weekend, unlisted=self.unlisted
        )
        off = {**self._off, **own.off}
        work = {day: why for day, why in self._work.items() if day not in own.off}
        return Calendar(merged, off, {**work, **own.work}, self.published, version)


class _Days(msgspec.Struct):
    """The days one folder speaks of, numbered from FIRST."""

    off: dict[int, str] = {}
    work: dict[int, str] = {}
    published: set[int] = set()
    listed: set[int] = set()


def load(folder: Path, base: Calendar | None = None) -> Calendar:
    """Read one calendar from its folder; an overlay needs the calendar it extends as `base`.

    Raises PackError with file, line and mend.
    """
    top = strict_yaml.read(folder / "calendar.yaml")
    head = top.into(CalendarFile)
    if (base.id if base else None) != head.extends:
        top.refuse(("extends",), "The calendar it extends is not at hand.", "Name one that is.")
    names = {**(base.names if base else {}), **head.holidays}
    documents = [top]
    days = _Days()
    for path in sorted(folder.glob("[0-9]*.yaml")):
        documents.append(strict_yaml.read(path))
        _year(documents[-1], head, names, days)
    moons: dict[int, dict[str, date]] = {}
    if (folder / "provisional.yaml").exists():
        documents.append(strict_yaml.read(folder / "provisional.yaml"))
        moons = {int(k): v for k, v in documents[-1].into(MoonFile).years.items()}
    for number, rules in enumerate(head.statutory):
        _statutory(top, number, rules, moons, days, bool(head.extends))
    version = _version(head.calendar, documents, base)
    if base:
        return base.extended(head, days, version)
    return Calendar(head, days.off, days.work, frozenset(days.published), version)


def load_all(folder: Path, known: Mapping[str, Calendar] | None = None) -> dict[str, Calendar]:
    """Every calendar of a folder (itself, and each sub-folder), by id.

    Overlays find what they extend among these and `known`. Raises PackError.
    """
    found: dict[str, Calendar] = {}
    places = [path.parent for path in sorted(folder.glob("calendar.yaml"))]
    places += [path.parent for path in sorted(folder.glob("*/calendar.yaml"))]
    waiting = {place: _extends(place) for place in places}
    while waiting:
        reachable = {**(known or {}), **found}
        ready = [place for place, needs in waiting.items() if needs is None or needs in reachable]
        for place in ready or list(waiting)[:1]:  # none ready: load says which base is missing
            needs = waiting.pop(place)
            calendar = load(place, reachable.get(needs) if needs else None)
            if calendar.id in found:
                top = strict_yaml.read(place / "calendar.yaml")
                top.refuse(("calendar",), "Another calendar has this id.", "Give it its own.")
            found[calendar.id] = calendar
    return found


@cache
def shared() -> Mapping[str, Calendar]:
    """The calendars of packs/calendars, by id."""
    return load_all(SHARED)


def _extends(place: Path) -> str | None:
    return strict_yaml.read(place / "calendar.yaml").into(CalendarFile).extends


def _version(name: str, documents: list[Document], base: Calendar | None) -> str:
    """`<id>@<hash of all that the files say>`: two calendars of one version agree on every day."""
    content = [base.version if base else "", [document.value for document in documents]]
    digest = hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()
    return f"{name}@{digest[:16]}"


def _year(document: Document, head: CalendarFile, names: Mapping[str, Text], days: _Days) -> None:
    """Take one year's announcement in, after checking that it can be true."""
    year = document.into(YearFile)
    if Path(document.file).stem != str(year.year):
        document.refuse(("year",), "The file's name is another year.", f"Name it {year.year}.yaml.")
    weekend = {_WEEK.index(day) for day in head.weekend}
    days.listed.add(year.year)
    if year.published:
        days.published.add(year.year)
    for number, block in enumerate(year.days_off):
        at = ("days_off", number)
        if block.holiday not in names:
            document.refuse((*at, "holiday"), "calendar.yaml has no such holiday.", "Add its name.")
        if not block.from_ <= block.to or (block.to - block.from_).days > 31:
            document.refuse((*at, "to"), "The days off end before they begin.", "Look at both.")
        for day in (block.from_, block.to, *block.work):
            if not date(year.year - 1, 12, 1) <= day <= date(year.year + 1, 1, 31):
                document.refuse(at, f"{day} is far from {year.year}.", "Correct the day.")
        for off in range(block.from_.toordinal() - BASE, block.to.toordinal() - BASE + 1):
            _once(document, at, off, days)
            days.off[off] = block.holiday
        for worked in block.work:
            if weekend and worked.weekday() not in weekend:
                document.refuse((*at, "work"), f"{worked} is no weekend day.", "Correct the day.")
            _once(document, (*at, "work"), worked.toordinal() - BASE, days)
            days.work[worked.toordinal() - BASE] = block.holiday


def _once(document: Document, at: tuple[str | int, ...], number: int, days: _Days) -> None:
    if number in days.off or number in days.work:
        day = date.fromordinal(number + BASE)
        document.refuse(at, f"{day} is arranged twice.", "Keep one of the two.")


def _statutory(
    top: Document,
    number: int,
    rules: Statutory,
    moons: Mapping[int, Mapping[str, date]],
    days: _Days,
    overlay: bool,
) -> None:
    """Add the statutory days to every year that has no announcement of its own."""
    last = min(rules.to or LAST.year, LAST.year)
    for place, rule in enumerate(rules.days):
        at = ("statutory", number, "days", place)
        _well_formed(top, at, rule)
        for year in range(max(rules.from_, FIRST.year), last + 1):
            if year in days.listed and not overlay:
                continue
            for day in _falls(rule, year, moons):
                days.off.setdefault(day.toordinal() - BASE, rule.holiday)


def _well_formed(top: Document, at: tuple[str | int, ...], rule: StatutoryDay) -> None:
    ways = [rule.on is not None, rule.moon is not None, rule.weekday is not None]
    if sum(ways) != 1:
        top.refuse(at, "It must fall in exactly one way.", "Give one of on, moon and weekday.")
    if rule.on is not None and not _month_day(rule.on):
        top.refuse((*at, "on"), "This is no day of the year.", 'Write it as "MM-DD".')
    if rule.weekday and not (1 <= rule.month <= 12 and rule.nth in (-1, 1, 2, 3, 4)):
        top.refuse(at, "Month or number of the weekday is missing.", "Give month and nth.")


def _month_day(text: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"(\d\d)-(\d\d)", text)
    try:
        leap = date(2024, int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None
    return (leap.month, leap.day) if leap else None


def _falls(
    rule: StatutoryDay, year: int, moons: Mapping[int, Mapping[str, date]]
) -> Iterator[date]:
    """The days on which a statutory holiday falls in a year (none, when nobody computed it)."""
    day = _anchor(rule, year, moons)
    if day is None:
        return
    for shift in range(rule.first, rule.last + 1):
        falls = date.fromordinal(day.toordinal() + shift)
        if rule.observed == "nearest_weekday":
            off = {5: -1, 6: 1}.get(falls.weekday(), 0)
            falls = date.fromordinal(falls.toordinal() + off)
        if FIRST <= falls <= LAST:
            yield falls


def _anchor(rule: StatutoryDay, year: int, moons: Mapping[int, Mapping[str, date]]) -> date | None:
    if rule.on is not None:
        month, day = _month_day(rule.on) or (1, 1)
        return None if (month, day) == (2, 29) and not isleap(year) else date(year, month, day)
    if rule.moon is not None:
        return moons.get(year, {}).get(rule.moon)
    wanted = _WEEK.index(rule.weekday or "monday")
    if rule.nth == -1:
        end = date(year + rule.month // 12, rule.month % 12 + 1, 1).toordinal() - 1
        return date.fromordinal(end - (date.fromordinal(end).weekday() - wanted) % 7)
    first = date(year, rule.month, 1)
    return first.replace(day=1 + (wanted - first.weekday()) % 7 + 7 * (rule.nth - 1))
