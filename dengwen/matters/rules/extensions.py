"""Making a clock longer 延長: by how much, how often, on what ground, allowed by whom. Pure."""

from __future__ import annotations

from dengwen.errors import Refusal
from dengwen.law.procedure import Approval, Extension, Procedure
from dengwen.matters.rules.steps import not_waiting, why_not_approve
from dengwen.matters.rules.who import holds, require_visible
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Clock, Matter, Proposal
from dengwen.people.actor import Actor

PREFIX = "extend:"
"""What the `step` of a proposal to extend begins with; the clock's key follows."""


def why_not_extend(matter: Matter, procedure: Procedure, key: str, actor: Actor) -> Refusal | None:
    """Why the actor may not propose to extend the clock at all; None when they may."""
    clock = matter.clocks.get(key)
    if clock is None:
        return Refusal("unknown_clock", gettext_noop("There is no such clock."), status=404)
    allowed = _extension(procedure, clock)
    if allowed is None:
        return Refusal(
            "cannot_be_extended",
            gettext_noop("The law does not let this time be made longer."),
            basis=list(clock.basis),
        )
    basis = list(allowed.basis)
    if not clock.is_open:
        return Refusal(
            "not_running", gettext_noop("Only a running clock can be made longer."), basis=basis
        )
    if len(clock.extensions) >= allowed.times:
        return Refusal(
            "extended_already",
            gettext_noop("This time was made longer as often as the law allows."),
            basis=basis,
            facts={"times": allowed.times},
        )
    if any(waiting.step == PREFIX + key for waiting in matter.proposals.values()):
        return Refusal(
            "waiting_for_approval",
            gettext_noop("An extension was already proposed and waits for approval."),
            basis=basis,
        )
    if not holds(matter, actor, allowed.proposed_by, "own"):
        return Refusal(
            "not_your_role",
            gettext_noop("This needs another role at the unit that has the matter."),
            basis=basis,
            facts={"roles": list(allowed.proposed_by), "level": "own"},
        )
    return None


def require_extension(
    matter: Matter, procedure: Procedure, key: str, by: int, ground: str, actor: Actor
) -> Extension:
    """The extension that the pack allows, when this much on this ground may be proposed."""
    require_visible(matter, actor)
    refusal = why_not_extend(matter, procedure, key, actor)
    if refusal is not None:
        raise refusal
    clock = matter.clocks[key]
    allowed = procedure.clocks[clock.clock].extension
    assert allowed is not None
    left = allowed.up_to - clock.extended_by
    if not 0 < by <= left:
        raise Refusal(
            "extension_too_long",
            gettext_noop("The law allows at most {left} more."),
            basis=list(allowed.basis),
            facts={"left": left, "unit": procedure.clocks[clock.clock].unit},
            field="by",
        )
    if ground not in allowed.grounds:
        raise Refusal(
            "unknown_ground",
            gettext_noop("Choose one of the grounds that the law knows."),
            basis=list(allowed.basis),
            field="ground",
        )
    return allowed


def require_extension_approval(
    matter: Matter, procedure: Procedure, proposal_id: str, actor: Actor
) -> tuple[Proposal, Clock, Extension]:
    """The proposed extension, when the actor may allow it. Raises `Refusal`."""
    require_visible(matter, actor)
    proposal = matter.proposals.get(proposal_id)
    clock = matter.clocks.get(proposal.step.removeprefix(PREFIX)) if proposal else None
    allowed = _extension(procedure, clock) if clock else None
    if proposal is None or clock is None or allowed is None:
        raise not_waiting()
    refusal = why_not_approve(matter, proposal, approval_of(allowed), actor)
    if refusal is not None:
        raise refusal
    if not clock.is_open:
        raise Refusal(
            "not_running",
            gettext_noop("Only a running clock can be made longer."),
            basis=list(allowed.basis),
        )
    return proposal, clock, allowed


def approval_of(extension: Extension) -> Approval:
    """Who must allow an extension, in the shape of any other approval."""
    return Approval(roles=extension.approved_by, level=extension.level, basis=list(extension.basis))


def _extension(procedure: Procedure, clock: Clock) -> Extension | None:
    spec = procedure.clocks.get(clock.clock)
    return spec.extension if spec else None
