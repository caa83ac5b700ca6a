"""The inbox: everything that may be worked on, by the time that is left."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from dengwen.matters.actions import lists
from dengwen.people import roles
from dengwen.people.actor import Actor
from dengwen.web.desk import filters, navigation, pages, saved, spreading, table, trays
from dengwen.web.guards import staff

MOST = 1000
"""Counts on tabs stop here; "1000" then reads "1000+"."""


@staff()
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The inbox, for whoever works with matters; everyone else goes to their own first room."""
    actor = pages.actor(request)
    if not navigation.opens(actor, ("work", "watch")):
        own = [room for room in navigation.rooms(actor) if room.may]
        return redirect(f"desk:{own[0].name if own else 'bell'}")
    first = saved.first(actor) if not request.GET else None
    if first is not None:
        return redirect(reverse("desk:home") + saved.query(first))
    tray = tray_of(request, actor)
    form = filters.Filter(request.GET)
    rows = found(actor, tray, form)
    by = order_of(request, tray)
    shown = trays.page(rows, by, request.GET.get("after", ""))
    query = kept(request, form, tray)
    context: dict[str, Any] = {
        "tabs": _tabs(actor, tray, form.query()),
        "tray": tray,
        "orders": _orders(tray, by, query),
        "order": query.get("order", ""),
        "views": saved.lines(actor, request.GET.get("view", "")),
        "picks": spreading.offers(actor) and tray != "closed",
        "most": spreading.MOST,
        "form": form,
        "q": query.get("q", ""),
        "chosen": form.chosen({k: v for k, v in query.items() if k in ("tab", "order")}),
        "rows": table.rows(actor, shown.rows),
        "count": _count(rows),
        "here": f"?{urlencode(query)}",
        "onward": f"?{urlencode({**query, 'after': shown.onward})}" if shown.onward else "",
        "start": f"?{urlencode(query)}" if request.GET.get("after") else "",
    }
    return pages.show(request, "desk/inbox.html", context, room="home")


def tray_of(request: HttpRequest, actor: Actor) -> str:
    """The tab asked for, else the first that fits the reader's work."""
    asked = request.GET.get("tab", "")
    if asked in {tray.name for tray in trays.TRAYS}:
        return asked
    if request.GET.get("q"):
        return "all"
    return "mine" if roles.can(actor, "work") and actor.has("handler") else "all"


def order_of(request: HttpRequest, tray: str) -> trays.Order:
    """The order asked for, else the tab's own."""
    return trays.order(tray, request.GET.get("order", ""))


def kept(request: HttpRequest, form: filters.Filter, tray: str) -> dict[str, str]:
    """What makes the list what it is, for addresses: filter, tab, and order where it was chosen."""
    by = order_of(request, tray)
    own = by == trays.order(tray)
    return {**form.query(), "tab": tray, **({} if own else {"order": by.name})}


def _orders(tray: str, by: trays.Order, query: dict[str, str]) -> list[dict[str, Any]]:
    shown = [one for one in trays.ORDERS if one.name != ("due" if tray == "closed" else "closed")]
    return [
        {
            "label": one.label,
            "current": one == by,
            "href": "?" + urlencode({**query, "order": one.name}),
        }
        for one in shown
    ]


def found(actor: Actor, tray: str, form: filters.Filter) -> trays.Rows:
    """What is in the tab, narrowed by the filter and by the words searched for."""
    rows = trays.filtered(trays.cut(actor, tray), form.wanted(), form.span())
    words = form.cleaned_data.get("q", "")
    if not words:
        return rows
    return rows.filter(number__in=lists.search(actor, words).values("number"))


def _tabs(actor: Actor, current: str, query: dict[str, str]) -> list[dict[str, Any]]:
    """The tabs with their counts; the approval tab only for those who approve."""
    shown = [t for t in trays.TRAYS if t.name != "approval" or roles.can(actor, "approve")]
    return [
        {
            "name": tray.name,
            "label": tray.label,
            "href": "?" + urlencode({**query, "tab": tray.name}),
            "current": tray.name == current,
            "count": _count(trays.cut(actor, tray.name)),
        }
        for tray in shown
    ]


def _count(rows: trays.Rows) -> str:
    found = rows.order_by()[: MOST + 1].count()
    return f"{MOST}+" if found > MOST else str(found)
