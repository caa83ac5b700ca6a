"""Join 併案: two matters about the same thing are dealt with together, and nobody loses theirs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.conflicts import why_not_given
from dengwen.matters.actions.papers import key_of
from dengwen.matters.actions.together import act_on_both
from dengwen.matters.state import Matter
from dengwen.people import accounts
from dengwen.people.actor import Actor


def join_matters(
    actor: Actor,
    number: str,
    other: str,
    reason: str,
    alike: Iterable[str] = (),
    at: datetime | None = None,
    *,
    leads: bool = True,
) -> Matter:
    """Deal with `other` together with the matter `number`, which leads unless `leads` is false.

    Each keeps its number, secret, clocks, papers and remedies, and neither person learns of the
    other. One that is with nobody goes to the handler of the one that leads. Raises `Refusal`.
    """
    spoke = list(alike)

    def story(here: Case, there: Case) -> None:
        lead, follower = (here, there) if leads else (there, here)
        procedure = lead.under.procedure
        rules.require_joining(lead.matter, follower.matter, procedure, actor)
        text = rules.clean_text("reason", reason, limit=4_000)
        for case, beside in ((lead, follower), (follower, lead)):
            joined = e.MatterJoined(
                other_number=beside.matter.number,
                leads=case is lead,
                alike=spoke,
                reason=Sealed(key_of(case.matter), text),
            )
            case.happen(joined, procedure.basis)
        _give_to_the_same(lead, follower)

    return act_on_both(actor, number, other, story, at)


def _give_to_the_same(lead: Case, follower: Case) -> None:
    """Let the handler of the one that leads have the other too, where it is with nobody and the
    actor may give it to them."""
    staff, matter, procedure = lead.matter.assigned, follower.matter, follower.under.procedure
    if not staff or matter.assigned:
        return
    try:
        handler = accounts.actor_of(staff)
    except LookupError:
        return
    refused = rules.why_not_assign(matter, procedure, follower.actor, handler)
    if refused is None and why_not_given(matter, procedure, handler) is None:
        assigned = e.MatterAssigned(staff=staff, unit=matter.unit)
        follower.happen(assigned, procedure.recusal_basis)
