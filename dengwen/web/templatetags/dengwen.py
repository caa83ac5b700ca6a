"""Tags and filters of all pages: `{% asset %}`, `|say`, `|legal_date`, `|instant` and friends."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.translation import gettext

from dengwen.errors import Refusal
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


@register.filter
def cite(citation: str) -> str:
    """A pack citation as it is read."""
    return words.cite(citation)


@register.filter
def cites(citations: list[str]) -> str:
    """Several citations in one line."""
    return gettext("; ").join(words.cites(citations))


@register.simple_tag
def weekdays() -> list[str]:
    """The heads of a small calendar, from Monday."""
    return list(dates.WEEKDAYS_ZH) if words.language() != "en" else list(dates.SHORT_WEEKDAYS_EN)


@register.filter
def item(mapping: dict[str, Any], key: str) -> Any:
    """What a mapping holds under a key; None for nothing."""
    return (mapping or {}).get(key)


@register.filter
def reason(refusal: Refusal) -> str:
    """Why something is refused, in words."""
    return words.reason(refusal)
