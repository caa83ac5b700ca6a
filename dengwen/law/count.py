"""Counting 計算: the day or the second on which a term runs out, in whole numbers.

The arithmetic under `clock` and `explain`: no due dates for people, only counting. Days are numbers
of the calendar (`BASE` is the ordinal of number 0), so that counting working days is two look-ups.
"""

from __future__ import annotations

import calendar as months_of
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from dengwen.law.calendar import BASE, SIZE, Calendar
from dengwen.law.procedure import Roll, Unit

Moment = date | datetime
"""A legal day, or an aware instant (taken on the day it has in the rule's time zone)."""

Pauses = Sequence[tuple[Moment, Moment | None]]

DAY = 86_400
SECONDS: dict[str, int] = {"seconds": 1, "hours": 3600}


class Rule(msgspec.Struct, frozen=True):
    """How a term is counted. `limit` is in `unit`; the day ends in `time_zone` (an IANA name)."""

    unit: Unit
    limit: int
    roll: Roll = "next_workday"
    first_day: Literal["excluded", "included"] = "excluded"
    direction: Literal["forward", "backward"] = "forward"
    time_zone: str = "Asia/Shanghai"


class Span(NamedTuple):
    """A term as day numbers of the calendar: the work behind `reckon` and `explain`.

    `start` is the day before the first counted day (backward: the day after), `total` the counted
    days in calendar or working days, `raw` and `due` the last day before and after the roll, and
    `pauses` the merged pauses (from, to], also those that came too late to matter.
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
        if not 0 <= ordinal - BASE <= SIZE:
            raise IndexError(ordinal)
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


def ordinal_of(moment: Moment, midnight: _Midnights) -> int:
    """The ordinal of the day a moment belongs to; an instant in UTC without a detour."""
    if type(moment) is date:
        return moment.toordinal()
    if not isinstance(moment, datetime) or moment.tzinfo is not UTC:
        return legal_day(moment, midnight.zone.key).toordinal()
    day = moment.toordinal()
    if midnight[day + 1] <= moment:
        return day + 1
    return day if midnight[day] <= moment else day - 1


def span(
    rule: Rule, calendar: Calendar, start: Moment, pauses: Pauses = (), extended_by: int = 0
) -> Span:
    """Count a term of days, months or years. Raises IndexError outside the calendar."""
    midnight = midnights(rule.time_zone)
    begun = ordinal_of(start, midnight)
    first = begun - BASE
    if not 0 < first < SIZE - 1:
        raise IndexError(first)
    back = rule.direction == "backward"
    if rule.unit == "months" or rule.unit == "years":
        first, total = _corresponding(rule, date.fromordinal(begun), rule.limit + extended_by)
    else:
        total = rule.limit + extended_by
        if rule.first_day == "included" and total:
            first += 1 if back else -1
    stops = _merged(pauses, midnight, 0 if back else first) if pauses else []
    working = rule.unit == "working_days"
    if back:
        raw = _back(calendar, first, total, stops, working)
        return Span(first, total, raw, rolled(calendar, rule.roll, raw), stops)
    if working:
        raw = working_day(calendar, first, total, stops)
        return Span(first, total, raw, rolled(calendar, rule.roll, raw), stops)
    raw = calendar_day(calendar, first, total, stops, rule.roll)
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
    return calendar.nth[rank + 1] if roll == "next_workday" else worked(calendar, rank)


def worked(calendar: Calendar, rank: int) -> int:
    """The number of the working day of that rank, from 1. IndexError outside the calendar."""
    if rank < 1:
        raise IndexError(rank)
    return calendar.nth[rank]


def working_day(calendar: Calendar, start: int, total: int, stops: list[tuple[int, int]]) -> int:
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


def calendar_day(
    calendar: Calendar, start: int, total: int, stops: list[tuple[int, int]], roll: Roll
) -> int:
    """The last of `total` calendar days after `start`.

    A pause that begins on the last day, or on the days over which the last day rolls, finds the
    term not yet run out and no day left to count: the last day is then the day it ends.
    """
    raw = start + total
    for begun, ended in stops:
        if begun > rolled(calendar, roll, raw):
            break
        raw = raw + ended - begun if begun <= raw else ended
    return raw


def _back(
    calendar: Calendar, start: int, total: int, stops: list[tuple[int, int]], working: bool
) -> int:
    """The last of `total` days counted back from `start`, pauses left out of the count."""
    rank = calendar.rank
    if not total:
        return start
    raw = worked(calendar, rank[start - 1] - total + 1) if working else start - total
    for begun, ended in reversed(stops):
        ended = min(ended, start - 1)
        if ended < raw or ended <= begun:
            continue
        if working:
            raw = worked(calendar, rank[raw] - (rank[ended] - rank[begun]))
        else:
            raw -= ended - begun
    return raw


def _merged(pauses: Pauses, midnight: _Midnights, floor: int) -> list[tuple[int, int]]:
    """Closed pauses as day numbers, in order, overlaps once, nothing below `floor`."""
    days = []
    for begun, ended in pauses:
        if ended is None:
            continue
        since, until = ordinal_of(begun, midnight), ordinal_of(ended, midnight)
        if until < since:
            raise ValueError("a pause cannot end before it begins")
        days.append((since - BASE, until - BASE))
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


def elapsed(
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
