"""Clocks 期限: when a duty falls due, as a pure function of a rule, a calendar and what happened.

`reckon` is the arithmetic: one start, one term, its pauses and its extension. `run` finds in what
happened when a clock began, stood still, began anew and stopped, and reckons it. The rules of
counting are those of 民法典 201–204 and 民訴法 85: the first day does not count unless the rule
says so, a month ends on the corresponding day or the month's end, a last day off moves the way the
rule rolls, an extension is added to the term from its own start and before any roll, and the days
of a pause from the day after it began to the day it ended are not counted.
"""

from __future__ import annotations

import calendar as months_of
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from dengwen.errors import Refusal
from dengwen.law.calendar import BASE, SIZE, Calendar
from dengwen.law import procedure
from dengwen.law.procedure import Roll, Unit

Moment = date | datetime
"""A legal day, or an aware instant (taken on the day it has in the rule's time zone)."""

Pauses = Sequence[tuple[Moment, Moment | None]]

DAY = 86_400
SECONDS: dict[str, int] = {"seconds": 1, "hours": 3600}
LEFT = 3
"""A clock is near its end when so many of its days are left …"""
SHORT = 6
"""… unless it has fewer days than this: then when three quarters of it are gone."""


class Rule(msgspec.Struct, frozen=True):
    """How a term is counted. `limit` is in `unit`; the day ends in `time_zone` (an IANA name)."""

    unit: Unit
    limit: int
    roll: Roll = "next_workday"
    first_day: Literal["excluded", "included"] = "excluded"
    direction: Literal["forward", "backward"] = "forward"
    time_zone: str = "Asia/Shanghai"


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


class Span(NamedTuple):
    """A term as day numbers of the calendar: the work behind `reckon` and `explain`.

    `start` is the day before the first counted day (backward: the day after), `total` the counted
    days in calendar or working days, `raw` and `due` the last day before and after the roll, and
    `pauses` the merged pauses (from, to] that the counting met.
    """

    start: int
    total: int
    raw: int
    due: int
    pauses: list[tuple[int, int]]


class _Midnights(dict[int, datetime]):
    """The instant (UTC) at which a day begins in one time zone, by the day's ordinal."""

    def __init__(self, zone: str) -> None:
        super().__init__()
        self.zone = ZoneInfo(zone)

    def __missing__(self, ordinal: int) -> datetime:
        day = date.fromordinal(ordinal)
        at = datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)
        self[ordinal] = at
        return at


_ZONES: dict[str, _Midnights] = {}


def midnights(zone: str) -> _Midnights:
    """The instants at which days begin in this zone, by the ordinal of the day."""
    found = _ZONES.get(zone)
    if found is None:
        found = _ZONES[zone] = _Midnights(zone)
    return found


def legal_day(moment: Moment, zone: str) -> date:
    """The day a moment belongs to in the zone. An instant without a zone is refused."""
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return moment.astimezone(midnights(zone).zone).date()


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


def span(
    rule: Rule, calendar: Calendar, start: Moment, pauses: Pauses = (), extended_by: int = 0
) -> Span:
    """Count a term of days, months or years. Raises IndexError outside the calendar."""
    zone = rule.time_zone
    if type(start) is not date:
        start = legal_day(start, zone)
    first = start.toordinal() - BASE
    if not 0 < first < SIZE - 1:
        raise IndexError(first)
    back = rule.direction == "backward"
    if rule.unit == "months" or rule.unit == "years":
        first, total = _corresponding(rule, start, rule.limit + extended_by)
    else:
        total = rule.limit + extended_by
        if rule.first_day == "included" and total:
            first += 1 if back else -1
    stops = _merged(pauses, zone, 0 if back else first) if pauses else []
    working = rule.unit == "working_days"
    if back:
        raw = _back(calendar, first, total, stops, working)
        return Span(first, total, raw, rolled(calendar, rule.roll, raw), stops)
    if working:
        raw = _working(calendar, first, total, stops)
        return Span(first, total, raw, rolled(calendar, rule.roll, raw), stops)
    raw = _calendar(calendar, first, total, stops, rule.roll)
    return Span(first, total, raw, rolled(calendar, rule.roll, raw), stops)


def rolled(calendar: Calendar, roll: Roll, day: int) -> int:
    """The day to which a last day moves: itself when it is worked or the rule does not roll."""
    if not 0 < day < SIZE:
        raise IndexError(day)
    if roll == "none":
        return day
    rank = calendar.rank[day]
    if calendar.nth[rank] == day:
        return day
    return calendar.nth[rank + 1] if roll == "next_workday" else _worked(calendar, rank)


def _worked(calendar: Calendar, rank: int) -> int:
    if rank < 1:
        raise IndexError(rank)
    return calendar.nth[rank]


def _working(calendar: Calendar, start: int, total: int, stops: list[tuple[int, int]]) -> int:
    """The day on which the last of `total` working days after `start` is counted."""
    rank, nth = calendar.rank, calendar.nth
    if not total:
        return start
    target = rank[start] + total
    for begun, ended in stops:
        if begun > nth[target]:
            break
        target += rank[ended] - rank[begun]
    return nth[target]


def _calendar(
    calendar: Calendar, start: int, total: int, stops: list[tuple[int, int]], roll: Roll
) -> int:
    """The last of `total` calendar days after `start`.

    A pause that begins on the last day, or on the days over which the last day rolls, finds the
    term not yet run out and no day left to count: the last day is then the day it ends.
    """
    raw = start + total
    for begun, ended in stops:
        if begun <= raw:
            raw += ended - begun
        elif begun <= rolled(calendar, roll, raw):
            raw = ended
        else:
            break
    return raw


