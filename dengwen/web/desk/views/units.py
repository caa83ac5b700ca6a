"""Units 單位: the tree, who is there; opening, renaming and closing. Administrators only."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dengwen.errors import Undisclosed
from dengwen.people import units as tree
from dengwen.people.actions.close_unit import close_unit
from dengwen.people.actions.open_unit import open_unit
from dengwen.people.actions.rename_unit import rename_unit
from dengwen.people.actor import Actor
from dengwen.people.models import StaffRow
from dengwen.people.state import Unit
from dengwen.web.desk import choices, fields, notices, pages
from dengwen.web.desk.views.staff import done, only_administrators, units_of
from dengwen.web.page import LANGUAGES
from dengwen.web.words import language

KINDS = {
    "service": gettext_lazy("Unit of the service"),
    "inspectorate": gettext_lazy("Inspectorate"),
}


class Names(forms.Form):
    """The name of a unit in each language; one is needed."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for _code, html, called in LANGUAGES:
            self.fields[html] = forms.CharField(
                label=_("Name (%(language)s)") % {"language": called},
                required=False,
                max_length=100,
                widget=fields.line(),
            )

    def clean(self) -> dict[str, Any]:
        """A unit without a name is none."""
        said = super().clean() or self.cleaned_data
        if not any(said.get(html) for _code, html, _called in LANGUAGES):
            self.add_error("zh-Hant", _("Write the name in one language at least."))
        return said

    def named(self) -> dict[str, str]:
        """The names by language."""
        said = self.cleaned_data
        return {html: said[html] for _code, html, _called in LANGUAGES if said.get(html)}


class NewUnit(Names):
    """A unit to be opened under another."""

    def __init__(self, actor: Actor, *given: Any) -> None:
        super().__init__(*given)
        self.fields["unit"] = forms.RegexField(
            r"^[a-z][a-z0-9-]{0,39}$",
            label=_("Unit id"),
            help_text=_("Small letters, digits, hyphens; it never changes."),
            widget=fields.line("govuk-input--width-20"),
        )
        self.fields["parent"] = forms.ChoiceField(
            label=_("Unit above"), choices=units_of(actor), widget=fields.select()
        )
        self.fields["kind"] = forms.ChoiceField(
            label=_("Sort"),
            choices=list(KINDS.items()),
            initial="service",
            widget=fields.radios(),
        )
        self.fields["code"] = line(_("Word its document numbers begin with"), 20)
        self.fields["areas"] = line(_("Places it answers for, parted by commas"), 400)
        self.fields["address"] = line(_("Address"), 200)
        self.fields["telephone"] = line(_("Telephone"), 40)
        self.fields["hours"] = line(_("Open hours"), 100)
        self.order_fields(["unit", "parent", "kind", *(html for _c, html, _n in LANGUAGES)])


class Close(forms.Form):
    """Which unit carries on what the closed one did."""

    successor = forms.ChoiceField(
        label=gettext_lazy("Which unit carries on"), required=False, widget=fields.select()
    )

    def __init__(self, offered: list[fields.Choice], *given: Any) -> None:
        super().__init__(*given)
        self.fields["successor"].choices = [("", "—"), *offered]  # type: ignore[attr-defined]


def line(label: str, most: int) -> forms.CharField:
    """One line that may be left empty."""
    return forms.CharField(label=label, required=False, max_length=most, widget=fields.line())


@only_administrators
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every open unit in the order of the tree, with its staff counted."""
    actor = pages.actor(request)
    runs = {unit for unit, _label in units_of(actor)}
    context = {"units": [{**told, "runs": told["id"] in runs} for told in lines()]}
    return pages.show(request, "desk/units.html", context, room="units")


def lines() -> list[dict[str, Any]]:
    """What the list tells of each unit."""
    active = Counter(StaffRow.objects.filter(active=True).values_list("unit", flat=True))
    found = choices.in_order(tree.tree())
    called = {unit.id: unit.called(language()) for unit in found}
    return [
        {
            "id": unit.id,
            "name": called[unit.id],
            "above": called.get(unit.parent, ""),
            "indent": range(len(unit.path) - 1),
            "kind": str(KINDS.get(unit.kind, unit.kind)),
            "areas": unit.areas,
            "contact": [v for v in unit.contact.values() if v],
            "staff": active[unit.id],
        }
        for unit in found
    ]


@only_administrators
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Open a unit under one that the administrator runs."""
    actor = pages.actor(request)
    form = NewUnit(actor, *([request.POST] if request.method == "POST" else []))
    if form.is_bound and form.is_valid() and done(partial(opened, actor, form), form):
        notices.leave(request, _("The unit was opened."))
        return redirect("desk:unit", form.cleaned_data["unit"])
    status = 422 if form.is_bound else 200
    return pages.show(request, "desk/unit_add.html", {"form": form}, room="units", status=status)


def opened(actor: Actor, form: NewUnit) -> Unit:
    """Open the unit of the form."""
    said = form.cleaned_data
    parts = said["areas"].replace("，", ",").replace("、", ",").split(",")
    reach = {k: said[k] for k in ("address", "telephone", "hours") if said[k]}
    return open_unit(
        actor,
        said["unit"],
        form.named(),
        kind=said["kind"],
        parent=said["parent"],
        areas=[part.strip() for part in parts if part.strip()],
        contact=reach,
        code=said["code"],
    )


@only_administrators
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, unit: str) -> HttpResponse:
    """One unit: give it another name, or close it."""
    actor = pages.actor(request)
    if unit not in {own for own, _label in units_of(actor)}:
        raise Undisclosed
    found = tree.get(unit)
    others = [one for one in units_of(actor) if one[0] != unit]
    act = request.POST.get("act", "")
    names = Names(*([request.POST] if act == "rename" else []), initial=found.name)
    close = Close(others, *([request.POST] if act == "close" else []))
    if act == "rename" and names.is_valid():
        if done(partial(rename_unit, actor, unit, names.named()), names):
            notices.leave(request, _("The unit has its new name."))
            return redirect("desk:unit", unit)
    elif act == "close" and close.is_valid():
        successor = close.cleaned_data["successor"]
        if done(partial(close_unit, actor, unit, successor), close):
            notices.leave(request, _("The unit was closed."))
            return redirect("desk:units")
    context = {"unit": found, "called": found.called(language()), "names": names, "close": close}
    context |= {"form": next((form for form in (names, close) if form.is_bound), None)}
    context |= {"kind": str(KINDS.get(found.kind, found.kind)), "busy": busy(found)}
    status = 422 if context["form"] else 200
    return pages.show(request, "desk/unit.html", context, room="units", status=status)


def busy(unit: Unit) -> list[str]:
    """What stands in the way of closing a unit, in words."""
    found = []
    if StaffRow.objects.filter(unit=unit.id, active=True).exists():
        found.append(_("Staff belong to it."))
    if tree.below(unit):
        found.append(_("Open units stand under it."))
    return found
