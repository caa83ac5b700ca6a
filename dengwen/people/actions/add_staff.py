"""Adding a member of staff."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from dengwen.errors import Refusal
from dengwen.ledger.event import Sealed
from dengwen.people import accounts, recording, rows, rules
from dengwen.people.actions.grant import grant
from dengwen.people.actor import Actor
from dengwen.people.events import StaffAdded
from dengwen.people.models import StaffRow
from dengwen.people.state import Member

_ID = re.compile(r"[a-z][a-z0-9_.-]{0,39}")


@transaction.atomic
def add_staff(
    actor: Actor,
    staff: str,
    name: str,
    unit: str,
    *,
    roles: Sequence[tuple[str, str]] = (),
    contact: dict[str, str] | None = None,
    language: str = "zh-Hant",
    password: str | None = None,
    temporary: bool = False,
    at: datetime | None = None,
) -> Member:
    """Add a member of staff to a unit, with `roles` as (role, unit) pairs.

    With a password they can sign in at once, under `staff` as the user name; with a `temporary`
    one they must choose their own first. Raises Refusal.
    """
    home = rows.load_unit(unit)
    rules.runs_accounts(actor, home.path)
    if not _ID.fullmatch(staff):
        raise Refusal("bad_staff_id", rules.BAD_STAFF_ID, field="staff")
    if not name.strip():
        raise Refusal("staff_without_name", rules.STAFF_WITHOUT_NAME, field="name")
    if StaffRow.objects.filter(id=staff).exists():
        raise Refusal("staff_exists", rules.STAFF_EXISTS, field="staff")
    data = StaffAdded(
        staff=staff,
        name=name.strip(),
        unit=unit,
        path=list(home.path),
        contact=Sealed(person=staff, value=contact) if contact else None,
        language=language,
    )
    member = recording.of_staff(staff, 0, [data], actor, at)
    for role, where in roles:
        member = grant(actor, staff, role, where, at=at)
    if password is not None:
        accounts.open_account(staff, password, temporary=temporary)
    return member
