"""Rate 評價: the person says how it was handled."""

from __future__ import annotations

from datetime import datetime

from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


def rate(
    actor: Actor, number: str, score: int, comment: str = "", at: datetime | None = None
) -> Matter:
    """Rate the handling from 1 to 5, once, after it was answered. Raises `Refusal`."""

    def story(case: Case) -> None:
        party = rules.require_rating(case.matter, score, actor)
        words = rules.clean_text("comment", comment, limit=4_000, required=False)
        rated = e.MatterRated(
            party=party.id,
            score=score,
            comment=Sealed(party.person, words) if words else None,
        )
        case.happen(rated)

    return act(actor, number, story, at)
