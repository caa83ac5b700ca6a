"""Writing down what happened to a unit or a member of staff: event and rows in one transaction."""

from __future__ import annotations

from datetime import datetime

import msgspec

from dengwen import times
from dengwen.ledger import store
from dengwen.ledger.event import Fact
from dengwen.people import rows
from dengwen.people.actor import Actor
from dengwen.people.events import TYPES, Data
from dengwen.people.state import Member, Unit

_NAMES = {shape: name for name, shape in TYPES.items()}


def fact(data: Data, actor: Actor, at: datetime | None) -> Fact:
    """The fact that `data` happened, done by the actor."""
    held = {
        field: value
        for field in data.__struct_fields__
        if (value := getattr(data, field)) is not None
    }
    defaults = {
        field.name: field.default
        for field in msgspec.structs.fields(type(data))
        if field.default is not msgspec.NODEFAULT
    }
    return Fact(
        type=_NAMES[type(data)],
        data={k: v for k, v in held.items() if k not in defaults or defaults[k] != v},
        by=actor.id,
        occurred_at=at or times.now(),
        time_source="typed" if at else "server",
    )


def of_unit(unit: str, version: int, data: Data, actor: Actor, at: datetime | None = None) -> Unit:
    """Write one fact into a unit's stream and bring its row up to it."""
    store.append([(f"unit:{unit}", version, [fact(data, actor, at)])])
    return rows.write_unit(unit)


def of_staff(
    staff: str, version: int, data: list[Data], actor: Actor, at: datetime | None = None
) -> Member:
    """Write facts into the stream of a member of staff and bring the rows up to them."""
    store.append([(f"staff:{staff}", version, [fact(one, actor, at) for one in data])])
    return rows.write_member(staff)
