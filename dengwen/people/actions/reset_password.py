"""Giving someone a new password who cannot sign in any more."""

from __future__ import annotations

import secrets

from django.db import transaction

from dengwen.people import accounts, recording, rows, rules
from dengwen.people.actor import Actor
from dengwen.people.events import PasswordReset


@transaction.atomic
def reset_password(actor: Actor, staff: str) -> str:
    """Give a temporary password, and end the person's sessions; the password, to be shown once.

    That it was given is recorded, the password is not. Raises Refusal.
    """
    member = rows.load_member(staff)
    rules.may_reset_password(actor, member)
    recording.of_staff(staff, member.version, [PasswordReset(staff=staff)], actor)
    password = secrets.token_urlsafe(12)
    accounts.open_account(staff, password, temporary=True)
    return password
