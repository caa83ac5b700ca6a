"""Early signs 早察: what a supervisor takes up before a date is missed, each with its reason."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dengwen.matters.actions import lists
from dengwen.matters.models import MatterRow
from dengwen.people.actor import Actor
from dengwen.web.desk import early, filters, navigation, pages, table, trays
from dengwen.web.desk.views.inbox import MOST
from dengwen.web.guards import staff


@staff(*navigation.holders("watch"))
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The list, by sign or all together, soonest due first."""
    actor = pages.actor(request)
    form = filters.Filter(request.GET)
    why = why_of(request)
    shown = trays.page(found(actor, form, why), trays.order(""), request.GET.get("after", ""))
    query = {**form.query(), **({"why": why} if why else {})}
    context = {
        "tabs": tabs(actor, form, why),
        "chosen": form.chosen({"why": why} if why else {}),
        "rows": lines(actor, list(shown.rows)),
        "here": f"?{urlencode(query)}",
        "onward": f"?{urlencode({**query, 'after': shown.onward})}" if shown.onward else "",
    }
    return pages.show(request, "desk/early.html", context, room="supervise")


def why_of(request: HttpRequest) -> str:
    """The sign asked for; '' for any."""
    asked = request.GET.get("why", "")
    return asked if asked in {sign.name for sign in early.SIGNS} else ""


def found(actor: Actor, form: filters.Filter, why: str) -> trays.Rows:
    """The matters with the sign, out of all that the actor may know of."""
    rows = trays.filtered(lists.visible(actor), form.wanted(), form.span())
    return early.signed(rows, why)


def lines(actor: Actor, rows: list[MatterRow], *, titled: bool = True) -> list[dict[str, Any]]:
    """Each matter with why it stands here."""
    why = early.reasons(rows)
    told = table.rows(actor, rows, titled=titled)
    return [{**line, "why": why[line["number"]]} for line in told]


def tabs(actor: Actor, form: filters.Filter, current: str) -> list[dict[str, Any]]:
    """The signs with how many matters have each."""
    rows = trays.filtered(lists.visible(actor), form.wanted(), form.span())
    counted = early.counts(rows, MOST)
    query = form.query()
    every = {"label": _("All signs"), "href": f"?{urlencode(query)}", "current": not current}
    return [
        every,
        *(
            {
                "label": sign.label,
                "href": "?" + urlencode({**query, "why": sign.name}),
                "current": sign.name == current,
                "count": f"{MOST}+" if counted[sign.name] > MOST else str(counted[sign.name]),
            }
            for sign in early.SIGNS
        ),
    ]
