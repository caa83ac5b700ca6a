"""Erasing whom the service is asked to erase 刪除個人信息: one proposes, another decides. Pure.

A person who follows the matter asks for themselves; for one who comes to the counter or writes,
someone of the service proposes it, and a second pair of eyes makes sure of who asked.
"""

from __future__ import annotations

from dengwen.errors import Refusal
from dengwen.law.procedure import Approval
from dengwen.matters.rules.steps import not_waiting, why_not_approve
from dengwen.matters.rules.taking_part import require_working
from dengwen.matters.rules.who import require_visible
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter, Proposal
from dengwen.people.actor import Actor

ERASE = "erase:"
"""What the `step` of a proposal to erase begins with; the party's id follows."""

DECIDING = Approval(roles=["approver", "supervisor", "inspectorate"], level="own", basis=[])
"""Who decides on it."""

STILL_RUNNING = gettext_noop("Personal details are needed until the matter has ended.")


def require_erasable(matter: Matter, party: str, actor: Actor) -> str:
    """The person behind the party, when erasing them may be proposed. Raises `Refusal`."""
    require_working(matter, actor)
    found = matter.parties.get(party)
    if found is None or found.erased:
        raise Refusal("nobody_to_erase", gettext_noop("There is no such person here any more."))
    if not matter.final:
        raise Refusal(
            "still_running",
            STILL_RUNNING,
            mend=gettext_noop("Withdraw the matter first, or wait for its end."),
        )
    if any(one.step == ERASE + party for one in matter.proposals.values()):
        raise Refusal(
            "waiting_for_approval",
            gettext_noop("Erasing it was already proposed and waits for approval."),
        )
    return found.person


def require_erasing_approval(matter: Matter, proposal_id: str, actor: Actor) -> Proposal:
    """The proposed erasure, when the actor may decide on it. Raises `Refusal`."""
    require_visible(matter, actor)
    proposal = matter.proposals.get(proposal_id)
    if proposal is None or not proposal.step.startswith(ERASE):
        raise not_waiting()
    refusal = why_not_approve(matter, proposal, DECIDING, actor)
    if refusal is not None:
        raise refusal
    return proposal
