"""Open 查閱: one matter, as far as the actor may see and read it, with the reading recorded."""

from __future__ import annotations

from typing import Any

import msgspec

from dengwen.errors import Undisclosed
from dengwen.ledger import access, store
from dengwen.ledger.event import Sealed
from dengwen.matters import state, visibility
from dengwen.matters.actions.case import NUMBER, history_of
from dengwen.matters.models import MatterRow, visible_to
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor

INTERNAL = frozenset(
    {"note_added", "recusal_declared", "clock_reminded", "subject_named", "subject_told"}
    | {"matter_handed_over", "matter_joined", "matter_separated"}
)
"""What the service keeps to itself: never on a party's page."""


DRAFTS = frozenset({"step_proposed", "proposal_returned", "note_added"})
"""What those who decided what is challenged see nothing of in the challenge."""


def open_matter(actor: Actor, number: str, purpose: str = "page") -> Matter:
    """The matter with what the actor may read of it opened; every reading by staff is recorded.

    `purpose` names what it is opened for, in the access stream. Raises `Undisclosed` alike for a
    matter that is not there and for one the actor may not know of; both attempts are recorded.
    """
    # Asked of the rows first, which costs the same for what is barred as for what is not: the time
    # of the answer tells nothing either.
    known = MatterRow.objects.filter(visible_to(actor), number=number).exists()
    matter = load(number) if known else None
    if matter is None or not visibility.may_see(actor, matter):
        _refused(actor, number)
        raise Undisclosed
    allowed = visibility.may_read(actor, matter)
    if actor.kind == "staff" and allowed:
        access.record(actor.id, number, [purpose, *sorted(allowed)])
    return shown_to(actor, matter, allowed)


def load(number: str) -> Matter:
    """The matter, whole and opened, for the house's own use. Raises `Undisclosed` for none."""
    return state.fold(history_of(number))


def shown_to(actor: Actor, matter: Matter, allowed: set[str]) -> Matter:
    """The matter with the values closed that the actor may not read. Digests stay."""
    if actor.kind == "party":
        matter.notes = []
        matter.proposals = {}
        matter.recused = {}
        matter.about_units, matter.about_staff = [], []
        matter.lines = [line for line in matter.lines if line.type not in INTERNAL]
        matter.joined = {}  # nobody learns of others who brought the same
        hidden = {p.person for p in matter.parties.values() if p.id != actor.party}
        return _without_identity(matter, hidden)
    if "content" not in allowed:
        return _closed_whole(matter)
    if actor.staff in matter.not_by:
        matter = _without_drafts(matter)
    if "identity" not in allowed:
        return _without_identity(matter, {p.person for p in matter.parties.values()})
    return matter


def _without_drafts(matter: Matter) -> Matter:
    """The matter as those read it who decided what it challenges: what was brought and what was
    issued, and nothing of what is being weighed."""
    matter.proposals, matter.notes = {}, []
    matter.lines = [line for line in matter.lines if line.type not in DRAFTS]
    for line in matter.lines:
        if line.type == "step_taken" and not line.data.told:
            line.data = msgspec.structs.replace(line.data, fields={})
    return matter


def _without_identity(matter: Matter, persons: set[str]) -> Matter:
    for party in matter.parties.values():
        if party.person in persons and not party.named_publicly:
            party.name = _closed(party.name)
        if party.person in persons:
            party.contact, party.needs = _closed(party.contact), _closed(party.needs)
    for line in matter.lines:
        if line.type in ("matter_received", "party_joined"):
            line.data = _closed_parties(line.data, persons)
        elif line.type == "needs_stated" and matter.parties[line.data.party].person in persons:
            line.data = msgspec.structs.replace(line.data, needs=_closed(line.data.needs))
    return matter


def _closed_parties(data: Any, persons: set[str]) -> Any:
    replace = msgspec.structs.replace

    def closed(party: Any) -> Any:
        if party.person not in persons:
            return party
        return replace(
            party,
            name=party.name if party.named_publicly else _closed(party.name),
            contact=_closed(party.contact),
            needs=_closed(party.needs),
        )

    if hasattr(data, "parties"):
        return replace(data, parties=[closed(party) for party in data.parties])
    return replace(data, party=closed(data.party))


def _closed_whole(matter: Matter) -> Matter:
    """The structure alone: the same history folded without opening anything."""

    return state.fold(store.read(matter.stream))


def _closed(sealed: Sealed | None) -> Sealed | None:
    return msgspec.structs.replace(sealed, value=None) if sealed else None


def _refused(actor: Actor, number: str) -> None:
    if actor.kind == "staff" and NUMBER.fullmatch(number):
        access.record(actor.id, number, ["page"], refused=True)
