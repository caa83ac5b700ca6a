"""Tags and filters of all pages: `{% asset %}`, `|say`, `|legal_date`, `|instant` and friends."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template

from dengwen.web import assets, dates, words

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """The address of a static file of the present build."""
    return assets.url(name)


@register.filter
def say(text: Any) -> str:
    """A pack text in the visitor's language."""
    return words.say(text)


@register.filter
def legal_date(value: date | datetime | str | None) -> str:
    """A legal day with its weekday: 2026年3月7日 星期六, Saturday 7 March 2026."""
    return dates.legal(value)


@register.filter
def short_date(value: date | datetime | str | None) -> str:
    """A legal day without its weekday: 2026年3月7日, 7 Mar 2026."""
    return dates.short(value)


@register.filter
def instant(value: datetime | str | None) -> str:
    """Day and clock time in the pack's time zone."""
    return dates.instant(value)


@register.filter
def machine_date(value: date | datetime | str | None) -> str:
    """The `datetime` attribute of a `<time>` element."""
    return dates.machine(value)


@register.filter
def days_left(value: datetime | str | None) -> str:
    """How much time is left, or by how much it is past, in words."""
    return dates.left(value)
