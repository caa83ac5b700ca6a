"""Oversight of time 督辦: what is due, late, near and standing still, before it lapses too."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from dengwen.ledger import store
from dengwen.matters import state
from dengwen.matters.actions import lists
from dengwen.matters.models import ClockRow
from dengwen.web import dates
from dengwen.web.desk import away, figures, filters, names, navigation, pages, table, trays, words
from dengwen.web.guards import staff
from dengwen.web.words import say


@staff(*navigation.holders("watch"))
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The figures with their denominators, each a door to its list."""
    actor = pages.actor(request)
    by = request.GET.get("by", "unit")
    by = by if by in figures.GROUPS else "unit"
    form = filters.Filter(request.GET)
    rows = trays.filtered(lists.visible(actor), form.wanted(), form.span())
    kept = {k: v for k, v in form.query().items() if k not in ("q", "time")}
    context = {
        "by": by,
        "tabs": tabs(by, kept),
        "form": form,
        "chosen": form.chosen({"by": by}),
        "whole": line(figures.whole(rows), "", kept, ""),
        "lines": [line(found, by, kept, label(by, found.key)) for found in figures.lines(rows, by)],
        "paused": paused(rows),
        "away": away.lines(away.watched(actor)),
        "enough": figures.ENOUGH,
    }
    return pages.show(request, "desk/supervise.html", context, room="supervise")


def tabs(by: str, kept: dict[str, str]) -> list[dict[str, Any]]:
    """The three ways of telling, as links."""
    labels = {"unit": _("By unit"), "procedure": _("By procedure"), "person": _("By person")}
    return [
        {"label": text, "current": name == by, "href": "?" + urlencode({**kept, "by": name})}
        for name, text in labels.items()
    ]


def label(by: str, key: str) -> str:
    """What a group is called."""
    if by == "unit":
        return names.unit(key)
    if by == "person":
        return names.staff_names([key]).get(key, key) if key else _("nobody yet")
    procedure = table.newest(key)
    return say(procedure.label) if procedure else key


def line(found: figures.Line, by: str, kept: dict[str, str], text: str) -> dict[str, Any]:
    """A line with each figure's address in the inbox."""
    column = {"unit": "at", "procedure": "procedure", "person": "handler"}
    own = {column[by]: found.key or "none"} if by else {}
    base = {**kept, **own, "tab": "all"}
    return {
        "label": text,
        "figures": found,
        "age": days(found.age),
        "took": days(found.took),
        "open_href": "?" + urlencode(base),
        **{
            f"{time}_href": "?" + urlencode({**base, "time": time})
            for time in ("overdue", "today", "near", "paused", "late")
        },
        "closed_href": "?" + urlencode({**base, "tab": "closed"}),
    }


def days(span: Any) -> str:
    """A duration in whole days; '' where there is none to tell."""
    if span is None:
        return ""
    if span.days < 1:
        return _("less than a day")
    return ngettext("%(n)d day", "%(n)d days", span.days) % {"n": span.days}


def paused(rows: trays.Rows) -> list[dict[str, Any]]:
    """Clocks that stand still: since when, for what reason, and what lets them go on."""
    clocks = figures.paused(rows)
    histories = store.read_many(f"matter:{clock.number}" for clock in clocks)
    units = names.unit_names()
    found: list[dict[str, Any]] = []
    for clock in clocks:
        matter = state.fold(histories[f"matter:{clock.number}"])
        found.append(standing(clock, matter, units))
    return sorted(found, key=lambda one: str(one["since"] or ""))


def standing(clock: ClockRow, matter: state.Matter, units: dict[str, str]) -> dict[str, Any]:
    """One clock that stands still."""
    procedure = table.newest(clock.procedure)
    spec = procedure.clocks.get(clock.clock) if procedure else None
    held = matter.clocks.get(clock.key)
    since = next((a for a, b in reversed(held.facts.pauses) if b is None), None) if held else None
    called = words.Names(say=say, staff=str, unit=str, party=str)
    return {
        "number": clock.number,
        "clock": say(spec.label) if spec else clock.clock,
        "unit": units.get(clock.unit, clock.unit),
        "since": since,
        "since_words": dates.instant(since),
        "reason": _(", ").join(say(p.label) for p in spec.pauses) if spec else "",
        "resumes": _(", ").join(words.trigger(p.to, procedure, called) for p in spec.pauses)
        if spec and procedure
        else "",
    }
