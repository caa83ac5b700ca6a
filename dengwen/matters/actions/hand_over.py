"""Hand over 移交: matters go from one handler to another, each by itself and with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dengwen.errors import Refusal
from dengwen.law.procedure import Approval
from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.conflicts import why_not_given
from dengwen.matters.actions.naming import known_staff
from dengwen.matters.actions.papers import key_of
from dengwen.matters.rules.handing_over import HAND_OVER, OCCASIONS
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


@dataclass(frozen=True)
class Handed:
    """What came of one matter: handed over, proposed to a second pair of eyes, or refused."""

    number: str
    proposed: bool = False
    refusal: Refusal | None = None


def hand_over(
    actor: Actor,
    numbers: Iterable[str],
    staff_from: str,
    staff_to: str,
    occasion: str,
    note: str,
) -> list[Handed]:
    """Hand the matters of one handler to another; what came of each.

    A conflict of interest, or anything else against it, refuses that matter and no other. Where the
    pack asks for four eyes when a handler is named, it is proposed. Raises `Refusal` when nobody
    could be given anything: to whom, on what occasion or why is wrong.
    """
    known_staff(staff_to, "staff_to")
    if occasion not in OCCASIONS:
        raise Refusal(
            "unknown_occasion", gettext_noop("Choose one of the occasions."), field="occasion"
        )
    if staff_from == staff_to:
        raise Refusal(
            "same_person", gettext_noop("They are with this person already."), field="staff_to"
        )
    text = rules.clean_text("note", note, limit=4_000)
    return [_hand(actor, one, staff_from, staff_to, occasion, text) for one in numbers]


def _hand(
    actor: Actor, number: str, staff_from: str, staff_to: str, occasion: str, note: str
) -> Handed:
    try:
        after = hand_one_over(actor, number, staff_from, staff_to, occasion, note)
    except Refusal as refusal:
        return Handed(number, refusal=refusal)
    return Handed(number, proposed=after.assigned != staff_to)


def hand_one_over(
    actor: Actor,
    number: str,
    staff_from: str,
    staff_to: str,
    occasion: str,
    note: str,
    at: datetime | None = None,
) -> Matter:
    """Hand one matter over, or propose it where the pack asks for approval. Raises `Refusal`."""

    def story(case: Case) -> None:
        matter, procedure = case.matter, case.under.procedure
        to = known_staff(staff_to, "staff_to")
        refusal = (
            rules.why_not_from(matter, staff_from)
            or rules.why_not_hand(matter)
            or rules.why_not_assign(matter, procedure, actor, to)
            or why_not_given(matter, procedure, to)
        )
        if refusal is not None:
            raise refusal
        words = Sealed(key_of(matter), note)
        approval = rules.approval_of_handing(procedure)
        if approval is None:
            _happen(case, staff_from, staff_to, occasion, words)
        else:
            _propose(case, approval, staff_from, staff_to, occasion, words)

    return act(actor, number, story, at)


def approve_handing(case: Case, proposal: str) -> None:
    """Make a proposed hand-over happen, when the actor may approve it. Raises `Refusal`."""
    found, _approval = rules.require_handing_approval(
        case.matter, case.under.procedure, proposal, case.actor
    )
    to = known_staff(found.step.removeprefix(HAND_OVER), "staff_to")
    refusal = rules.why_not_from(case.matter, str(found.fields["from"]))
    refusal = refusal or why_not_given(case.matter, case.under.procedure, to)
    if refusal is not None:
        raise refusal
    note = found.fields.get("note")
    words = Sealed(note.person, note.value) if isinstance(note, Sealed) and note.value else None
    occasion = str(found.fields["occasion"])
    _happen(case, str(found.fields["from"]), to.staff, occasion, words, found.proposed_by)


def _happen(
    case: Case,
    staff_from: str,
    staff_to: str,
    occasion: str,
    note: Sealed | None,
    proposed_by: str = "",
) -> None:
    handed = e.MatterHandedOver(
        staff_from=staff_from,
        staff_to=staff_to,
        unit=case.matter.unit,
        occasion=occasion,
        note=note,
        proposed_by=proposed_by,
    )
    case.happen(handed, case.under.procedure.recusal_basis)


def _propose(
    case: Case, approval: Approval, staff_from: str, staff_to: str, occasion: str, note: Sealed
) -> None:
    proposed = e.StepProposed(
        proposal=f"a{case.matter.proposed + 1}",
        step=HAND_OVER + staff_to,
        fields={"from": staff_from, "occasion": occasion, "note": note},
        approver_roles=list(approval.roles),
        approver_unit_path=list(rules.approver_path(case.matter, approval.level)),
    )
    case.happen(proposed, approval.basis)
