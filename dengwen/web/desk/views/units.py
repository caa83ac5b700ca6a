"""Units 單位: the tree, who is there, where each stands. Administrators only."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dengwen.people import units as tree
from dengwen.people.models import StaffRow
from dengwen.web.desk import choices, navigation, pages
from dengwen.web.guards import staff
from dengwen.web.words import language


@staff(*navigation.holders("run_accounts"))
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every open unit in the order of the tree, with its staff counted."""
    active = Counter(StaffRow.objects.filter(active=True).values_list("unit", flat=True))
    kinds = {"service": _("Unit of the service"), "inspectorate": _("Inspectorate")}
    shown = [
        {
            "id": unit.id,
            "name": unit.called(language()),
            "indent": range(len(unit.path) - 1),
            "kind": kinds.get(unit.kind, unit.kind),
            "areas": unit.areas,
            "contact": [v for v in unit.contact.values() if v],
            "staff": active[unit.id],
        }
        for unit in choices.in_order(tree.tree())
    ]
    return pages.show(request, "desk/units.html", {"units": shown}, room="units")
