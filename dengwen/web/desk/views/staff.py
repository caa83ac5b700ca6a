"""Staff 人員: who works here and holds which roles. Administrators only; they see no matters."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dengwen.errors import Refusal, Undisclosed
from dengwen.people import units
from dengwen.people.actions.add_staff import add_staff
from dengwen.people.actions.grant import grant
from dengwen.people.actions.leave import leave
from dengwen.people.actions.reset_password import reset_password
from dengwen.people.actions.revoke import revoke
from dengwen.people.actor import Actor
from dengwen.people.models import RoleRow, StaffRow
from dengwen.people.roles import ROLES
from dengwen.web import limits
from dengwen.web import words as say_it
from dengwen.web.desk import choices, fields, names, navigation, notices, pages
from dengwen.web.guards import staff as only_staff
from dengwen.web.page import LANGUAGES

only_administrators = only_staff(*navigation.holders("run_accounts"))


class NewStaff(forms.Form):
    """A member of staff to be added."""

    staff = forms.CharField(
        label=gettext_lazy("Staff id"),
        help_text=gettext_lazy("Small letters, digits, dot, dash; it is the name to sign in with."),
        max_length=40,
        widget=fields.line("govuk-input--width-20"),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, widget=fields.line())
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), widget=fields.select())
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"class": "govuk-input"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[(html, name) for _code, html, name in LANGUAGES],
        widget=fields.radios(),
        initial="zh-Hant",
    )

    def __init__(self, actor: Actor, *given: Any) -> None:
        super().__init__(*given)
        self.fields["unit"].choices = units_of(actor)  # type: ignore[attr-defined]


class Grant(forms.Form):
    """A role at a unit."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=fields.select())
    unit = forms.ChoiceField(
        label=gettext_lazy("At the unit, and all below it"), widget=fields.select()
    )

    def __init__(self, actor: Actor, *given: Any) -> None:
        super().__init__(*given)
        self.fields["role"].choices = [(r, names.role(r)) for r in ROLES]  # type: ignore[attr-defined]
        self.fields["unit"].choices = units_of(actor)  # type: ignore[attr-defined]


def units_of(actor: Actor) -> list[fields.Choice]:
    """The units over which the administrator runs accounts, in the order of the tree."""
    own = {path[-1] for path in actor.units_for("administrator")}
    tree = choices.in_order(units.tree())
    return [(unit.id, choices.indented(unit)) for unit in tree if own & set(unit.path)]


@only_administrators
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everybody at the administrator's units and below, with their roles."""
    context = {"people": lines(pages.actor(request))}
    return pages.show(request, "desk/staff.html", context, room="staff")


def lines(actor: Actor) -> list[dict[str, Any]]:
    """Each member of staff whom the administrator runs, with unit and roles."""
    rows = list(under(actor).order_by("-active", "unit", "id"))
    called = names.unit_names()
    held: dict[str, list[str]] = {}
    for role in RoleRow.objects.filter(staff__in=[r.id for r in rows]).order_by("role"):
        where = called.get(role.unit, role.unit)
        held.setdefault(role.staff, []).append(f"{names.role(role.role)} · {where}")
    return [
        {"row": row, "unit": called.get(row.unit, row.unit), "roles": held.get(row.id, [])}
        for row in rows
    ]


@only_administrators
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a member of staff; a temporary password is shown once."""
    actor = pages.actor(request)
    form = NewStaff(actor, *([request.POST] if request.method == "POST" else []))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        password = secrets.token_urlsafe(12)
        contact = {"email": said["email"]} if said["email"] else None
        doing = partial(
            add_staff,
            actor,
            said["staff"],
            said["name"],
            said["unit"],
            contact=contact,
            language=said["language"],
            password=password,
            temporary=True,
        )
        if done(doing, form):
            shown = {"staff": said["staff"], "name": said["name"], "password": password}
            return pages.show(request, "desk/staff_added.html", shown, room="staff")
    status = 422 if form.is_bound else 200
    return pages.show(request, "desk/staff_add.html", {"form": form}, room="staff", status=status)


@only_administrators
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, staff: str) -> HttpResponse:
    """One member of staff: grant, revoke, a new password, leaving."""
    actor = pages.actor(request)
    row = under(actor).filter(id=staff).first()
    if row is None:
        raise Undisclosed
    act = request.POST.get("act", "")
    if act == "password" and row.active and actor.staff != row.id:
        password = reset_password(actor, row.id)
        limits.forgive_name(limits.SIGN_IN_NAME, row.id)
        limits.forgive(limits.SIGN_IN_ANYWHERE, row.id)
        shown = {"staff": row.id, "name": row.name, "password": password}
        return pages.show(request, "desk/staff_added.html", shown, room="staff")
    form = Grant(actor, *([request.POST] if act == "grant" else []))
    if request.method == "POST" and changed(request, actor, row, act, form):
        notices.leave(request, _("The change was made."))
        return redirect("desk:staff_show", row.id)
    called = names.unit_names()
    held = [
        {"role": r.role, "unit": r.unit, "label": names.role(r.role), "where": called.get(r.unit)}
        for r in RoleRow.objects.filter(staff=row.id).order_by("role", "unit")
    ]
    context = {
        "row": row,
        "unit": called.get(row.unit),
        "held": held,
        "form": form,
        "own": actor.staff == row.id,
    }
    status = 422 if request.method == "POST" else 200
    return pages.show(request, "desk/staff_show.html", context, room="staff", status=status)


def changed(request: HttpRequest, actor: Actor, row: StaffRow, act: str, form: Grant) -> bool:
    """Do what the page's form asks; False leaves the reason on the form."""
    if act == "grant":
        if not form.is_valid():
            return False
        said = form.cleaned_data
        return done(partial(grant, actor, row.id, said["role"], said["unit"]), form)
    if act == "revoke":
        where = request.POST.get("role", ""), request.POST.get("unit", "")
        revoke(actor, row.id, *where)
        return True
    if act == "leave" and actor.staff != row.id:
        leave(actor, row.id)
        return True
    return False


def done(doing: Any, form: forms.Form) -> bool:
    """Do it; a refusal goes to its field, or to the top of the form."""
    try:
        doing()
    except Refusal as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, say_it.reason(refusal))
        return False
    return True


def under(actor: Actor) -> Any:
    """Staff of the units over which the administrator runs accounts."""
    wanted = [u for u, _label in units_of(actor)]
    return StaffRow.objects.filter(unit__in=wanted)
