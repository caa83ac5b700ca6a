"""Closing a unit."""

from __future__ import annotations

from django.db import transaction

from dengwen.errors import Refusal
from dengwen.people import recording, rows, rules
from dengwen.people.actor import Actor
from dengwen.people.events import UnitClosed
from dengwen.people.models import StaffRow, UnitRow
from dengwen.people.state import Unit


@transaction.atomic
def close_unit(actor: Actor, unit: str, successor: str = "") -> Unit:
    """Close a unit that has neither staff nor open units under it. Raises Refusal."""
    found = rows.load_unit(unit)
    rules.runs_accounts(actor, found.path)
    busy = UnitRow.objects.filter(parent=unit, open=True).exists()
    if busy or StaffRow.objects.filter(unit=unit, active=True).exists():
        raise Refusal("unit_in_use", rules.UNIT_IN_USE, mend=rules.EMPTY_IT, field="unit")
    data = UnitClosed(unit=unit, successor=successor)
    return recording.of_unit(unit, found.version, data, actor)
