"""Coming back sooner."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from dengwen import times
from dengwen.law import library
from dengwen.people import recording, rows, rules
from dengwen.people.actor import Actor
from dengwen.people.events import DeputyEnded
from dengwen.people.state import Member


@transaction.atomic
def end_deputy(actor: Actor, staff: str, deputy: str, from_on: date) -> Member:
    """End the standing in of `deputy` that began (or would begin) on a day: from today on they no
    longer act for `staff`. What they did stays theirs. Raises Refusal."""
    member = rows.load_member(staff)
    today = times.today(library.current().file.time_zone)
    rules.may_end_deputy(actor, member, deputy, from_on, today)
    data = DeputyEnded(
        staff=staff,
        deputy=deputy,
        from_on=from_on.isoformat(),
        to_on=(today - timedelta(days=1)).isoformat(),
    )
    return recording.of_staff(staff, member.version, [data], actor)
