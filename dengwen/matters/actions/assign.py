"""Assign 分派: give a matter to the one who handles it, or take it back."""

from __future__ import annotations

from datetime import datetime

from dengwen.errors import Refusal
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.conflicts import why_not_given
from dengwen.matters.actions.naming import known_staff
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


def assign(
    actor: Actor, number: str, staff: str, at: datetime | None = None, *, seen: int = 0
) -> Matter:
    """Assign the matter to a member of staff. Raises `Refusal`; never to whom it is about.

    With `seen`, the version on which it was decided, only while nothing has happened since.
    """

    def story(case: Case) -> None:
        procedure = case.under.procedure
        to = known_staff(staff, "staff")
        refusal = rules.why_not_assign(case.matter, procedure, actor, to)
        refusal = refusal or why_not_given(case.matter, procedure, to)
        if refusal is None and case.matter.assigned == staff:
            refusal = Refusal(
                "assigned_already", gettext_noop("The matter is theirs already."), field="staff"
            )
        if refusal is None and seen and case.matter.version != seen:
            refusal = rules.changed_meanwhile()
        if refusal is not None:
            raise refusal
        assigned = e.MatterAssigned(staff=staff, unit=case.matter.unit)
        case.happen(assigned, procedure.recusal_basis)

    return act(actor, number, story, at)
