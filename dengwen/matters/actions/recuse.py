"""Recuse 迴避: a member of staff keeps out of a matter, by their own word or another's."""

from __future__ import annotations

from datetime import datetime

from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.naming import known_staff
from dengwen.matters.actions.papers import key_of
from dengwen.matters.actions.subjects import silence
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


def recuse(
    actor: Actor, number: str, staff: str, ground: str, reason: str, at: datetime | None = None
) -> Matter:
    """Keep a member of staff out of the matter, for good; it is taken from them."""

    def story(case: Case) -> None:
        rules.require_recusal(case.matter, actor, staff)
        known_staff(staff, "staff")
        words = rules.clean_text("reason", reason, limit=4_000, required=False)
        declared = e.RecusalDeclared(
            staff=staff,
            ground=rules.clean_text("ground", ground, limit=100),
            reason=Sealed(key_of(case.matter), words) if words else None,
        )
        case.happen(declared, case.under.procedure.recusal_basis)
        case.then(silence)

    return act(actor, number, story, at)
