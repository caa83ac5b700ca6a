"""Explain this date 期限說明: how a due day was reckoned, day by day, for a page or as text.

The days are walked one after another here, apart from the arithmetic of `clock`; a property test
holds that both come to the same day for every unit. Sentences are in `telling`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple

import msgspec

from dengwen.law import telling
from dengwen.law.calendar import BASE, Calendar
from dengwen.law.clock import Due, reckon
from dengwen.law.count import SECONDS, Moment, Pauses, Rule, Span, exact_pauses, legal_day, span
from dengwen.law.procedure import Text

What = Literal["start", "counted", "skipped", "paused", "rolled", "due"]


class Day(NamedTuple):
    """One square of the small calendar.

    `what` it is to this clock, `n` the number it was counted as, `kind` what the calendar calls it
    (workday, makeup, weekend, holiday, provisional_…) and `name` the holiday it belongs to.
    """

    day: date
    what: What
    n: int | None
    kind: str
    name: Text | None


class Run(NamedTuple):
    """Days in a row that are one thing for one reason; `days` is how many."""

    first: date
    last: date
    days: int
    what: What
    kind: str
    name: Text | None


class Line(NamedTuple):
    """One sentence of an explanation: a key of `telling.SENTENCES`, what fills it, and the key of
    the pack's `counting_basis` whose articles it rests on ("" for none)."""

    key: str
    facts: dict[str, object]
    basis: str = ""


class Explanation(msgspec.Struct, frozen=True):
    """How one term was counted. `runs` are all the days from the start to the due day."""

    rule: Rule
    start: Moment
    extended_by: int
    total: int
    due: Due
    walked: list[Day]
    month_end: bool
    calendar: str
    version: str
    pauses: list[tuple[Moment, Moment]]
    lines: list[Line]

    def days(self) -> list[Day]:
        """Every day from the start to the due day, in the order of the calendar."""
        return self.walked

    def runs(self) -> list[Run]:
        """The same days, those that are alike and in a row taken together."""
        return _runs(self.days())

    def to_text(self, language: str, citations: Mapping[str, str] | None = None) -> str:
        """The explanation as plain text in zh-Hant, zh-Hans or en (another: English).

        `citations` gives for a key of `counting_basis` the articles in words.
        """
        return "\n".join(self.sentences(language, citations))

    def sentences(self, language: str, citations: Mapping[str, str] | None = None) -> list[str]:
        """The lines in words, each with its article when `citations` knows it."""
        zone = self.rule.time_zone
        words = [telling.sentence(line.key, line.facts, language, zone) for line in self.lines]
        articles = [(citations or {}).get(line.basis, "") for line in self.lines]
        return [
            telling.with_article(text, article, language)
            for text, article in zip(words, articles, strict=True)
        ]


def explain(
    rule: Rule,
    calendar: Calendar,
    start: Moment,
    pauses: Pauses = (),
    extended_by: int = 0,
) -> Explanation:
    """Explain what `clock.reckon` gives for the same arguments. Raises what it raises."""
    due = reckon(rule, calendar, start, pauses, extended_by)
    if rule.unit in SECONDS:
        stops: list[tuple[Moment, Moment]] = _met_exact(rule, start, pauses, due)
        term, walked = None, _exact_days(rule, calendar, start, due)
    else:
        term = _met(rule, span(rule, calendar, start, pauses, extended_by))
        walked = _walk(rule, calendar, legal_day(start, rule.time_zone), term)
        stops = [
            (date.fromordinal(begun + BASE), date.fromordinal(ended + BASE))
            for begun, ended in term.pauses
        ]
    month_end = _month_end(rule, start, due, bool(stops))
    total = term.total if term else rule.limit + extended_by
    found = Explanation(
        rule, start, extended_by, total, due, walked, month_end, calendar.id, calendar.version,
        stops, [],
    )  # fmt: skip
    return msgspec.structs.replace(found, lines=_lines(found, calendar.label))


