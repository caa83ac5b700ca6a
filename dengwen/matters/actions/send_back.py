"""Send back 退回: the second pair of eyes says no, and why."""

from __future__ import annotations

from datetime import datetime

from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.papers import key_of
from dengwen.matters.rules.erasing import ERASE, require_erasing_approval
from dengwen.matters.rules.extensions import PREFIX
from dengwen.matters.rules.handing_over import HAND_OVER
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


def send_back(
    actor: Actor, number: str, proposal: str, reason: str, at: datetime | None = None
) -> Matter:
    """Return a proposal to who made it, with the reason. Raises `Refusal`."""

    def story(case: Case) -> None:
        matter, procedure = case.matter, case.under.procedure
        waiting = matter.proposals.get(proposal)
        if waiting is not None and waiting.step.startswith(PREFIX):
            basis = rules.require_extension_approval(matter, procedure, proposal, actor)[2].basis
        elif waiting is not None and waiting.step.startswith(HAND_OVER):
            basis = rules.require_handing_approval(matter, procedure, proposal, actor)[1].basis
        elif waiting is not None and waiting.step.startswith(ERASE):
            require_erasing_approval(matter, proposal, actor)
            basis = []
        else:
            basis = rules.require_return(matter, procedure, proposal, actor)
        text = rules.clean_text("reason", reason)
        returned = e.ProposalReturned(proposal=proposal, reason=Sealed(key_of(matter), text))
        case.happen(returned, basis)

    return act(actor, number, story, at)
