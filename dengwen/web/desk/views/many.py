"""Giving many matters at once: choose them, choose to whom, look at the plan, do it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dengwen.matters.models import MatterRow
from dengwen.people.actor import Actor
from dengwen.web.desk import fields, filters, names, navigation, notices, pages, spreading, table
from dengwen.web.desk import trays as lists
from dengwen.web.desk.views import inbox
from dengwen.web.guards import staff


class To(forms.Form):
    """To whom: one person, or in turn over the handlers of a unit."""

    to = forms.ChoiceField(label=gettext_lazy("To whom"), widget=fields.select())

    def __init__(self, actor: Actor, *given: Any) -> None:
        super().__init__(*given)
        groups = [
            (_("To one person"), spreading.people(actor)),
            (_("In turn over the handlers of a unit"), spreading.places(actor)),
        ]
        offered = [("", "—"), *((str(label), some) for label, some in groups if some)]
        self.fields["to"].choices = offered  # type: ignore[attr-defined]


@staff(*navigation.holders("work", "assign"))
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest) -> HttpResponse:
    """Each press goes one page on: the chosen, the plan, what came of it."""
    actor = pages.actor(request)
    if request.method != "POST":
        return redirect("desk:home")
    planned = [line for word in request.POST.getlist("plan") if (line := spreading.read(word))]
    if planned:
        return result(request, actor, planned[: spreading.MOST])
    rows, cut = wanted(request, actor)
    if not rows:
        notices.leave(request, _("No matter was chosen."))
        return redirect(reverse("desk:home") + back(request))
    form = To(actor, *([request.POST] if "to" in request.POST else []))
    if form.is_bound and form.is_valid():
        return plan(request, actor, rows, form.cleaned_data["to"])
    context = {"form": form, "rows": table.rows(actor, rows, titled=False), "cut": cut}
    context |= {"most": spreading.MOST, "back": back(request)}
    status = 422 if form.is_bound else 200
    return pages.show(request, "desk/assign_many.html", context, room="home", status=status)


def wanted(request: HttpRequest, actor: Actor) -> tuple[list[MatterRow], bool]:
    """The chosen matters, or all of the list up to the bound; and whether it was cut there."""
    if "all" not in request.POST:
        return spreading.chosen(actor, request.POST.getlist("pick")), False
    tray = inbox.tray_of(request, actor)
    found = inbox.found(actor, tray, filters.Filter(request.GET)).filter(final=False)
    rows = list(lists.ordered(found, inbox.order_of(request, tray))[: spreading.MOST + 1])
    return rows[: spreading.MOST], len(rows) > spreading.MOST


def back(request: HttpRequest) -> str:
    """The list one came from, as the part of an address."""
    asked = request.GET.urlencode()
    return f"?{asked}" if asked else ""


def plan(request: HttpRequest, actor: Actor, rows: list[MatterRow], to: str) -> HttpResponse:
    """Who would get which, before anything is done."""
    given = {line.number: line for line in spreading.plan(actor, rows, to)}
    called = names.staff_names(line.staff for line in given.values())
    lines = [
        {
            **row,
            "to": called.get(given[row["number"]].staff, ""),
            "stays": given[row["number"]].staff in ("", row["assigned"]),
            "word": given[row["number"]].word,
        }
        for row in table.rows(actor, rows, titled=False)
    ]
    kind, _sep, key = to.partition(":")
    away = names.staff_names(spreading.team(key)[1]) if kind == "unit" else {}
    shares = [(name, sum(line["to"] == name for line in lines)) for name in sorted(called.values())]
    context = {"lines": lines, "away": list(away.values()), "shares": shares, "back": back(request)}
    context["any"] = any(not line["stays"] for line in lines)
    return pages.show(request, "desk/assign_plan.html", context, room="home")


def result(request: HttpRequest, actor: Actor, planned: list[spreading.Given]) -> HttpResponse:
    """What was done and what was refused, row by row."""
    lines = spreading.carry_out(actor, planned)
    done = sum(line["done"] for line in lines)
    context = {"lines": lines, "done": done, "refused": len(lines) - done, "back": back(request)}
    return pages.show(request, "desk/assign_done.html", context, room="home")
