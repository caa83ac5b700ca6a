"""Leaving the service."""

from __future__ import annotations

from django.db import transaction

from dengwen.people import accounts, recording, rows, rules
from dengwen.people.actor import Actor
from dengwen.people.events import StaffLeft
from dengwen.people.state import Member


@transaction.atomic
def leave(actor: Actor, staff: str) -> Member:
    """End all roles and the sign-in of someone who leaves; their name stays on what they did."""
    member = rows.load_member(staff)
    rules.runs_accounts(actor, member.path)
    rules.is_active(member)
    found = recording.of_staff(staff, member.version, [StaffLeft(staff=staff)], actor)
    accounts.close_account(staff)
    return found
