"""Giving a unit another name."""

from __future__ import annotations

from django.db import transaction

from dengwen.people import recording, rows, rules
from dengwen.people.actor import Actor
from dengwen.people.events import UnitRenamed
from dengwen.people.state import Unit


@transaction.atomic
def rename_unit(actor: Actor, unit: str, name: dict[str, str]) -> Unit:
    """Rename a unit; papers already issued keep the name that they carry. Raises Refusal."""
    found = rows.load_unit(unit)
    rules.runs_accounts(actor, found.path)
    rules.may_open(None, found.kind, name)
    return recording.of_unit(unit, found.version, UnitRenamed(unit=unit, name=name), actor)
