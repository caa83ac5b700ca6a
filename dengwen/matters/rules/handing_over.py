"""Handing over and taking back 移交、收回: by whom, to whom, and with whose approval. Pure."""

from __future__ import annotations

from dengwen.errors import Refusal
from dengwen.law.procedure import Approval, Procedure
from dengwen.matters.rules.steps import not_waiting, why_not_approve
from dengwen.matters.rules.who import ASSIGNING, already_closed, holds, require_visible
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter, Proposal
from dengwen.people.actor import Actor

HAND_OVER = "hand_over:"
"""What the `step` of a proposal to hand over begins with; the new handler's id follows."""

OCCASIONS = ("leave", "transfer", "departure", "other")
"""Why a matter is handed over."""


def why_not_taken_back(matter: Matter, procedure: Procedure, actor: Actor) -> Refusal | None:
    """Why the actor may not take the matter back from its handler; None when they may.

    The handler may give it back themselves; else whoever gives matters to handlers.
    """
    if matter.final:
        return already_closed(list(procedure.basis))
    if not matter.assigned:
        return Refusal("nobody_assigned", gettext_noop("The matter is with no handler."))
    if matter.assigned == actor.staff or holds(matter, actor, ASSIGNING, "own"):
        return None
    return Refusal(
        "not_your_role",
        gettext_noop("This needs another role at the unit that has the matter."),
        basis=list(procedure.basis),
        facts={"roles": list(ASSIGNING), "level": "own"},
    )


def why_not_from(matter: Matter, staff: str) -> Refusal | None:
    """Why the matter cannot be handed over from this member of staff; None when it is theirs."""
    if matter.assigned != staff:
        return Refusal(
            "not_theirs",
            gettext_noop("The matter is no longer with this person."),
            status=409,
        )
    return None


def why_not_hand(matter: Matter) -> Refusal | None:
    """Why no other hand-over can begin; None when none waits."""
    if any(one.step.startswith(HAND_OVER) for one in matter.proposals.values()):
        return Refusal(
            "waiting_for_approval",
            gettext_noop("Handing it over was already proposed and waits for approval."),
        )
    return None


def approval_of_handing(procedure: Procedure) -> Approval | None:
    """Whose approval the pack asks when a handler is named: that of its own step that names one;
    None where it asks nobody's."""
    steps = (step for step in procedure.steps.values() if step.assigns and step.approval)
    return next((step.approval for step in steps), None)


def require_handing_approval(
    matter: Matter, procedure: Procedure, proposal_id: str, actor: Actor
) -> tuple[Proposal, Approval]:
    """The proposed hand-over, when the actor may approve it. Raises `Refusal`."""
    require_visible(matter, actor)
    proposal = matter.proposals.get(proposal_id)
    approval = approval_of_handing(procedure)
    if proposal is None or approval is None or not proposal.step.startswith(HAND_OVER):
        raise not_waiting()
    refusal = why_not_approve(matter, proposal, approval, actor)
    if refusal is not None:
        raise refusal
    return proposal, approval