def _met(rule: Rule, term: Span) -> Span:
    """The term with those pauses only that held it."""
    if rule.direction == "backward":
        met = [stop for stop in term.pauses if stop[1] >= term.raw and stop[0] < term.start - 1]
    else:
        met = [stop for stop in term.pauses if stop[0] <= term.due]
    return term._replace(pauses=met)


def _met_exact(rule: Rule, start: Moment, pauses: Pauses, due: Due) -> list[tuple[Moment, Moment]]:
    """The pauses of an hour clock that lie in its run."""
    ends = sorted(moment for moment in (start, due.due) if isinstance(moment, datetime))
    return [
        (begun, ended)
        for begun, ended in exact_pauses(pauses, rule.time_zone)
        if begun < ends[-1] and ended > ends[0]
    ]


def _exact_days(rule: Rule, calendar: Calendar, start: Moment, due: Due) -> list[Day]:
    """The days that an hour clock touches; the hours on all of them count."""
    first, last = legal_day(start, rule.time_zone), legal_day(due.due, rule.time_zone)
    low, high = sorted((first.toordinal(), last.toordinal()))
    days = []
    for number in range(low, high + 1):
        day = date.fromordinal(number)
        what: What = "due" if day == last else "start" if day == first else "counted"
        days.append(Day(day, what, None, calendar.kind(day), calendar.name(day)))
    return days


def _walk(rule: Rule, calendar: Calendar, start: date, term: Span) -> list[Day]:
    """Count one day after another until the term is full, then roll."""
    step = -1 if rule.direction == "backward" else 1
    seen = [_day(calendar, start, "start", None)]
    number, count = term.start, 0
    if rule.first_day == "included" and term.total:
        seen = []
    while count < term.total:
        number += step
        counted = _counts(rule, calendar, term.pauses, number)
        count += counted == "counted"
        seen.append(_numbered(calendar, number, counted, count))
    if step > 0 and (term.total or rule.unit != "working_days"):
        number = _held(rule, calendar, term.pauses, number, seen)
    return _roll(rule, calendar, number, seen)


def _counts(rule: Rule, calendar: Calendar, pauses: Sequence[tuple[int, int]], number: int) -> What:
    if any(begun < number <= ended for begun, ended in pauses):
        return "paused"
    day = date.fromordinal(number + BASE)
    idle = rule.unit == "working_days" and not calendar.is_workday(day)
    return "skipped" if idle else "counted"


def _held(
    rule: Rule,
    calendar: Calendar,
    pauses: Sequence[tuple[int, int]],
    last: int,
    seen: list[Day],
) -> int:
    """Move the last day to the end of a pause that began on it (or while it rolled)."""
    working = rule.unit == "working_days"
    for begun, ended in pauses:
        if ended <= last or begun > _next(rule, calendar, last):
            continue
        reach = ended
        while working and reach > last and not calendar.is_workday(date.fromordinal(reach + BASE)):
            reach -= 1
        seen += [_numbered(calendar, day, "paused", 0) for day in range(last + 1, reach + 1)]
        last = reach
    return last


def _next(rule: Rule, calendar: Calendar, number: int) -> int:
    """The day a last day moves to, found by looking at one day after another."""
    step = {"next_workday": 1, "previous_workday": -1, "none": 0}[rule.roll]
    while step and not calendar.is_workday(date.fromordinal(number + BASE)):
        number += step
    return number


def _roll(rule: Rule, calendar: Calendar, raw: int, seen: list[Day]) -> list[Day]:
    due = _next(rule, calendar, raw)
    days = {day.day.toordinal() - BASE: day for day in seen}
    for number in range(min(raw, due) + 1, max(raw, due)):
        days.setdefault(number, _numbered(calendar, number, "rolled", 0))
    last = days.get(due) or _numbered(calendar, due, "due", 0)
    days[due] = last._replace(what="due")
    return [days[number] for number in sorted(days)]


def _numbered(calendar: Calendar, number: int, what: What, count: int) -> Day:
    day = date.fromordinal(number + BASE)
    return _day(calendar, day, what, count if what == "counted" else None)


