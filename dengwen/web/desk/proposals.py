"""Proposals 待審批 as the desk tells them: what was proposed, by whom, and who may decide."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dengwen.errors import Refusal
from dengwen.law import procedure as law
from dengwen.matters import rules
from dengwen.matters.rules.erasing import DECIDING, ERASE
from dengwen.matters.rules.extensions import PREFIX, approval_of
from dengwen.matters.rules.handing_over import HAND_OVER
from dengwen.matters.state import Matter, Proposal
from dengwen.people.actor import Actor
from dengwen.web import words as say_it
from dengwen.web.desk import courtesy, words
from dengwen.web.desk.acting import At
from dengwen.web.words import say


def approval(procedure: law.Procedure, matter: Matter, proposal: Proposal) -> law.Approval | None:
    """Who must decide on a proposal: of a step, or of an extension."""
    if proposal.step.startswith(PREFIX):
        clock = matter.clocks.get(proposal.step.removeprefix(PREFIX))
        spec = procedure.clocks.get(clock.clock) if clock else None
        return approval_of(spec.extension) if spec and spec.extension else None
    if proposal.step.startswith(ERASE):
        return DECIDING
    if proposal.step.startswith(HAND_OVER):
        return rules.approval_of_handing(procedure)
    step = procedure.steps.get(proposal.step)
    return step.approval if step else None


def why_not(
    procedure: law.Procedure, matter: Matter, proposal: Proposal, actor: Actor
) -> Refusal | None:
    """Why the reader may not decide; None when they may."""
    needed = approval(procedure, matter, proposal)
    if needed is None:
        return Refusal("not_waiting", "This proposal is no longer waiting.", status=409)
    return rules.why_not_approve(matter, proposal, needed, actor)


def told(at: At, proposal: Proposal) -> dict[str, Any]:
    """A proposal in words, with what was filled in."""
    refusal = why_not(at.procedure, at.matter, proposal, at.actor)
    step = at.procedure.steps.get(proposal.step)
    needs = step.needs if step else {}
    details = [
        words.Detail(say(needs[k].label) if k in needs else extension_word(k), text, len(text) > 80)
        for k, v in proposal.fields.items()
        if (text := said(k, v, needs.get(k), at))
    ]
    return {
        "id": proposal.id,
        "label": words.step_label(proposal.step, at.procedure, at.names),
        "who": words.who(proposal.proposed_by, at.names),
        "at": proposal.proposed_at,
        "details": details,
        "may_decide": refusal is None,
        "why": say_it.reason(refusal) if refusal else "",
        "basis": at.names.articles(tuple(step.basis)) if step else [],
        "advice": courtesy.of_fields(step, proposal.fields)
        if step and courtesy.watched(step)
        else [],
    }


def said(name: str, value: Any, spec: law.Field | None, at: At) -> str:
    """What was filled in, in words; of a hand-over the handler by name and the occasion."""
    if spec is None and name == "from":
        return at.names.staff(str(value))
    if spec is None and name == "occasion":
        return str(words.OCCASIONS.get(str(value), value))
    return words.answer(value, spec, at.names)


def extension_word(name: str) -> str:
    """The label of a field of a proposed extension or hand-over, which no pack words."""
    known = {
        "by": _("By how much"),
        "ground": _("Ground"),
        "reason": _("Reason"),
        "from": _("From"),
        "occasion": _("Occasion"),
        "note": _("Note"),
    }
    return known.get(name, name)
