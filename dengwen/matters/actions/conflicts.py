"""Conflicts 利害衝突: may a matter be given to someone, by the interests they declared?"""

from __future__ import annotations

from dengwen.errors import Refusal
from dengwen.law.procedure import Procedure
from dengwen.matters import rules
from dengwen.matters.models import search
from dengwen.matters.state import Matter
from dengwen.people import interests
from dengwen.people.actor import Actor


def why_not_given(
    matter: Matter, procedure: Procedure, staff: Actor, path: tuple[str, ...] = ()
) -> Refusal | None:
    """Why the matter, its sealed fields opened, may not be given to `staff`; None when it may.

    What the rules say of anyone, and then whether the matter touches an interest they declared.
    """
    refusal = rules.why_not_theirs(matter, procedure, staff, path)
    if refusal is not None:
        return refusal
    return rules.why_in_conflict(matter, procedure, interests.of(staff.staff), search.fold)
