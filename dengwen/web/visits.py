"""Visits in words 窗口用語: hours, states and waits of windows, for the portal and the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dengwen import times
from dengwen.intake.window import hours, sitting
from dengwen.intake.window.state import Queue, Window
from dengwen.law import library
from dengwen.people import units
from dengwen.web import dates
from dengwen.web.words import language, say

WEEK: dict[str, Any] = {
    "mon": gettext_lazy("Monday"),
    "tue": gettext_lazy("Tuesday"),
    "wed": gettext_lazy("Wednesday"),
    "thu": gettext_lazy("Thursday"),
    "fri": gettext_lazy("Friday"),
    "sat": gettext_lazy("Saturday"),
    "sun": gettext_lazy("Sunday"),
}
"""The days of the week, from Monday."""


@dataclass(frozen=True)
class Standing:
    """Whether a window is open at this moment, in words."""

    look: str  # open | shut | closed
    words: str
    reason: str = ""


def standing(window: Window, queue: Queue | None, now: datetime | None = None) -> Standing:
    """Open, shut for a reason in its open hours, or closed."""
    at = now or times.now()
    spans = queue.spans if queue else sitting.plan_of(window, sitting.today()).spans
    within = next((span for span in spans if span.begin <= at < span.end), None)
    if not window.open:
        return Standing("closed", _("not open any more"))
    if within is None:
        opens = min((span.begin for span in spans if span.begin > at), default=None)
        if opens is None:
            return Standing("closed", _("closed"))
        return Standing("closed", _("closed, opens at %(time)s") % {"time": clock(opens)})
    if queue is not None and queue.shut is not None:
        words = _("shut since %(time)s") % {"time": clock(queue.shut.begin)}
        return Standing("shut", words, queue.shut.reason)
    return Standing("open", _("open until %(time)s") % {"time": clock(within.end)})


def week(window: Window) -> list[dict[str, Any]]:
    """The usual hours of a week; days in a row with the same hours stand together."""
    lines: list[dict[str, Any]] = []
    for name, label in WEEK.items():
        open_at = written(window.hours.get(name, []))
        if lines and lines[-1]["hours"] == open_at:
            lines[-1]["last"] = label
        else:
            lines.append({"first": label, "last": None, "hours": open_at})
    return lines


def ahead(window: Window) -> list[dict[str, Any]]:
    """The days to come on which the usual hours do not hold, and why."""
    found = []
    for day in days(window):
        plan = sitting.plan_of(window, day)
        usual = window.hours.get(hours.WEEK[day.weekday()], [])
        if plan.kind == "exception" or (plan.kind == "holiday" and usual) or plan.kind == "makeup":
            found.append({"day": day, "hours": spans(plan.spans), "why": why(window, day, plan)})
    return found


def why(window: Window, day: date, plan: hours.Plan) -> str:
    """Why a day has other hours than usual."""
    if plan.kind == "exception":
        return plan.reason
    calendar = sitting.calendar_of(window)
    holiday = say(calendar.name(day)) if calendar else ""
    return (
        _("worked in exchange: %(holiday)s") % {"holiday": holiday}
        if (plan.kind == "makeup")
        else holiday
    )


def days(window: Window) -> list[date]:
    """Today and the days for which times are given."""
    first = sitting.today()
    return [first + timedelta(days=n) for n in range(window.ahead + 1)]


def spans(found: Sequence[Any]) -> str:
    """Open hours of a day in words; that it is closed where there are none."""
    told = [f"{clock(span.begin)}–{clock(span.end)}" for span in found]
    return _(", ").join(told) or _("closed")


def written(found: Sequence[Sequence[str]]) -> str:
    """Usual hours in words."""
    return _(", ").join(f"{begin}–{end}" for begin, end in found) or _("closed")


def clock(at: datetime) -> str:
    """The time of day of an instant: 09:30. The midnight that ends a day is 24:00."""
    return f"{at.astimezone(dates.zone()):%H:%M}"


def took(seconds: int | None) -> str:
    """A wait in words: "12 minutes"; '' where none was measured."""
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    if minutes < 1:
        return _("less than a minute")
    if minutes < 90:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    whole, rest = divmod(minutes, 60)
    return _("%(h)d h %(m)d min") % {"h": whole, "m": rest}


def about(seconds: int | None) -> str:
    """A wait to come, no finer than it can be known: steps of five minutes."""
    if seconds is None:
        return ""
    if seconds < 150:
        return _("a few minutes")
    return took(max(300, round(seconds / 300) * 300))


def named(texts: Mapping[str, str]) -> str:
    """A name or a place that was given in some languages: the reader's, else the nearest."""
    return library.say(dict(texts), language())


def unit(window: Window) -> dict[str, str]:
    """The unit that a window belongs to, and its telephone."""
    found = units.get(window.unit)
    return {"name": found.called(language()), "telephone": found.contact.get("telephone", "")}
