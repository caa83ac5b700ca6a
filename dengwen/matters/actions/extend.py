"""Extend 延長: propose to make a clock longer, on a ground that the law knows."""

from __future__ import annotations

from datetime import datetime

from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.papers import key_of
from dengwen.matters.rules.extensions import PREFIX
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


def extend(
    actor: Actor,
    number: str,
    clock: str,
    by: int,
    ground: str,
    reason: str,
    at: datetime | None = None,
) -> Matter:
    """Propose to make the clock of this key longer `by` so much of its unit. Raises `Refusal`.

    Who may allow it approves the proposal as any other; until then nothing has moved.
    """

    def story(case: Case) -> None:
        matter = case.matter
        allowed = rules.require_extension(matter, case.under.procedure, clock, by, ground, actor)
        text = rules.clean_text("reason", reason)
        proposed = e.StepProposed(
            proposal=f"a{matter.proposed + 1}",
            step=PREFIX + clock,
            fields={"by": by, "ground": ground, "reason": Sealed(key_of(matter), text)},
            approver_roles=list(allowed.approved_by),
            approver_unit_path=list(rules.approver_path(matter, allowed.level)),
        )
        case.happen(proposed, allowed.basis)

    return act(actor, number, story, at)
