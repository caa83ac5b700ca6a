"""Audit 審計: who opened what, who was refused, and how the ledger stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dengwen import times
from dengwen.ledger import access, store, verify
from dengwen.ledger.event import Event
from dengwen.matters import visibility
from dengwen.matters.actions import lists
from dengwen.matters.models import MatterRow
from dengwen.people.actor import Actor
from dengwen.people.models import StaffRow
from dengwen.web.desk import fields, navigation, pages
from dengwen.web.guards import staff

DAYS = 7
"""Days of a person's accesses that one page shows, the asked day last."""


class Asked(forms.Form):
    """Whose accesses, up to which day."""

    staff = forms.ChoiceField(
        label=gettext_lazy("Member of staff"), required=False, widget=fields.select()
    )
    day = fields.Day(label=gettext_lazy("Up to the day"), required=False)
    matter = forms.CharField(
        label=gettext_lazy("Only this matter"),
        required=False,
        max_length=40,
        widget=fields.line("govuk-input--width-20"),
    )

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        people = StaffRow.objects.order_by("unit", "id").values_list("id", "name")
        self.fields["staff"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((i, f"{name} ({i})") for i, name in people),
        ]


@staff(*navigation.holders("audit"))
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The ledger's state, and the accesses of one member of staff day by day."""
    actor = pages.actor(request)
    whose, until, matter = asked(request)
    events = accesses(actor, whose, until, matter) if whose else []
    context = {
        "form": Asked(request.GET),
        "here": f"?{request.GET.urlencode()}",
        "events": events,
        "asked": bool(whose),
        "ledger": {
            "head": store.head_position(),
            "indexed": store.cursor("search"),
            "chain": chain(actor, matter) if matter else "",
        },
    }
    return pages.show(request, "desk/audit.html", context, room="audit")


def asked(request: HttpRequest) -> tuple[str, date, str]:
    """Whose accesses, up to which day, of which matter ('' for any)."""
    form = Asked(request.GET)
    form.is_valid()
    said = form.cleaned_data
    until = said.get("day") or times.now().date()
    return said.get("staff", ""), until, said.get("matter", "").strip().upper()


def chain(actor: Actor, number: str) -> str:
    """Whether a matter's chain holds: 'whole', 'broken', or '' where the reader may not ask."""
    if not lists.visible(actor).filter(number=number).exists():
        return ""
    return "broken" if verify.verify_stream(f"matter:{number}") else "whole"


def accesses(actor: Actor, whose: str, until: date, matter: str) -> list[dict[str, Any]]:
    """Readings and refused attempts, newest first."""
    days = [until - timedelta(days=n) for n in range(DAYS)]
    streams = [access.stream_of(f"staff:{whose}", day.isoformat()) for day in days]
    found = store.read_many(streams)
    events = [event for stream in streams for event in reversed(found[stream])]
    told = tellable(actor, {str(event.data.get("matter", "")) for event in events})
    return [
        line(event, told)
        for event in events
        if event.data.get("matter") in told and matter in ("", event.data.get("matter"))
    ]


def tellable(actor: Actor, numbers: set[str]) -> dict[str, bool]:
    """Of which matters the auditor may be told, and whether by number.

    One who is barred from a matter learns nothing of it here either. What is only kept to the few
    shows as an access without its number.
    """
    rows = MatterRow.objects.filter(number__in=numbers)
    barred = {r.number for r in rows if visibility.bars(r, actor.staff, actor.unit_path)}  # type: ignore[arg-type]
    seen = set(lists.visible(actor).filter(number__in=numbers).values_list("number", flat=True))
    known = {r.number for r in rows}
    return {n: n in seen or n not in known for n in numbers if n not in barred}


def line(event: Event, told: dict[str, bool]) -> dict[str, Any]:
    """One reading or attempt."""
    number = str(event.data.get("matter", ""))
    return {
        "at": event.occurred_at,
        "number": number if told[number] else "",
        "fields": event.data.get("fields", []),
        "refused": event.type == "access_refused",
        "repeated": event.data.get("repeated", 0),
    }
