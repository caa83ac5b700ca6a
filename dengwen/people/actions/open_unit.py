"""Opening a unit of the service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from dengwen.errors import Refusal
from dengwen.people import recording, rows, rules
from dengwen.people.actor import Actor
from dengwen.people.events import UnitOpened
from dengwen.people.models import UnitRow
from dengwen.people.state import Unit


@transaction.atomic
def open_unit(
    actor: Actor,
    unit: str,
    name: dict[str, str],
    *,
    kind: str = "service",
    parent: str = "",
    outline: Sequence[Sequence[str]] = (),
    areas: Sequence[str] = (),
    contact: dict[str, str] | None = None,
    code: str = "",
    at: datetime | None = None,
) -> Unit:
    """Open a unit under `parent` (the top of a tree without one).

    `outline` is a ring of [latitude, longitude] in decimal strings. Raises Refusal.
    """
    over = rows.load_unit(parent) if parent else None
    path = [*(over.path if over else ()), unit]
    rules.runs_accounts(actor, tuple(path))
    rules.may_open(over, kind, name)
    if UnitRow.objects.filter(id=unit).exists():
        raise Refusal("unit_exists", rules.UNIT_EXISTS, field="unit")
    data = UnitOpened(
        unit=unit,
        name=name,
        kind=kind,
        level=len(path) - 1,
        parent=parent,
        path=path,
        outline=[[str(lat), str(lng)] for lat, lng in outline],
        areas=list(areas),
        contact=contact or {},
        code=code,
    )
    return recording.of_unit(unit, 0, data, actor, at)
