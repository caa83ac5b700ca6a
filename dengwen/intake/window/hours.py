"""Open hours 開放時間: the hours of a day, and the times that can be booked in them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from dengwen.intake.window.state import Span, Window
from dengwen.law.calendar import Calendar

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days of a week as arrangements name them."""

_TIME = r"([01]?\d|2[0-4])[:：.]?([0-5]\d)"
_BETWEEN = re.compile(rf"^\s*{_TIME}\s*[-–—~～至到]\s*{_TIME}\s*$")


class Plan(msgspec.Struct, frozen=True):
    """The hours of one day, and why they are what they are."""

    spans: tuple[Span, ...]
    kind: str  # usual | holiday | makeup | exception | ended
    reason: str = ""  # of an exception


def plan(window: Window, day: date, calendar: Calendar | None, zone: ZoneInfo) -> Plan:
    """When the window is open on a day.

    An exception goes before everything. On a day off of the calendar it is shut, whatever the
    weekday; a weekend day worked in exchange 補班 has the hours of the week's first open day.
    """
    if not window.open:
        return Plan((), "ended")
    special = window.exceptions.get(day.isoformat())
    if special is not None:
        return Plan(spans(special.hours, day, zone), "exception", special.reason)
    usual, kind = window.hours.get(WEEK[day.weekday()], []), "usual"
    if calendar is not None and calendar.kind(day).endswith("holiday"):
        return Plan((), "holiday")
    if calendar is not None and calendar.kind(day).endswith("makeup"):
        usual, kind = next((window.hours[d] for d in WEEK if window.hours.get(d)), []), "makeup"
    return Plan(spans(usual, day, zone), kind)


def spans(hours: Sequence[Sequence[str]], day: date, zone: ZoneInfo) -> tuple[Span, ...]:
    """Times of day as instants of that day."""
    return tuple(Span(_at(begin, day, zone), _at(end, day, zone)) for begin, end in hours)


def slots(open_spans: Sequence[Span], minutes: int) -> list[datetime]:
    """The times that can be booked: as many whole ones as fit into each span."""
    step = timedelta(minutes=minutes)
    found: list[datetime] = []
    for span in open_spans if minutes > 0 else ():
        at = span.begin
        while at + step <= span.end:
            found.append(at)
            at += step
    return found


def read(words: str) -> list[list[str]]:
    """Hours as a person writes them, "9:00-12:00, 13:30–17:00". Raises ValueError for nonsense.

    Spans must be in order and must not overlap; nothing, or a dash, means shut.
    """
    found: list[list[str]] = []
    for part in re.split(r"[,，、;；\n]", words):
        if not part.strip() or part.strip() in ("-", "–", "—"):
            continue
        read_as = _BETWEEN.match(part)
        if read_as is None:
            raise ValueError(part)
        hour1, minute1, hour2, minute2 = read_as.groups()
        begin, end = f"{int(hour1):02}:{minute1}", f"{int(hour2):02}:{minute2}"
        if not begin < end <= "24:00" or (found and begin < found[-1][1]):
            raise ValueError(part)
        found.append([begin, end])
    return found


def written(hours: Sequence[Sequence[str]]) -> str:
    """Hours as a form shows them, and as `read` takes them."""
    return ", ".join(f"{begin}–{end}" for begin, end in hours)


def _at(text: str, day: date, zone: ZoneInfo) -> datetime:
    """An instant of the day; 24:00 is the midnight that ends it."""
    if text == "24:00":
        return datetime.combine(day + timedelta(days=1), time(0), tzinfo=zone)
    return datetime.combine(day, time.fromisoformat(text), tzinfo=zone)
