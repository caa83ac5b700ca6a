"""Who is away, who stands in, and what one keeps away from: the forms, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dengwen import times
from dengwen.people import roles, rows, units
from dengwen.people.actor import Actor
from dengwen.people.models import DeputyRow, StaffRow
from dengwen.web import dates
from dengwen.web.desk import choices, fields, names

LONGEST = timedelta(days=366)
"""The longest leave that one entry covers."""

GROUNDS = (
    ("interest", gettext_lazy("A share, a post or another interest of one's own")),
    ("kin", gettext_lazy("Kinship with someone concerned")),
    ("other", gettext_lazy("Another relation that may affect fairness")),
)
"""Why one keeps away; the same grounds as for keeping out of one matter."""

SHOWN = 200
"""Deputies on one page."""


class Away(forms.Form):
    """From when to when one is away, and who stands in."""

    deputy = forms.ChoiceField(label=gettext_lazy("Deputy"), widget=fields.select())
    from_on = fields.Day(label=gettext_lazy("First day"))
    to_on = fields.Day(label=gettext_lazy("Last day"))

    def __init__(self, actor: Actor, *given: Any) -> None:
        super().__init__(*given)
        self.fields["deputy"].choices = [("", "—"), *near(actor)]  # type: ignore[attr-defined]

    def clean_from_on(self) -> date:
        """Nobody was stood in for yesterday by saying so today."""
        day: date = self.cleaned_data["from_on"]
        if day < today():
            raise ValidationError(_("The first day is past already."))
        return day

    def clean(self) -> dict[str, Any]:
        """Days in order, and not for ever."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("from_on"), said.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _("The last day is before the first."))
        elif first and last and last - first > LONGEST:
            self.add_error("to_on", _("One entry covers a year at most."))
        return said


class Back(forms.Form):
    """Which standing in is ended."""

    deputy = forms.CharField(max_length=40)
    from_on = fields.Day()


class Interest(forms.Form):
    """What one must keep away from."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"), choices=GROUNDS, widget=fields.radios()
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit it is about"), required=False, widget=fields.select()
    )
    words = forms.CharField(
        label=gettext_lazy("What the interest is"),
        help_text=gettext_lazy(
            "The name of a person, a business or a place alone in its line keeps you from every "
            "matter in which it stands."
        ),
        max_length=2000,
        widget=fields.area(3),
    )

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        tree = choices.in_order(units.tree())
        offered = [("", "—"), *((u.id, choices.indented(u)) for u in tree)]
        self.fields["unit"].choices = offered  # type: ignore[attr-defined]


def today() -> date:
    """The present legal day."""
    return times.now().astimezone(dates.zone()).date()


def near(actor: Actor) -> list[fields.Choice]:
    """Who may stand in: colleagues of the unit, of the units above it and of all below."""
    path = list(actor.unit_path)
    branch = Q(unit__in=path) | Q(unit_path__contains=path[-1:])
    found = StaffRow.objects.filter(branch, active=True).exclude(id=actor.staff)
    return [(row.id, f"{row.name} ({row.id})") for row in found.order_by("unit", "id")]


def of(staff: str) -> QuerySet[DeputyRow]:
    """The times, running or to come, when someone is away or stands in."""
    return _left().filter(Q(staff=staff) | Q(deputy=staff))


def watched(actor: Actor) -> QuerySet[DeputyRow]:
    """The times, running or to come, when staff of the units that the actor watches are away."""
    at = [held.unit for held in actor.held if held.role in roles.holders_of("watch")]
    under = Q(pk__in=[])
    for unit in dict.fromkeys(at):
        under |= Q(unit_path__contains=[unit])
    return _left().filter(staff__in=StaffRow.objects.filter(under, active=True).values("id"))


def _left() -> QuerySet[DeputyRow]:
    return DeputyRow.objects.filter(to_on__gte=today()).order_by("from_on", "id")


def lines(found: QuerySet[DeputyRow]) -> list[dict[str, Any]]:
    """Each time away: who, in whose hands, from when to when, and whether it runs now."""
    shown = list(found[:SHOWN])
    called = names.staff_names(_both(shown))
    return [
        {
            "staff": row.staff,
            "deputy_id": row.deputy,
            "away": called.get(row.staff, row.staff),
            "deputy": called.get(row.deputy, row.deputy),
            "from_on": row.from_on,
            "to_on": row.to_on,
            "now": row.from_on <= today(),
        }
        for row in shown
    ]


def _both(shown: Iterable[DeputyRow]) -> set[str]:
    return {one for row in shown for one in (row.staff, row.deputy)}


def declared(staff: str) -> list[tuple[str, str]]:
    """The interests that someone declared: the ground, and the units where any are named."""
    grounds = dict(GROUNDS)
    called = names.unit_names()
    return [
        (
            str(grounds.get(one.ground, one.ground)),
            _(", ").join(called.get(unit, unit) for unit in one.units),
        )
        for one in rows.load_member(staff).interests
    ]
