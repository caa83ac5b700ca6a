"""Join 加入: another person stands in the matter, with a secret of their own."""

from __future__ import annotations

from datetime import datetime

from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.receive import Bringing, needs_stated, party_of
from dengwen.matters.rules.needs import Needs
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


def join(
    actor: Actor,
    number: str,
    party: Bringing,
    secret_digest: str = "",
    at: datetime | None = None,
) -> Matter:
    """Let another person join, as one of those who bring it or in the role named."""

    def story(case: Case) -> None:
        matter, procedure = case.matter, case.under.procedure
        joining = party_of(party, len(matter.parties) + 1, procedure)
        rules.require_join(matter, procedure, joining.role, joining.representative, actor)
        basis = procedure.parties[joining.role].basis
        case.happen(e.PartyJoined(party=joining, secret_digest=secret_digest), basis)
        if needs := Needs(party.needs_kinds, party.needs, party.speaks):
            case.happen(needs_stated(joining.party, joining.person, needs, party.consent))

    return act(actor, number, story, at)
