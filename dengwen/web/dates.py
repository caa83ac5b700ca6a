"""Dates as pages write them 日期寫法: legal days in full, instants in the pack's time zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, ngettext

from dengwen import times
from dengwen.errors import Fault
from dengwen.law import library
from dengwen.web import words

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT_WEEKDAYS_EN = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

When = date | datetime | str | None


def zone() -> ZoneInfo:
    """The time zone of the law in force here; UTC while no pack is installed."""
    try:
        return ZoneInfo(library.current().file.time_zone)
    except Fault:
        return ZoneInfo("UTC")


def read(value: When) -> date | datetime | None:
    """A day or an instant from what the ledger or a form wrote; None for nothing or nonsense."""
    if not isinstance(value, str):
        return value
    try:
        return times.parse(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        return None


def day(value: When) -> date | None:
    """The legal day of a value, in the pack's time zone."""
    found = read(value)
    return found.astimezone(zone()).date() if isinstance(found, datetime) else found


def legal(value: When) -> str:
    """2026年3月7日 星期六 · Saturday 7 March 2026. Nothing is ''."""
    on = day(value)
    if on is None:
        return ""
    if words.language() == "en":
        return f"{WEEKDAYS_EN[on.weekday()]} {on.day} {MONTHS_EN[on.month - 1]} {on.year}"
    return f"{on.year}年{on.month}月{on.day}日 星期{WEEKDAYS_ZH[on.weekday()]}"


def short(value: When) -> str:
    """2026年3月7日 · 7 Mar 2026. Nothing is ''."""
    on = day(value)
    if on is None:
        return ""
    if words.language() == "en":
        return f"{on.day} {MONTHS_EN[on.month - 1][:3]} {on.year}"
    return f"{on.year}年{on.month}月{on.day}日"


def instant(value: When) -> str:
    """To the minute: 2026年3月7日 14:05 · 7 Mar 2026, 14:05. A day alone has no time."""
    found = read(value)
    if not isinstance(found, datetime):
        return short(found)
    at = found.astimezone(zone())
    gap = ", " if words.language() == "en" else " "
    return f"{short(at)}{gap}{at:%H:%M}"


def machine(value: When) -> str:
    """The machine-readable form for a `<time>` element."""
    found = read(value)
    if isinstance(found, datetime):
        return found.astimezone(zone()).isoformat(timespec="minutes")
    return found.isoformat() if found else ""


def left(value: When) -> str:
    """In words, how long until an instant or how long it is past."""
    found = read(value)
    if not isinstance(found, datetime):
        return ""
    gap = found - times.now()
    return said(gap) if gap >= timedelta(0) else overdue(-gap)


def said(gap: timedelta) -> str:
    """A time still to come, in days or, on the last day, hours."""
    if gap >= timedelta(days=1):
        days = gap.days
        return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    hours = int(gap.total_seconds() // 3600)
    if hours:
        return ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}
    return gettext("less than an hour left")


def overdue(gap: timedelta) -> str:
    """A time gone by, in days or, within one day, hours."""
    if gap >= timedelta(days=1):
        days = gap.days
        return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}
    hours = max(1, int(gap.total_seconds() // 3600))
    return ngettext("%(n)d hour late", "%(n)d hours late", hours) % {"n": hours}
