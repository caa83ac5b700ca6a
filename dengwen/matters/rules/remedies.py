"""The ways to challenge a decision, and whether each is still open to a party. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dengwen.errors import Refusal
from dengwen.law.procedure import Procedure, Remedy
from dengwen.matters.rules.clocks import is_theirs
from dengwen.matters.rules.who import path_at, require_visible
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Clock, Document, Matter
from dengwen.people.actor import Actor


@dataclass(slots=True, frozen=True)
class Open:
    """A remedy against one document, for one party: its clock, and why it is not open now."""

    remedy_id: str
    remedy: Remedy
    document: Document
    clock: Clock | None
    refusal: Refusal | None

    @property
    def allowed(self) -> bool:
        """Whether it may be taken inside this service now."""
        return self.refusal is None


def remedies_now(matter: Matter, procedure: Procedure, party: str, now: datetime) -> list[Open]:
    """Every remedy against a document that was served on the party, with its clock."""
    found: list[Open] = []
    for document in matter.documents.values():
        if document.served_on(party) is None:
            continue
        for remedy_id, remedy in procedure.remedies.items():
            if document.kind not in remedy.against or not _of_kind(matter, remedy):
                continue
            if not is_theirs(matter, procedure.clocks[remedy.clock], party):
                continue
            clock = clock_of(matter, remedy.clock, party)
            refusal = why_not_remedy(matter, remedy_id, remedy, document, party, now)
            found.append(Open(remedy_id, remedy, document, clock, refusal))
    return found


def require_remedy(
    matter: Matter,
    procedure: Procedure,
    remedy_id: str,
    document_id: str,
    actor: Actor,
    now: datetime,
) -> tuple[Remedy, Document]:
    """The remedy and the document it is against, when the party may take it. Raises `Refusal`."""
    require_visible(matter, actor)
    remedy = procedure.remedies.get(remedy_id)
    document = matter.documents.get(document_id)
    if remedy is None or document is None or document.kind not in remedy.against:
        raise Refusal("unknown_remedy", gettext_noop("There is no such remedy here."), status=404)
    if actor.kind != "party":
        raise Refusal(
            "party_only",
            gettext_noop("Only someone who stands in the matter can take a remedy."),
            basis=list(remedy.basis),
        )
    if not is_theirs(matter, procedure.clocks[remedy.clock], actor.party):
        raise Refusal(
            "not_your_remedy",
            gettext_noop("This remedy is for another of those who stand in the matter."),
            basis=list(remedy.basis),
        )
    refusal = why_not_remedy(matter, remedy_id, remedy, document, actor.party, now)
    if refusal is not None:
        raise refusal
    return remedy, document


def why_not_remedy(
    matter: Matter, remedy_id: str, remedy: Remedy, document: Document, party: str, now: datetime
) -> Refusal | None:
    """Why the party may not take the remedy inside this service now."""
    basis = list(remedy.basis)
    if remedy.procedure is None or remedy.kind is None or remedy.goes_to == "outside":
        return Refusal(
            "outside",
            gettext_noop("This way leads to another body; it cannot be taken here."),
            basis=basis,
        )
    if not _of_kind(matter, remedy):
        return Refusal(
            "not_this_kind",
            gettext_noop("This remedy does not belong to this kind of matter."),
            basis=basis,
        )
    if document.served_on(party) is None:
        return Refusal(
            "not_served",
            gettext_noop("The decision has not been served on you, so its time has not begun."),
            basis=basis,
        )
    taken = any(
        link.remedy == remedy_id and link.party == party and link.document == document.id
        for link in matter.links
    )
    if taken:
        return Refusal(
            "remedy_taken", gettext_noop("You have taken this remedy already."), basis=basis
        )
    if not path_at(matter, remedy.goes_to):
        return Refusal(
            "no_unit_above",
            gettext_noop("No unit of this service stands above the one that decided."),
            basis=basis,
            mend=gettext_noop("The decision names the body outside to which you can turn."),
        )
    return _why_too_late(clock_of(matter, remedy.clock, party), now, basis)


def _why_too_late(clock: Clock | None, now: datetime, basis: list[str]) -> Refusal | None:
    if clock is None or (clock.is_open and now < clock.due_at) or clock.state == "paused":
        if clock is not None:
            return None
        return Refusal(
            "not_running", gettext_noop("The time for this remedy has not begun."), basis=basis
        )
    return Refusal(
        "too_late",
        gettext_noop("The time for this remedy ran out on {due_on}."),
        basis=basis,
        facts={"due_on": clock.facts.due_on},
        mend=gettext_noop("If something beyond you kept you from it, write and say so."),
    )


def clock_of(matter: Matter, name: str, party: str) -> Clock | None:
    """The clock of the party, or the one that runs for all."""
    return matter.clocks.get(f"{name}:{party}") or matter.clocks.get(name)


def _of_kind(matter: Matter, remedy: Remedy) -> bool:
    return not remedy.kinds or matter.kind in remedy.kinds