def _day(calendar: Calendar, day: date, what: What, n: int | None) -> Day:
    return Day(day, what, n, calendar.kind(day), calendar.name(day))


def _month_end(rule: Rule, start: Moment, due: Due, paused: bool) -> bool:
    """Whether the last month had no corresponding day (民法典 202)."""
    if rule.unit not in ("months", "years") or paused or isinstance(due.raw, datetime):
        return False
    return rule.first_day == "excluded" and legal_day(start, rule.time_zone).day > due.raw.day


def _runs(days: Sequence[Day]) -> list[Run]:
    found: list[Run] = []
    for one in days:
        last = found[-1] if found else None
        alike = last and (last.what, last.kind, last.name) == (one.what, one.kind, one.name)
        if last and alike and (one.day - last.last).days == 1:
            found[-1] = last._replace(last=one.day, days=last.days + 1)
        else:
            found.append(Run(one.day, one.day, 1, one.what, one.kind, one.name))
    return found


def _lines(made: Explanation, label: Text) -> list[Line]:
    """The sentences, in the order in which a person would count."""
    rule, due = made.rule, made.due
    lines = _opening(made)
    for run in made.runs() if rule.unit == "working_days" else []:
        if run.kind.endswith("makeup") and run.what in ("counted", "due"):
            facts: dict[str, object] = {"day": run.first, "name": run.name}
            lines.append(Line("makeup_counted", facts, "days_off_moved"))
        elif run.what == "skipped" and run.name:
            facts = {"first": run.first, "last": run.last, "days": run.days, "name": run.name}
            key = "holiday_skipped" if run.days > 1 else "holiday_day_skipped"
            lines.append(Line(key, facts, "days_off"))
    weekends = sum(day.what == "skipped" and day.name is None for day in made.walked)
    if weekends:
        lines.append(Line("weekends_skipped", {"days": weekends}))
    for begun, ended in made.pauses:
        lines.append(Line("paused", {"first": begun, "last": ended}))
    if rule.unit not in SECONDS:
        lines.append(Line("raw", {"raw": due.raw}))
    lines += _closing(made)
    if due.provisional:
        lines.append(Line("provisional", {"calendar": label}))
    return lines


def _opening(made: Explanation) -> list[Line]:
    rule = made.rule
    facts: dict[str, object] = {"start": made.start, "limit": rule.limit, "unit": rule.unit}
    key = "term_back" if rule.direction == "backward" else "term"
    lines = [Line(key, facts)]
    if rule.unit in SECONDS:
        lines.append(Line("from_the_moment", facts, "hours_from_the_moment"))
    elif rule.first_day == "excluded":
        lines.append(Line("first_day_excluded", facts, "first_day_excluded"))
    else:
        lines.append(Line("first_day_included", facts))
    if made.extended_by:
        longer: dict[str, object] = {
            "by": made.extended_by,
            "all": rule.limit + made.extended_by,
            "unit": rule.unit,
        }
        lines.append(Line("extended", longer))
    if rule.unit in ("months", "years"):
        key = "month_end" if made.month_end else "corresponding_day"
        lines.append(Line(key, {"raw": made.due.raw}, "months_and_years"))
    return lines


def _closing(made: Explanation) -> list[Line]:
    """What became of the last day: moved, not moved though it is a day off, or left alone."""
    rule, due = made.rule, made.due
    if rule.unit in SECONDS:
        return [Line("ends_at", {"due_at": due.due_at})]
    lines = []
    if due.raw != due.due:
        last = next((day for day in made.days() if day.day == due.raw), None)
        name = last.name if last else None
        why: dict[str, object] = {"raw": due.raw, "due": due.due, "name": name}
        key = "rolled_forward" if due.due > due.raw else "rolled_back"
        lines.append(Line(key, why, "last_day_on_a_rest_day"))
    elif rule.roll == "none":
        lines.append(Line("not_rolled", {"due": due.due}))
    return [*lines, Line("ends_on", {"due": due.due}, "last_day_ends")]
