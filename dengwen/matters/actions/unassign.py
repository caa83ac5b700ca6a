"""Unassign 收回: a matter is taken back from its handler, or given back by them."""

from __future__ import annotations

from datetime import datetime

from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.papers import key_of
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


def unassign(actor: Actor, number: str, reason: str, at: datetime | None = None) -> Matter:
    """Leave the matter with nobody, so that it stands among the unassigned. Raises `Refusal`."""

    def story(case: Case) -> None:
        matter, procedure = case.matter, case.under.procedure
        refusal = rules.why_not_taken_back(matter, procedure, actor)
        if refusal is not None:
            raise refusal
        text = rules.clean_text("reason", reason, limit=4_000)
        case.happen(e.MatterAssigned(staff="", unit=matter.unit), procedure.recusal_basis)
        case.happen(e.NoteAdded(text=Sealed(key_of(matter), text)))

    return act(actor, number, story, at)
