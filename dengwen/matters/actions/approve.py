"""Approve 審批: the second pair of eyes makes happen what another person proposed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dengwen.law.procedure import Extension, Text
from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.erase import approve_erasing
from dengwen.matters.actions.hand_over import approve_handing
from dengwen.matters.actions.naming import check_named
from dengwen.matters.actions.papers import issue_paper
from dengwen.matters.actions.take import carry_out
from dengwen.matters.actions.telling import last_day, tell
from dengwen.matters.rules.erasing import ERASE
from dengwen.matters.rules.extensions import PREFIX
from dengwen.matters.rules.handing_over import HAND_OVER
from dengwen.matters.state import Clock, Matter, Proposal
from dengwen.people.actor import Actor


def approve(actor: Actor, number: str, proposal: str, at: datetime | None = None) -> Matter:
    """Approve a proposed step or extension, which then happens. Never one's own."""

    def story(case: Case) -> None:
        law = case.under.procedure
        waiting = case.matter.proposals.get(proposal)
        if waiting is not None and waiting.step.startswith(PREFIX):
            _extend(case, *rules.require_extension_approval(case.matter, law, proposal, actor))
            return
        if waiting is not None and waiting.step.startswith(HAND_OVER):
            approve_handing(case, proposal)
            return
        if waiting is not None and waiting.step.startswith(ERASE):
            approve_erasing(case, proposal)
            return
        found, spec = rules.require_approval(case.matter, law, proposal, actor)
        check_named(case, spec, found.fields)
        carry_out(case, found.step, spec, fresh(found.fields), found.party, found)

    return act(actor, number, story, at)


def fresh(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields to be sealed anew in the event that follows; what was erased stays away."""
    return {
        name: Sealed(value.person, value.value) if isinstance(value, Sealed) else value
        for name, value in fields.items()
        if not isinstance(value, Sealed) or value.value is not None
    }


def _extend(case: Case, proposal: Proposal, clock: Clock, allowed: Extension) -> None:
    """Make the clock longer; the person is told why, and by what day (信訪工作條例 art 34)."""
    fields = fresh(proposal.fields)
    reason = fields.get("reason")
    extended = e.ClockExtended(
        key=clock.key,
        by=int(str(fields["by"])),
        ground=str(fields["ground"]),
        reason=reason if isinstance(reason, Sealed) else None,
        proposed_by=proposal.proposed_by,
    )
    case.happen(extended, allowed.basis)
    if allowed.tells is not None:
        tell(case, "step_told", {"told": allowed.tells})
    if allowed.issues:
        issue_paper(case, allowed.issues, "", {}, _values(case, clock.key, extended, allowed))


def _values(case: Case, key: str, extended: e.ClockExtended, allowed: Extension) -> dict[str, str]:
    file = case.under.pack.file
    ground: Text = allowed.grounds[extended.ground]
    due_on = case.matter.clocks[key].facts.due_on
    return {
        "extension_ground": ground.get(file.default_language, extended.ground),
        "extended_by": str(extended.by),
        "new_last_day": last_day(due_on, file.default_language),
        "reason": str(extended.reason.value) if extended.reason else "",
    }
