"""Take a step 辦理: the procedure moves on, or the step is proposed to a second pair of eyes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dengwen.law import procedure as law
from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.naming import check_named, known_unit
from dengwen.matters.actions.papers import issue_paper, key_of
from dengwen.matters.actions.subjects import name_subjects, silence, take_up
from dengwen.matters.actions.telling import tell
from dengwen.matters.actions.to_subject import issue_to_subjects
from dengwen.matters.state import Matter, Proposal
from dengwen.people import units
from dengwen.people.actor import Actor


def take(
    actor: Actor,
    number: str,
    step: str,
    fields: Mapping[str, Any],
    party: str = "",
    at: datetime | None = None,
) -> Matter:
    """Take the step with what it needs; where it needs approval, propose it.

    `party` is whom the step concerns, where it is one of several. Raises `Refusal` with the
    reason, and with the field where one is wrong.
    """

    def story(case: Case) -> None:
        under = case.under
        spec = rules.require_step(case.matter, under.procedure, step, actor)
        clean = rules.clean_fields(spec.needs, fields, case.matter, under.zone)
        check_named(case, spec, clean)
        concerns = actor.party if actor.kind == "party" else party
        sealed = rules.seal(spec.needs, clean, key_of(case.matter, concerns))
        if spec.approval is not None:
            propose(case, step, spec, spec.approval, sealed, concerns)
        else:
            carry_out(case, step, spec, sealed, concerns)

    return act(actor, number, story, at)


def propose(
    case: Case,
    step: str,
    spec: law.Step,
    approval: law.Approval,
    fields: dict[str, Any],
    party: str,
) -> None:
    """Put the step into the tray of those who may approve it."""
    proposed = e.StepProposed(
        proposal=f"a{case.matter.proposed + 1}",
        step=step,
        fields=fields,
        party=party,
        approver_roles=list(approval.roles),
        approver_unit_path=list(rules.approver_path(case.matter, approval.level)),
    )
    case.happen(proposed, [*spec.basis, *approval.basis])


def carry_out(
    case: Case,
    step: str,
    spec: law.Step,
    fields: dict[str, Any],
    party: str,
    proposal: Proposal | None = None,
) -> None:
    """Make the step happen, with all that the pack says follows from it."""
    procedure, before = case.under.procedure, case.matter.status
    to = spec.to or before
    outcome = spec.outcome or (fields.get(spec.outcome_from) if spec.outcome_from else "") or ""
    taken = e.StepTaken(
        step=step,
        from_status=before,
        to_status=to,
        fields=fields,
        outcome=str(outcome),
        party=party,
        proposal=proposal.id if proposal else "",
        proposed_by=proposal.proposed_by if proposal else "",
        told=spec.told is not None,
        final=procedure.statuses[to].final,
    )
    case.happen(taken, spec.basis)
    _change_kind(case, spec, fields)
    if spec.names_subject:
        name_subjects(case, fields.get(spec.names_subject) or {}, confirmed=True)
    _move(case, spec, fields)
    if spec.assigns and fields.get(spec.assigns):
        staff = str(fields[spec.assigns])
        case.happen(e.MatterAssigned(staff=staff, unit=case.matter.unit), spec.basis)
    _ask(case, spec, fields, party)
    if spec.told is not None:
        tell(case, "step_told", {"told": spec.told})
    for kind in spec.issues:
        if procedure.documents[kind].for_subject:
            issue_to_subjects(case, kind, step, fields)
        else:
            issue_paper(case, kind, step, fields)


def _change_kind(case: Case, spec: law.Step, fields: dict[str, Any]) -> None:
    kind = fields.get(spec.kind_from) if spec.kind_from else None
    if kind and kind != case.matter.kind:
        rule = case.under.procedure.kinds[kind]
        case.happen(
            e.KindChanged(from_kind=case.matter.kind, to_kind=kind, confidential=rule.confidential),
            [*spec.basis, *rule.basis],
        )
        if rule.confidential:
            take_up(case, list(rule.basis))
            case.then(silence)


def _move(case: Case, spec: law.Step, fields: dict[str, Any]) -> None:
    if not spec.moves_to:
        return
    matter = case.matter
    if spec.moves_to == "previous":
        target = matter.previous.unit if matter.previous else ""
    elif spec.moves_to == "above":
        above = units.above(matter.unit)
        target = above.id if above else ""
    else:
        target = str(fields.get(spec.moves_to) or "")
    if target and target != matter.unit:
        unit = known_unit(case, target, spec.moves_to)
        moved = e.MatterMoved(from_unit=matter.unit, to_unit=unit.id, to_path=list(unit.path))
        case.happen(moved, spec.basis)


def _ask(case: Case, spec: law.Step, fields: dict[str, Any], party: str) -> None:
    words = fields.get(spec.asks) if spec.asks else None
    if words is None:
        return
    to = party or next(iter(case.matter.parties), "")
    text = words if isinstance(words, Sealed) else Sealed(key_of(case.matter, to), words)
    question = f"q{len(case.matter.questions) + 1}"
    case.happen(e.QuestionAsked(question=question, party=to, text=text), spec.basis)
    if not case.matter.restricted:
        tell(case, "question", {"question": str(text.value)}, [to])
