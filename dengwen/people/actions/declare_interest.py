"""Declaring an interest 申報利害關係."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from dengwen.ledger.event import Sealed
from dengwen.people import recording, rows, rules
from dengwen.people.actor import Actor
from dengwen.people.events import InterestDeclared
from dengwen.people.state import Member


@transaction.atomic
def declare_interest(
    actor: Actor, staff: str, ground: str, words: str, units: Sequence[str] = ()
) -> Member:
    """Record an interest that someone must keep away from; the words are sealed. Raises Refusal."""
    member = rows.load_member(staff)
    rules.may_declare(actor, member)
    data = InterestDeclared(
        staff=staff,
        interest=f"i{len(member.interests) + 1}",
        ground=ground,
        units=list(units),
        words=Sealed(person=staff, value=words) if words else None,
    )
    return recording.of_staff(staff, member.version, [data], actor)
