"""Naming who stands in."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from dengwen.people import recording, rows, rules
from dengwen.people.actor import Actor
from dengwen.people.events import DeputySet
from dengwen.people.state import Member


@transaction.atomic
def set_deputy(actor: Actor, staff: str, deputy: str, from_on: date, to_on: date) -> Member:
    """Let `deputy` act with the roles of `staff`, from the first legal day to the last.

    Whom one stands in for never hides who acted: events carry the deputy's own id. Raises Refusal.
    """
    member, other = rows.load_member(staff), rows.load_member(deputy)
    rules.may_set_deputy(actor, member, other, from_on, to_on)
    data = DeputySet(
        staff=staff, deputy=deputy, from_on=from_on.isoformat(), to_on=to_on.isoformat()
    )
    return recording.of_staff(staff, member.version, [data], actor)
