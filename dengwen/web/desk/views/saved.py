"""Saved views: the page on which they are saved, opened with, and deleted."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dengwen.people import units
from dengwen.people.actor import Actor
from dengwen.web.desk import (
    choices,
    fields,
    filters,
    names,
    navigation,
    notices,
    pages,
    saved,
    trays,
)
from dengwen.web.desk.views.staff import done
from dengwen.web.guards import staff

LARGEST = 2**63 - 1


class Save(forms.Form):
    """The name of a list, for whom it is, and whether the inbox opens with it."""

    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput())
    name = forms.CharField(
        label=gettext_lazy("Name of the view"),
        help_text=gettext_lazy("No names of people: it is not sealed."),
        max_length=60,
        widget=fields.line("govuk-input--width-20"),
    )
    unit = forms.ChoiceField(label=gettext_lazy("For whom"), required=False, widget=fields.select())
    first = forms.BooleanField(
        label=gettext_lazy("Open my inbox with it"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
    )

    def __init__(self, actor: Actor, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        tree = choices.in_order(units.tree())
        shared = [(u.id, choices.indented(u)) for u in tree if saved.may_share(actor, u.id)]
        self.fields["unit"].choices = [("", _("Only for me")), *shared]  # type: ignore[attr-defined]
        if not shared:
            self.fields["unit"].widget = forms.HiddenInput()


class Act(forms.Form):
    """What is done with a view that there is."""

    view = forms.IntegerField(min_value=0, max_value=LARGEST)
    act = forms.ChoiceField(choices=[("delete", ""), ("first", "")])


@staff(*navigation.holders("work", "watch"))
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The views there are; sending one of its forms saves, chooses or deletes."""
    actor = pages.actor(request)
    form = Save(actor, initial={"query": request.GET.urlencode()})
    if request.method == "POST" and "act" in request.POST:
        return acted(request, actor)
    if request.method == "POST":
        form = Save(actor, request.POST)
        kept: list[str] = []
        if form.is_valid() and done(partial(save, actor, form.cleaned_data, kept), form):
            notices.leave(request, _("The view was saved."))
            return redirect(kept[0])
    called = names.unit_names()
    lines = [
        {**line, "where": called.get(line["unit"], line["unit"])} for line in saved.lines(actor)
    ]
    context = {"form": form, "lines": lines, "any_first": any(line["first"] for line in lines)}
    status = 422 if form.is_bound else 200
    return pages.show(request, "desk/views.html", context, room="home", status=status)


def save(actor: Actor, said: dict[str, Any], kept: list[str]) -> None:
    """Save the list behind the query; `kept` takes the address at which it stands."""
    asked = QueryDict(said["query"])
    tray = asked.get("tab", "")
    tray = tray if tray in {one.name for one in trays.TRAYS} else "all"
    order = trays.order(tray, asked.get("order", "")).name
    view = saved.save(actor, said["name"], tray, order, filters.Filter(asked).query(), said["unit"])
    if said["first"]:
        saved.open_with(actor, view.pk)
    kept.append(next(line["href"] for line in saved.lines(actor) if line["id"] == view.pk))


def acted(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Delete a view, or let the inbox open with it."""
    form = Act(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        if said["act"] == "delete":
            saved.delete(actor, said["view"])
            notices.leave(request, _("The view was deleted."))
        else:
            saved.open_with(actor, said["view"])
            notices.leave(request, _("The change was made."))
    return redirect("desk:views")
