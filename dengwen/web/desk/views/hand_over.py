"""Handing matters over 移交: from one handler to another, all or chosen, with a note."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dengwen.errors import Refusal
from dengwen.matters.actions import lists
from dengwen.matters.actions.hand_over import Handed, hand_over
from dengwen.matters.models import MatterRow
from dengwen.matters.rules.who import ASSIGNING
from dengwen.people.actor import Actor
from dengwen.people.models import RoleRow, StaffRow
from dengwen.web import words as say_it
from dengwen.web.desk import choices, fields, names, pages, table, words
from dengwen.web.guards import staff

MOST = 200
"""Matters that one page hands over; the next come when these are gone."""


class HandOver(forms.Form):
    """Which matters, to whom, on what occasion, with what note."""

    occasion = forms.ChoiceField(
        label=gettext_lazy("Occasion"),
        choices=list(words.OCCASIONS.items()),
        widget=fields.radios(),
    )
    note = forms.CharField(
        label=gettext_lazy("Note for whoever takes over"),
        help_text=gettext_lazy("What is going on, what was promised, what comes next."),
        max_length=4000,
        widget=fields.area(5),
    )

    def __init__(self, rows: list[MatterRow], staff_from: str, *given: Any) -> None:
        super().__init__(*given)
        units = {unit for row in rows for unit in row.unit_path}
        self.fields["numbers"] = forms.MultipleChoiceField(
            label=_("Matters"),
            choices=[(row.number, row.number) for row in rows],
            initial=[row.number for row in rows],
            error_messages={"required": _("Choose at least one matter.")},
        )
        field = forms.ChoiceField(
            label=_("To whom"),
            choices=[("", "—"), *takers(units, staff_from)],
            widget=fields.select(),
        )
        self.fields["staff_to"] = field
        self.order_fields(["numbers", "staff_to", "occasion", "note"])


def takers(units: set[str], staff_from: str) -> list[fields.Choice]:
    """Those who handle matters at any of these units. Whether each matter may be theirs is said
    when it is handed over, matter by matter."""
    held = RoleRow.objects.filter(role__in=choices.WORKING, unit__in=units).values("staff")
    found = StaffRow.objects.filter(id__in=held, active=True).exclude(id=staff_from)
    return [(row.id, f"{row.name} ({row.id})") for row in found.order_by("unit", "id")]


def givers(actor: Actor) -> list[fields.Choice]:
    """Handlers with open matters that the actor may know of; those who left first of all."""
    open_now = lists.visible(actor).filter(final=False).exclude(assigned="")
    ids = set(open_now.order_by().values_list("assigned", flat=True).distinct())
    rows = StaffRow.objects.filter(id__in=ids).order_by("active", "unit", "id")
    left = _("%(name)s, who has left")
    return [(row.id, row.name if row.active else left % {"name": row.name}) for row in rows]


@staff(*ASSIGNING)
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Choose from whom, then which, to whom and why; then what came of each."""
    actor = pages.actor(request)
    staff_from = request.GET.get("from", "")
    context: dict[str, Any] = {"givers": givers(actor)}
    if staff_from not in dict(context["givers"]):
        return pages.show(request, "desk/hand_over.html", context, room="hand_over")
    theirs = lists.visible(actor).filter(assigned=staff_from, final=False)
    rows = list(theirs.order_by("due_at", "number")[:MOST])
    form = HandOver(rows, staff_from, *([request.POST] if request.method == "POST" else []))
    if form.is_bound and form.is_valid() and (done := hand(actor, staff_from, form)):
        shown = told(done, staff_from, form.cleaned_data["staff_to"])
        return pages.show(request, "desk/handed_over.html", shown, room="hand_over")
    context |= {
        "staff_from": staff_from,
        "form": form,
        "rows": table.rows(actor, rows),
        "chosen": set(form["numbers"].value() or []),
    }
    status = 422 if form.is_bound else 200
    return pages.show(request, "desk/hand_over.html", context, room="hand_over", status=status)


def hand(actor: Actor, staff_from: str, form: HandOver) -> list[Handed]:
    """What came of each; nothing, with the reason on the form, where none could be handed over."""
    said = form.cleaned_data
    whom = staff_from, said["staff_to"]
    try:
        return hand_over(actor, said["numbers"], *whom, said["occasion"], said["note"])
    except Refusal as no:
        form.add_error(no.field if no.field in form.fields else None, say_it.reason(no))
        return []


def told(done: list[Handed], staff_from: str, staff_to: str) -> dict[str, Any]:
    """What came of each matter: handed over, waiting for approval, or refused and why."""
    called = names.staff_names([staff_from, staff_to])
    return {
        "before": called.get(staff_from, staff_from),
        "after": called.get(staff_to, staff_to),
        "staff_from": staff_from,
        "handed": [one.number for one in done if one.refusal is None and not one.proposed],
        "proposed": [one.number for one in done if one.proposed],
        "refused": [
            {
                "number": one.number,
                "why": say_it.reason(one.refusal),
                "mend": say_it.mend(one.refusal),
                "basis": say_it.cites(one.refusal.basis),
            }
            for one in done
            if one.refusal is not None
        ],
    }
