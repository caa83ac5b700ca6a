"""Rows of units and staff, written from the fold: the same for an action and for a rebuild."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from dengwen.ledger import store
from dengwen.ledger.event import Event
from dengwen.people.models import DeputyRow, RoleRow, StaffRow, UnitRow
from dengwen.people.state import Member, Unit, fold_member, fold_unit

UNIT_TABLES: tuple[type[models.Model], ...] = (UnitRow,)
STAFF_TABLES: tuple[type[models.Model], ...] = (StaffRow, RoleRow, DeputyRow)

Rows = dict[str, list[dict[str, Any]]]
"""Rows by table name."""


def unit_rows(unit: Unit) -> Rows:
    """The rows of a unit."""
    row = {
        "id": unit.id,
        "name": unit.name,
        "kind": unit.kind,
        "level": unit.level,
        "parent": unit.parent,
        "path": list(unit.path),
        "outline": [list(at) for at in unit.outline],
        "areas": list(unit.areas),
        "contact": unit.contact,
        "code": unit.code,
        "open": unit.open,
        "successor": unit.successor,
        "version": unit.version,
    }
    return {"people_unit": [row]}


def member_rows(member: Member) -> Rows:
    """The rows of a member of staff."""
    row = {
        "id": member.id,
        "name": member.name,
        "unit": member.unit,
        "unit_path": list(member.path),
        "language": member.language,
        "interests": [
            {"id": i.id, "ground": i.ground, "units": list(i.units)} for i in member.interests
        ],
        "active": member.active,
        "version": member.version,
    }
    roles = [
        {
            "id": f"{member.id}/{held.role}/{held.unit}",
            "staff": member.id,
            "role": held.role,
            "unit": held.unit,
            "path": list(held.path),
        }
        for held in member.held
    ]
    deputies = [
        {
            "id": f"{member.id}/{number}",
            "staff": member.id,
            "deputy": away.deputy,
            "from_on": away.from_on,
            "to_on": away.to_on,
        }
        for number, away in enumerate(member.deputies, start=1)
    ]
    return {"people_staff": [row], "people_role": roles, "people_deputy": deputies}


def rows_of_unit(events: Sequence[Event]) -> Rows:
    """The rows that the events of a `unit:` stream make."""
    return unit_rows(fold_unit(events))


def rows_of_member(events: Sequence[Event]) -> Rows:
    """The rows that the events of a `staff:` stream make."""
    return member_rows(fold_member(events))


def load_unit(unit_id: str) -> Unit:
    """A unit folded from the ledger. Raises `LookupError` when there is none."""
    events = store.read(f"unit:{unit_id}")
    if not events:
        raise LookupError(f"no unit {unit_id}")
    return fold_unit(events)


def load_member(staff: str) -> Member:
    """A member of staff folded from the ledger. Raises `LookupError` when there is none."""
    events = store.read(f"staff:{staff}")
    if not events:
        raise LookupError(f"no member of staff {staff}")
    return fold_member(events)


def write_unit(unit_id: str) -> Unit:
    """Bring a unit's row up to its stream, in the caller's transaction."""
    unit = load_unit(unit_id)
    _replace(UnitRow, {"id": unit.id}, unit_rows(unit)["people_unit"])
    return unit


def write_member(staff: str) -> Member:
    """Bring the rows of a member of staff up to their stream, in the caller's transaction."""
    member = load_member(staff)
    rows = member_rows(member)
    _replace(StaffRow, {"id": staff}, rows["people_staff"])
    _replace(RoleRow, {"staff": staff}, rows["people_role"])
    _replace(DeputyRow, {"staff": staff}, rows["people_deputy"])
    return member


def _replace(table: type[models.Model], whose: dict[str, str], rows: list[dict[str, Any]]) -> None:
    manager = table._default_manager
    manager.filter(**whose).delete()
    manager.bulk_create([table(**row) for row in rows])


def register() -> None:
    """Let the rebuild fold units and staff like every other stream."""
    from dengwen.ledger import rebuild  # the registry, not needed before the apps are ready

    rebuild.register("unit:", rows_of_unit, UNIT_TABLES, unseal=False)
    rebuild.register("staff:", rows_of_member, STAFF_TABLES, unseal=False)
