"""Granting a role."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dengwen.people import recording, rows, rules
from dengwen.people.actor import Actor
from dengwen.people.events import RoleGranted
from dengwen.people.state import Member


@transaction.atomic
def grant(actor: Actor, staff: str, role: str, unit: str, *, at: datetime | None = None) -> Member:
    """Give a member of staff a role over a unit and all below it. Raises Refusal."""
    member, where = rows.load_member(staff), rows.load_unit(unit)
    rules.runs_accounts(actor, where.path)
    rules.may_grant(actor, member, role, where)
    data = RoleGranted(staff=staff, role=role, unit=unit, path=list(where.path))
    return recording.of_staff(staff, member.version, [data], actor, at)