def _back(
    calendar: Calendar, start: int, total: int, stops: list[tuple[int, int]], working: bool
) -> int:
    """The last of `total` days counted back from `start`, pauses left out of the count."""
    rank = calendar.rank
    if not total:
        return start
    raw = _worked(calendar, rank[start - 1] - total + 1) if working else start - total
    for begun, ended in reversed(stops):
        ended = min(ended, start - 1)
        if ended < raw or ended <= begun:
            continue
        if working:
            raw = _worked(calendar, rank[raw] - (rank[ended] - rank[begun]))
        else:
            raw -= ended - begun
    return raw


def _merged(pauses: Pauses, zone: str, floor: int) -> list[tuple[int, int]]:
    """Closed pauses as day numbers, in order, overlaps once, nothing below `floor`."""
    days = []
    for begun, ended in pauses:
        if ended is None:
            continue
        if type(begun) is not date:
            begun = legal_day(begun, zone)
        if type(ended) is not date:
            ended = legal_day(ended, zone)
        if ended < begun:
            raise ValueError("a pause cannot end before it begins")
        days.append((begun.toordinal() - BASE, ended.toordinal() - BASE))
    if len(days) > 1:
        days.sort()
    merged, last = [], -1
    for begin, end in days:
        begin = max(begin, last, floor)
        if end > begin:
            merged.append((begin, end))
            last = end
    return merged


def _corresponding(rule: Rule, start: date, count: int) -> tuple[int, int]:
    """Where months or years begin counting and how many days they have.

    The last day is the corresponding day of the last month, else its end (民法典 202); when the
    first day counts, the day beside the corresponding one.
    """
    first = start.toordinal() - BASE
    sign = -1 if rule.direction == "backward" else 1
    month = start.year * 12 + start.month - 1 + sign * count * (12 if rule.unit == "years" else 1)
    year, month = divmod(month, 12)
    if not 1 <= year <= 9998 or not count:
        if count:
            raise IndexError(year)
        return first, 0
    length = months_of.monthrange(year, month + 1)[1]
    last = date(year, month + 1, min(start.day, length)).toordinal() - BASE
    if rule.first_day == "included":
        first -= sign
        if start.day <= length or sign < 0:
            last -= sign
    return first, (last - first) * sign


def _days_due(rule: Rule, calendar: Calendar, term: Span) -> Due:
    """The days and instants of a counted term."""
    start, total, raw, due, stops = term
    midnight = midnights(rule.time_zone)
    working = rule.unit == "working_days"
    end = due + BASE + 1
    if total >= SHORT or rule.direction == "backward":
        near = _worked(calendar, calendar.rank[due] - LEFT) if working else due - LEFT
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
        day = _working(calendar, start, count, stops)
    else:
        day = _calendar(calendar, start, count, stops, "none")
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
    due = _elapsed(start, total, stops, back)
    half, near = (_elapsed(start, total * part / 4, stops, back) for part in (2, 3))
    return Due(due, due, due, half, near, False)


def exact_pauses(pauses: Pauses, zone: str) -> list[tuple[datetime, datetime]]:
    """Closed pauses as instants in UTC, in order, overlaps once. A mere day stands for its end."""
    found = []
    for begun, ended in pauses:
        if ended is not None:
            found.append((_instant(begun, zone), _instant(ended, zone)))
    merged: list[tuple[datetime, datetime]] = []
    for begin, end in sorted(found):
        if end < begin:
            raise ValueError("a pause cannot end before it begins")
        begin = max(begin, merged[-1][1]) if merged else begin
        if end > begin:
            merged.append((begin, end))
    return merged


def _instant(moment: Moment, zone: str) -> datetime:
    if not isinstance(moment, datetime):
        return midnights(zone)[moment.toordinal() + 1]
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return moment.astimezone(UTC)


def _elapsed(
    start: datetime, seconds: float, stops: list[tuple[datetime, datetime]], back: bool
) -> datetime:
    """The instant so many counted seconds after (or before) the start."""
    left = timedelta(seconds=seconds)
    if back:
        at = start - left
        for begun, ended in reversed(stops):
            ended = min(ended, start)
            if begun < ended and ended > at:
                at -= ended - begun
        return at
    at = start + left
    for begun, ended in stops:
        begun = max(begun, start)
        if begun >= at:
            break
        if ended > begun:
            at += ended - begun
    return at


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
    begun, stop = _life(spec, history)
    if begun is None:
        return None
    start = begun.at if begun.trigger in spec.restarts else _counted_from(spec, history, begun)
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
        late=bool(stop) and not held and stop.at > due.due_at,
    )


def _life(
    spec: procedure.Clock, history: Sequence[Happened]
) -> tuple[Happened | None, Happened | None]:
    """What began the run that stands, and what stopped it."""
    begun: Happened | None = None
    stop: Happened | None = None
    for one in history:
        live = begun is not None and stop is None
        if one.trigger in spec.stops and (live or spec.direction == "backward"):
            stop, live = one, False
        if one.trigger in spec.starts and not live:
            if spec.direction == "forward" or begun is not None:
                stop = None
            begun = one
        elif one.trigger in spec.restarts and live:
            begun = one
    return begun, stop


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
