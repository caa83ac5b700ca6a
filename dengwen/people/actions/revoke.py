"""Taking a role back."""

from __future__ import annotations

from django.db import transaction

from dengwen.people import recording, rows, rules
from dengwen.people.actor import Actor
from dengwen.people.events import RoleRevoked
from dengwen.people.state import Member


@transaction.atomic
def revoke(actor: Actor, staff: str, role: str, unit: str) -> Member:
    """Take a role back; it counts from the person's next request. Raises Refusal."""
    member, where = rows.load_member(staff), rows.load_unit(unit)
    rules.runs_accounts(actor, where.path)
    rules.may_revoke(member, role, unit)
    data = RoleRevoked(staff=staff, role=role, unit=unit)
    return recording.of_staff(staff, member.version, [data], actor)
