"""Clocks 期限: when a duty falls due, as a pure function of a rule, a calendar and what happened.

`reckon` is the arithmetic: one start, one term, its pauses and its extension. `run` finds in what
happened when a clock began, stood still, began anew and stopped, and reckons it. The rules of
counting are those of 民法典 201–204 and 民訴法 85: the first day does not count unless the rule
says so, a month ends on the corresponding day or the month's end, a last day off moves the way the
rule rolls, an extension is added to the term from its own start and before any roll, and the days
of a pause from the day after it began to the day it ended are not counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

import msgspec

from dengwen.errors import Refusal
from dengwen.law import procedure
from dengwen.law.calendar import BASE, SIZE, Calendar
from dengwen.law.count import (
    DAY,
    SECONDS,
    Moment,
    Pauses,
    Rule,
    Span,
    calendar_day,
    elapsed,
    exact_pauses,
    legal_day,
    midnights,
    span,
    worked,
    working_day,
)

__all__ = [
    "SECONDS",
    "Due",
    "Happened",
    "Moment",
    "Pauses",
    "Rule",
    "Running",
    "legal_day",
    "outside",
    "reading",
    "reckon",
    "rule_of",
    "run",
]

LEFT = 3
"""A clock is near its end when so many of its days are left …"""
SHORT = 6
"""… unless it has fewer days than this: then when three quarters of it are gone."""


class Due(msgspec.Struct, frozen=True, gc=False):
    """When a term ends.

    `raw` is the last day as counted (the office's own target), `due` the last day after the roll;
    for seconds and hours both are the same instant in UTC. `due_at` is the instant at which the
    term is over (24:00 of the due day), `half_at` when half of the counted time is gone, `near_at`
    when three days are left. `provisional` says that a day was asked for whose year is not
    announced yet.
    """

    raw: Moment
    due: Moment
    due_at: datetime
    half_at: datetime
    near_at: datetime
    provisional: bool


def reckon(
    rule: Rule,
    calendar: Calendar,
    start: Moment,
    pauses: Pauses = (),
    extended_by: int = 0,
) -> Due:
    """When the term that began at `start` is due.

    A pause without an end does not move anything: the clock then stands still and its owner marks
    it so. A pause that began after the term had run out does nothing; pauses that overlap count
    once. Raises Refusal("outside_calendar") when the term leaves the years of the calendar, and
    ValueError for what no rule can mean (a negative term, a pause that ends before it begins, an
    instant without a zone, an hour clock started by a mere day).
    """
    if rule.limit + extended_by < 0 or rule.limit < 0:
        raise ValueError("a term cannot be negative")
    try:
        if rule.unit in SECONDS:
            return _exact(rule, start, pauses, extended_by)
        term = span(rule, calendar, start, pauses, extended_by)
        return _days_due(rule, calendar, term)
    except (IndexError, OverflowError):
        raise outside() from None


def outside() -> Refusal:
    """The refusal for days that no calendar of the house reaches."""
    return Refusal(
        "outside_calendar",
        "This date is outside the years that the calendar covers.",
        mend="Check the year that was typed.",
        field="start",
    )


def _days_due(rule: Rule, calendar: Calendar, term: Span) -> Due:
    """The days and instants of a counted term."""
    start, total, raw, due, stops = term
    midnight = midnights(rule.time_zone)
    working = rule.unit == "working_days"
    end = due + BASE + 1
    if total >= SHORT or rule.direction == "backward":
        near = worked(calendar, calendar.rank[due] - LEFT) if working else due - LEFT
        near_at = midnight[near + BASE + 1]
    else:
        near_at = _gone(rule, calendar, start, stops, 3 * total, 4)
    if rule.direction == "backward":
        half_at = near_at
    else:
        half_at = _gone(rule, calendar, start, stops, total, 2)
    return Due(
        date.fromordinal(raw + BASE),
        date.fromordinal(due + BASE),
        midnight[end],
        half_at,
        near_at,
        _unsure(rule, calendar, term),
    )


def _gone(
    rule: Rule,
    calendar: Calendar,
    start: int,
    stops: list[tuple[int, int]],
    parts: int,
    whole: int,
) -> datetime:
    """The instant at which parts/whole counted days are gone (a part of a day from its 0:00)."""
    midnight = midnights(rule.time_zone)
    days, rest = divmod(parts, whole)
    count = days + 1 if rest else days
    if rule.unit == "working_days":
        day = working_day(calendar, start, count, stops)
    else:
        day = calendar_day(calendar, start, count, stops, "none")
    if rest:
        return midnight[day + BASE] + timedelta(seconds=DAY * rest // whole)
    return midnight[day + BASE + 1]


def _unsure(rule: Rule, calendar: Calendar, term: Span) -> bool:
    """Whether any day that the count or the roll had to ask for is provisional."""
    lowest, highest = min(term.raw, term.due), max(term.raw, term.due)
    if rule.unit == "working_days" and term.total:
        if rule.direction == "backward":
            highest = max(highest, term.start - 1)
        else:
            lowest = min(lowest, term.start + 1)
    elif rule.roll == "none":
        return False
    return calendar.unsure[highest] != calendar.unsure[lowest - 1]


def _exact(rule: Rule, start: Moment, pauses: Pauses, extended_by: int) -> Due:
    """A term of seconds or hours: exact time, through nights and holidays, never rolled."""
    if not isinstance(start, datetime) or start.tzinfo is None:
        raise ValueError("a clock of hours starts at an instant with a time zone")
    start = start.astimezone(UTC)
    total = (rule.limit + extended_by) * SECONDS[rule.unit]
    stops = exact_pauses(pauses, rule.time_zone)
    back = rule.direction == "backward"
    due = elapsed(start, total, stops, back)
    if not (0 < start.toordinal() - BASE < SIZE and 0 < due.toordinal() - BASE < SIZE):
        raise IndexError(due)
    half, near = (elapsed(start, total * part / 4, stops, back) for part in (2, 3))
    return Due(due, due, due, half, near, False)


class Happened(NamedTuple):
    """Something that happened in a matter: its trigger word, its moment, and whom it concerned."""

    trigger: str
    at: datetime
    party: str = ""


class Running(msgspec.Struct, frozen=True):
    """A clock that has begun.

    `start` is the moment it counts from, `began_at` and `began_by` the happening that started (or
    last restarted) it. `pauses` are those of this run; an open one has no end. A paused clock has
    no due day: `due` is then the one it would have had. `late` says of a stopped clock that it
    stopped after its term was over.
    """

    state: Literal["running", "paused", "stopped"]
    rule: Rule
    start: datetime
    began_at: datetime
    began_by: str
    pauses: list[tuple[datetime, datetime | None]]
    extended_by: int
    due: Due
    stopped_at: datetime | None = None
    stopped_by: str = ""
    late: bool = False


def reading(settings: Mapping[str, str], procedure_name: str, clock_name: str) -> str:
    """The name of the reading a pack's settings choose for a clock; empty: the clock's own.

    The setting `reading.<procedure>.<clock>` is asked first, then `reading.<procedure>`.
    """
    own = settings.get(f"reading.{procedure_name}.{clock_name}")
    return own or settings.get(f"reading.{procedure_name}", "")


def rule_of(spec: procedure.Clock, time_zone: str, chosen: str = "") -> Rule:
    """The counting rule of a pack's clock, under the reading that was chosen, if it has it."""
    unit, limit = spec.unit, spec.limit
    for other in spec.readings:
        if other.name == chosen:
            unit, limit = other.unit, other.limit
    return Rule(unit, limit, spec.roll, spec.first_day, spec.direction, time_zone)


def run(
    spec: procedure.Clock,
    calendar: Calendar,
    time_zone: str,
    happened: Sequence[Happened],
    extended_by: int = 0,
    chosen: str = "",
) -> Running | None:
    """What a clock is doing after all that happened; None when nothing has started it.

    1. Happenings are taken by their moment, and at one moment in the order given. Triggers that
       the clock does not name change nothing.
    2. The first start begins the run; a start while it runs is ignored. A stop before any start
       is ignored, save for a clock counted backward, whose duty is done before its start.
    3. A restart gives the full term again from its own moment, while the clock runs (paused or
       not); after a stop it does nothing. A start after a stop begins a new run. A trigger that
       both stops and starts does so in this order.
    4. The counting begins at the latest `counts_from` not after the starting moment, if the clock
       names one and it happened; else at the starting moment.
    5. Pauses are facts of the matter: one that is open when the clock starts or restarts goes on.
       The day a pause begins counts, the day it ends does not. One that begins on the very due
       day still holds the clock, and the due day is then the day it ends; one that begins later
       does nothing, and the clock stays overdue.
    6. A stop ends the run, also while it is paused (then it is never late). It is late when its
       moment is after `due.due_at`.
    7. `extended_by` (in the clock's unit) is added to the term of the run that stands.

    A clock with `per_party` is asked once for each party, with the happenings that concern that
    party and those that concern nobody in particular.
    """
    history = sorted(happened, key=lambda one: one.at)
    begun, anew, stop = _life(spec, history)
    if begun is None:
        return None
    start = begun.at if anew else _counted_from(spec, history, begun)
    rule = rule_of(spec, time_zone, chosen)
    pauses = _during(_pauses(spec, history), start, stop)
    due = reckon(rule, calendar, start, pauses, extended_by)
    held = any(end is None and since < due.due_at for since, end in pauses)
    return Running(
        state="stopped" if stop else "paused" if held else "running",
        rule=rule,
        start=start,
        began_at=begun.at,
        began_by=begun.trigger,
        pauses=pauses,
        extended_by=extended_by,
        due=due,
        stopped_at=stop.at if stop else None,
        stopped_by=stop.trigger if stop else "",
        late=stop is not None and not held and stop.at > due.due_at,
    )


def _life(
    spec: procedure.Clock, history: Sequence[Happened]
) -> tuple[Happened | None, bool, Happened | None]:
    """What began the run that stands, whether that was a restart, and what stopped it."""
    begun: Happened | None = None
    stop: Happened | None = None
    anew = False
    backward = spec.direction == "backward"
    for one in history:
        live = begun is not None and stop is None
        if one.trigger in spec.stops and (live or backward):
            stop, live = one, False
        if one.trigger in spec.starts and not live:
            if begun is not None or not backward:
                stop = None
            begun, anew = one, False
        elif one.trigger in spec.restarts and live:
            begun, anew = one, True
    return begun, anew, stop


def _counted_from(spec: procedure.Clock, history: Sequence[Happened], begun: Happened) -> datetime:
    if spec.counts_from:
        for one in reversed(history):
            if one.trigger == spec.counts_from and one.at <= begun.at:
                return one.at
    return begun.at


def _pauses(
    spec: procedure.Clock, history: Sequence[Happened]
) -> list[tuple[datetime, datetime | None]]:
    """Every pause that happened, each ground with its own beginning and end."""
    found: list[tuple[datetime, datetime | None]] = []
    for ground in spec.pauses:
        since: datetime | None = None
        for one in history:
            if since is None and one.trigger == ground.from_:
                since = one.at
            elif since is not None and one.trigger == ground.to:
                found.append((since, one.at))
                since = None
        if since is not None:
            found.append((since, None))
    return sorted(found, key=lambda pause: pause[0])


def _during(
    pauses: Sequence[tuple[datetime, datetime | None]], start: datetime, stop: Happened | None
) -> list[tuple[datetime, datetime | None]]:
    """The pauses that touch this run; one that outlasts the stop is open as far as it goes."""
    found: list[tuple[datetime, datetime | None]] = []
    for since, end in pauses:
        if end is not None and end <= start:
            continue
        if stop is None:
            found.append((since, end))
        elif since < stop.at:
            found.append((since, None if end is None or end > stop.at else end))
    return found
