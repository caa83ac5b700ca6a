"""What may happen next in a matter, by whom, and why not. Pure.

A step is allowed when every guard below finds nothing against it. The guards stand in the order in
which a person would want to hear of them: first where the matter is, then who is asking.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dengwen.errors import Refusal, Undisclosed
from dengwen.law.predicates import PREDICATES
from dengwen.law.procedure import Approval, Procedure, Step
from dengwen.matters import visibility
from dengwen.matters.rules.who import (
    already_closed,
    holds,
    path_at,
    require_visible,
    why_not_again,
    why_not_them,
)
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter, Proposal
from dengwen.people.actor import Actor


@dataclass(slots=True, frozen=True)
class Offerable:
    """A step from where the matter stands, and why the actor may not take it (None: they may)."""

    step_id: str
    step: Step
    refusal: Refusal | None

    @property
    def allowed(self) -> bool:
        """Whether the actor may take (or propose) it now."""
        return self.refusal is None


def steps_now(matter: Matter, procedure: Procedure, actor: Actor) -> list[Offerable]:
    """Every step that leads on from the matter's status, each with the reason against it.

    In the procedure's own order. Empty for one who may not know of the matter, and without the
    steps that belong to other kinds.
    """
    if not matter.version or not visibility.may_see(actor, matter):
        return []
    return [
        Offerable(step_id, step, why_not(matter, procedure, step_id, actor))
        for step_id, step in procedure.steps.items()
        if matter.status in step.from_ and (not step.kinds or matter.kind in step.kinds)
    ]


def why_not(matter: Matter, procedure: Procedure, step_id: str, actor: Actor) -> Refusal | None:
    """Why the actor may not take the step now; None when they may (propose it, where it needs
    approval). Never tells a barred actor anything but that there is nothing."""
    if not matter.version or not visibility.may_see(actor, matter):
        return Undisclosed()
    step = procedure.steps.get(step_id)
    if step is None:
        return Refusal("unknown_step", gettext_noop("The procedure has no such step."), status=404)
    return next(_against(matter, procedure, step_id, step, actor), None)


def require_step(matter: Matter, procedure: Procedure, step_id: str, actor: Actor) -> Step:
    """The step, when the actor may take or propose it. Raises the `Refusal` against it."""
    refusal = why_not(matter, procedure, step_id, actor)
    if refusal is not None:
        raise refusal
    return procedure.steps[step_id]


def _against(
    matter: Matter, procedure: Procedure, step_id: str, step: Step, actor: Actor
) -> Iterator[Refusal]:
    yield from _against_standing(matter, procedure, step_id, step)
    if any(waiting.step == step_id for waiting in matter.proposals.values()):
        yield Refusal(
            "waiting_for_approval",
            gettext_noop("This step was already proposed and waits for approval."),
            basis=step.approval.basis if step.approval else step.basis,
        )
    refusal = why_not_them(matter, procedure, actor, step.who, step.basis)
    if refusal is None:
        refusal = why_not_again(matter, actor, step.not_who_took, step.basis)
    if refusal is not None:
        yield refusal


def _against_standing(
    matter: Matter, procedure: Procedure, step_id: str, step: Step
) -> Iterator[Refusal]:
    """What stands against the step whoever asks."""
    if matter.status not in step.from_:
        if matter.final:
            yield already_closed(step.basis)
        yield Refusal(
            "not_now",
            gettext_noop("The matter is not at the point from which this step leads on."),
            basis=step.basis,
            facts={"status": matter.status, "from": list(step.from_)},
        )
    if step.kinds and matter.kind not in step.kinds:
        yield Refusal(
            "not_this_kind",
            gettext_noop("This step does not belong to this kind of matter."),
            basis=step.basis,
            facts={"kind": matter.kind, "kinds": list(step.kinds)},
        )
    for name in step.when:
        if not PREDICATES[name](matter):
            yield Refusal(
                "condition_not_met",
                gettext_noop("The condition for this step is not met."),
                basis=step.basis,
                facts={"condition": name},
            )
    missing = [name for name in step.after if name not in matter.taken]
    if missing:
        yield Refusal(
            "earlier_step_missing",
            gettext_noop("Another step comes first."),
            basis=step.basis,
            facts={"steps": missing},
        )
    if step.once and step_id in matter.taken:
        yield Refusal(
            "already_taken",
            gettext_noop("This step was taken already, and is taken once."),
            basis=step.basis,
        )


def require_approval(
    matter: Matter, procedure: Procedure, proposal_id: str, actor: Actor
) -> tuple[Proposal, Step]:
    """The proposal and its step, when the actor may approve it. Raises `Refusal`."""
    require_visible(matter, actor)
    proposal = matter.proposals.get(proposal_id)
    step = procedure.steps.get(proposal.step) if proposal else None
    if proposal is None or step is None or step.approval is None:
        raise not_waiting()
    refusal = why_not_approve(matter, proposal, step.approval, actor)
    against = next(_against_standing(matter, procedure, proposal.step, step), None)
    if refusal or against:
        raise refusal or against or not_waiting()
    return proposal, step


def require_return(
    matter: Matter, procedure: Procedure, proposal_id: str, actor: Actor
) -> list[str]:
    """The articles under which the actor may send the proposal back. Raises `Refusal`.

    What could no longer be approved, because something else happened, can still be returned.
    """
    require_visible(matter, actor)
    proposal = matter.proposals.get(proposal_id)
    step = procedure.steps.get(proposal.step) if proposal else None
    if proposal is None or step is None or step.approval is None:
        raise not_waiting()
    refusal = why_not_approve(matter, proposal, step.approval, actor)
    if refusal is not None:
        raise refusal
    return list(step.approval.basis)


def why_not_approve(
    matter: Matter, proposal: Proposal, approval: Approval, actor: Actor
) -> Refusal | None:
    """Why the actor may not approve or return the proposal: four eyes, and the right ones."""
    if proposal.proposed_by == actor.id:
        return Refusal(
            "own_proposal",
            gettext_noop("Who proposed something cannot approve it."),
            basis=list(approval.basis),
            mend=gettext_noop("Another person has to look at it."),
        )
    if not holds(matter, actor, approval.roles, approval.level):
        return Refusal(
            "not_your_approval",
            gettext_noop("You cannot approve this: it needs another role, or a unit above."),
            basis=list(approval.basis),
            facts={"roles": list(approval.roles), "level": approval.level},
        )
    return why_not_again(matter, actor, approval.not_who_took, list(approval.basis))


def not_waiting() -> Refusal:
    """The proposal is no longer in the tray."""
    return Refusal(
        "not_waiting",
        gettext_noop("This proposal is no longer waiting: it was decided or taken back."),
        status=409,
    )


def approver_path(matter: Matter, level: str) -> tuple[str, ...]:
    """The path of the unit at which a proposal has to be looked at."""
    return matter.unit_path if level == "inspectorate" else path_at(matter, level)
