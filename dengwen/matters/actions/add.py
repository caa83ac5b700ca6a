"""Add, note, attach 補充、備註、附件: words and files that come to a matter after its beginning."""

from __future__ import annotations

from datetime import datetime

from dengwen.files.store import StoredFile
from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.papers import key_of
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


def add(actor: Actor, number: str, text: str, at: datetime | None = None) -> Matter:
    """Add to what was said, as a party of a matter that has not ended. Raises `Refusal`."""

    def story(case: Case) -> None:
        party = rules.require_party(case.matter, actor)
        rules.require_open(case.matter, case.under.procedure)
        words = Sealed(party.person, rules.clean_text("text", text))
        case.happen(e.StatementAdded(party=party.id, text=words))

    return act(actor, number, story, at, retry=True)


def note(actor: Actor, number: str, text: str, at: datetime | None = None) -> Matter:
    """Write an internal note, which no party sees. Raises `Refusal`."""

    def story(case: Case) -> None:
        rules.require_working(case.matter, actor)
        words = Sealed(key_of(case.matter), rules.clean_text("text", text))
        case.happen(e.NoteAdded(text=words))

    return act(actor, number, story, at, retry=True)


def attach(
    actor: Actor, number: str, stored: StoredFile, party: str = "", at: datetime | None = None
) -> Matter:
    """Attach a file whose bytes are stored and synced already. Raises `Refusal`."""

    def story(case: Case) -> None:
        whose = party
        if actor.kind == "party":
            whose = rules.require_party(case.matter, actor).id
            rules.require_open(case.matter, case.under.procedure)
        else:
            rules.require_working(case.matter, actor)
        case.happen(file_attached(stored, whose))

    return act(actor, number, story, at, retry=True)


def file_attached(stored: StoredFile, party: str = "") -> e.FileAttached:
    """The fact that a stored file was attached, its name sealed as the bytes are."""
    return e.FileAttached(
        file=stored.id,
        party=party,
        person=stored.person,
        name=Sealed(stored.person, stored.name),
        type=stored.type,
        size=stored.size,
        sha256=stored.sha256,
    )
