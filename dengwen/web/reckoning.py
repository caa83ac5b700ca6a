"""Explain this date 期限說明, as a page shows it: sentences, articles, small calendars.

Whatever page shows a due date opens to this: the portal's clocks, the desk's and the calculator.
"""

from __future__ import annotations

from calendar import Calendar as Months
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from dengwen import times
from dengwen.law import library
from dengwen.law.calendar import Calendar
from dengwen.law.count import Rule
from dengwen.law.explain import Day, Explanation, explain
from dengwen.law.pack import Pack
from dengwen.matters.events import ClockReckoned
from dengwen.web import words

MONTHS_SHOWN = 6
"""A longer term shows its first and last months; what lies between is said in words."""

MONTHS = Months(firstweekday=0)


@dataclass(frozen=True)
class Cell:
    """One square: the day of the month, what it is to the clock, and why in words."""

    day: int
    style: str  # out | counts | rest | paused | start | due | rolled
    n: int | None = None
    why: str = ""


@dataclass(frozen=True)
class Month:
    """One month of the small calendar, weeks from Monday; None is an empty square."""

    title: str
    weeks: list[list[Cell | None]]


@dataclass(frozen=True)
class Reckoned:
    """One explained date, ready for a page."""

    sentences: list[str]
    months: list[Month]
    left_out: int  # months between the first and the last that are not drawn
    due: date | datetime
    due_at: datetime
    provisional: bool
    basis: list[str]


def of_clock(facts: ClockReckoned) -> Reckoned:
    """The explanation of a matter's clock, under the law and the calendar it was reckoned with.

    Raises Fault when that version of the pack is no longer kept.
    """
    pack = library.by_hash(facts.pack.hash)
    calendar = pack.calendars[facts.rule.calendar]
    pauses = [(moment(since), moment(end) if end else None) for since, end in facts.pauses]
    made = explain(
        rule_of(facts),
        calendar,  # type: ignore[arg-type]  # packs type their calendars loosely
        moment(facts.start),
        pauses,
        facts.extended_by,
    )
    return shown(made, pack, [*facts.rule.basis, *facts.rule.roll_basis])


def rule_of(facts: ClockReckoned) -> Rule:
    """The counting rule that stands in a clock's facts."""
    rule = facts.rule
    return Rule(
        rule.unit,  # type: ignore[arg-type]  # written from a Rule, read back as text
        rule.limit,
        rule.roll,  # type: ignore[arg-type]
        rule.first_day,  # type: ignore[arg-type]
        rule.direction,  # type: ignore[arg-type]
        rule.time_zone,
    )


def moment(text: str | None) -> date | datetime:
    """A day or an instant as the ledger wrote it."""
    if not text:
        raise ValueError("a moment is needed")
    return times.parse(text) if "T" in text else date.fromisoformat(text)


def shown(made: Explanation, pack: Pack, basis: Iterable[str] = ()) -> Reckoned:
    """An explanation as a page shows it."""
    drawn, left_out = months(made.days())
    return Reckoned(
        sentences=made.sentences(words.language(), articles(pack)),
        months=drawn,
        left_out=left_out,
        due=made.due.due,
        due_at=made.due.due_at,
        provisional=made.due.provisional,
        basis=words.cites(basis),
    )


def articles(pack: Pack) -> dict[str, str]:
    """For each rule of counting, the articles it rests on, in words."""
    return {
        key: _("; ").join(words.cites(cites)) for key, cites in pack.file.counting_basis.items()
    }


def months(days: list[Day]) -> tuple[list[Month], int]:
    """The months from the first day to the last, and how many between are left out."""
    known = {day.day: day for day in days}
    order = sorted({(day.year, day.month) for day in known})
    left_out = max(0, len(order) - MONTHS_SHOWN)
    if left_out:
        half = MONTHS_SHOWN // 2
        order = order[:half] + order[-half:]
    return [month(year, number, known) for year, number in order], left_out


def month(year: int, number: int, known: dict[date, Day]) -> Month:
    """One month drawn."""
    weeks = [
        [cell(day, known.get(day)) if day.month == number else None for day in week]
        for week in MONTHS.monthdatescalendar(year, number)
    ]
    return Month(_("%(month)s/%(year)s") % {"year": year, "month": number}, weeks)


def cell(on: date, day: Day | None) -> Cell:
    """One day drawn."""
    if day is None:
        return Cell(on.day, "out")
    styles = {"counted": "counts", "skipped": "rest"}
    name = words.say(day.name) if day.name else ""
    return Cell(on.day, styles.get(day.what, day.what), day.n, why(day, name))


def why(day: Day, name: str) -> str:
    """What a day is to the clock, for those who do not see its colour."""
    said = {
        "start": _("start"),
        "counted": _("counted"),
        "skipped": _("not counted"),
        "paused": _("clock stands still"),
        "rolled": _("day off, passed over"),
        "due": _("last day"),
    }[day.what]
    return f"{said} {name}".strip()


def calendar_of(pack: Pack, name: str | None) -> Calendar:
    """The calendar of a clock, else the pack's own."""
    found: Any = pack.calendars[name or pack.file.calendar]
    made: Calendar = found
    return made
