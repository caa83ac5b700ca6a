"""Oversight of time 督辦: what is due, late, near and standing still, before it lapses too."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from dengwen import times
from dengwen.law import procedure as law
from dengwen.ledger import store
from dengwen.matters import state
from dengwen.matters.actions import lists
from dengwen.matters.models import ClockRow
from dengwen.people.actor import Actor
from dengwen.web import dates
from dengwen.web.desk import (
    away,
    early,
    figures,
    filters,
    names,
    navigation,
    pages,
    table,
    trays,
    words,
)
from dengwen.web.desk.views.inbox import MOST
from dengwen.web.guards import staff
from dengwen.web.words import say


@staff(*navigation.holders("watch"))
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The figures with their denominators, each a door to its list."""
    actor = pages.actor(request)
    by = by_of(request)
    form = filters.Filter(request.GET)
    rows = counted(actor, form)
    kept = narrowed(form)
    context = {
        "by": by,
        "here": "?" + urlencode({**kept, "by": by}),
        "tabs": tabs(by, kept),
        "signs": signs(rows, kept),
        "form": form,
        "chosen": form.chosen({"by": by}),
        "whole": line(figures.whole(rows), "", kept, ""),
        "lines": [line(found, by, kept, label(by, found.key)) for found in figures.lines(rows, by)],
        "paused": paused(rows),
        "away": away.lines(away.watched(actor)),
        "enough": figures.ENOUGH,
    }
    return pages.show(request, "desk/supervise.html", context, room="supervise")


def by_of(request: HttpRequest) -> str:
    """What the figures are told by: unit, procedure or person."""
    asked = request.GET.get("by", "unit")
    return asked if asked in figures.GROUPS else "unit"


def heading(by: str) -> str:
    """What stands over the groups."""
    return {"unit": _("Unit"), "procedure": _("Procedure"), "person": _("Handler")}[by]


def counted(actor: Actor, form: filters.Filter) -> trays.Rows:
    """What the figures are counted over."""
    return trays.filtered(lists.visible(actor), form.wanted(), form.span())


def narrowed(form: filters.Filter) -> dict[str, str]:
    """The part of the filter that every figure's list keeps."""
    return {k: v for k, v in form.query().items() if k not in ("q", "time")}


def signs(rows: trays.Rows, kept: dict[str, str]) -> list[dict[str, Any]]:
    """The early signs with how many matters have each."""
    counts = early.counts(rows, MOST)
    return [
        {
            "label": sign.label,
            "why": sign.why,
            "href": "?" + urlencode({**kept, "why": sign.name}),
            "count": f"{MOST}+" if counts[sign.name] > MOST else str(counts[sign.name]),
            "any": counts[sign.name] > 0,
        }
        for sign in early.SIGNS
    ]


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
    called = words.Names(say=say, staff=str, unit=str, party=str)
    pauses = why(spec.pauses if spec else [], matter, clock.paused_at)
    age = times.now() - clock.paused_at if clock.paused_at else None
    return {
        "number": clock.number,
        "clock": say(spec.label) if spec else clock.clock,
        "unit": units.get(clock.unit, clock.unit),
        "since": clock.paused_at,
        "since_words": dates.instant(clock.paused_at),
        "age": days(age),
        "days": age.days if age else None,
        "long": age is not None and age >= early.LONG,
        "reason": _(", ").join(say(p.label) for p in pauses),
        "resumes": _(", ").join(words.trigger(p.to, procedure, called) for p in pauses)
        if procedure
        else "",
    }


def why(pauses: list[law.Pause], matter: state.Matter, since: datetime | None) -> list[law.Pause]:
    """The pauses whose beginning happened when the clock stood still; all of them where none
    did."""
    began = {one.trigger for one in matter.happened if one.at == since}
    return [pause for pause in pauses if pause.from_ in began] or pauses
