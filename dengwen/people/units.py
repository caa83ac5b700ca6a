"""The tree of units: who answers for a place, who stands above, who may look into a unit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dengwen.people.models import UnitRow
from dengwen.people.state import Unit

Point = tuple[Decimal, Decimal]
"""Latitude and longitude in decimal degrees, WGS 84."""


def get(unit_id: str) -> Unit:
    """The unit with this id, open or closed. Raises `LookupError` when there is none."""
    row = UnitRow.objects.filter(id=unit_id).first()
    if row is None:
        raise LookupError(f"no unit {unit_id}")
    return from_row(row)


def tree() -> list[Unit]:
    """Every open unit, parents before their children, then by id."""
    rows = UnitRow.objects.filter(open=True).order_by("level", "id")
    return [from_row(row) for row in rows]


def below(unit: Unit | str, units: Sequence[Unit] | None = None) -> list[Unit]:
    """The open units under a unit, itself left out."""
    own = unit if isinstance(unit, str) else unit.id
    return [u for u in (tree() if units is None else units) if own in u.path[:-1]]


def path(unit_id: str) -> tuple[str, ...]:
    """The ids from the top of the tree down to the unit, itself last."""
    return get(unit_id).path


def above(unit: Unit | str, n: int = 1) -> Unit | None:
    """The unit `n` levels above, or None where the tree ends."""
    own = get(unit) if isinstance(unit, str) else unit
    return get(own.path[-1 - n]) if len(own.path) > n else None


def inspectorate_for(unit: Unit | str, units: Sequence[Unit] | None = None) -> Unit | None:
    """The inspectorate 督察 that may look into a unit: attached to the nearest unit above it.

    A unit's own inspectorate answers to the head of that unit and so does not judge it; only the
    top of the tree, which has nothing above, falls to its own.
    """
    own = get(unit) if isinstance(unit, str) else unit
    everyone = tree() if units is None else units
    by_parent = {u.parent: u for u in reversed(everyone) if u.kind == "inspectorate"}
    judges = own.path[:-1] or own.path
    found = (by_parent.get(parent) for parent in reversed(judges))
    return next((u for u in found if u is not None and u.id != own.id), None)


def at_point(
    lat: str | Decimal, lng: str | Decimal, units: Sequence[Unit] | None = None
) -> Unit | None:
    """The lowest open unit of the service whose outline holds the point; None outside them all."""
    point = (Decimal(str(lat)), Decimal(str(lng)))
    everyone = tree() if units is None else units
    holding = [
        u for u in everyone if u.kind == "service" and u.outline and is_inside(point, u.outline)
    ]
    return max(holding, key=lambda u: u.level, default=None)


def is_inside(point: Point, outline: Sequence[tuple[str, str]]) -> bool:
    """Whether a point lies in a ring of [latitude, longitude], by counting edges to its east.

    A point on a western or southern edge is in, on an eastern or northern one out, so that a
    point on the border of two units is in exactly one of them.
    """
    y, x = point
    ring = [(Decimal(lat), Decimal(lng)) for lat, lng in outline]
    inside = False
    for (y1, x1), (y2, x2) in zip(ring, ring[1:] + ring[:1], strict=True):
        crosses = (y1 > y) != (y2 > y)
        if crosses and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def from_row(row: UnitRow) -> Unit:
    """The unit that a row holds."""
    return Unit(
        id=row.id,
        name=row.name,
        kind=row.kind,
        level=row.level,
        parent=row.parent,
        path=tuple(row.path),
        outline=tuple((at[0], at[1]) for at in row.outline),
        areas=tuple(row.areas),
        contact=row.contact,
        code=row.code,
        open=row.open,
        successor=row.successor,
        version=row.version,
    )
