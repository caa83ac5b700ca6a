"""Sameness 比對: what a second press says otherwise than the matter that came of the first.

An answer can be lost on its way, the form be changed, and sent again. The receipt is of the words
as they were: whoever sends must be told which of theirs are in no register.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from dengwen.files import store
from dengwen.intake.submission import Person, Submission
from dengwen.ledger.event import Sealed
from dengwen.matters.state import Matter, Party


def changed(submission: Submission, matter: Matter) -> list[str]:
    """The fields of the submission that are not as the matter has them from its first event."""
    return [field for field, said, kept in _pairs(submission, matter) if said != kept]


def _pairs(s: Submission, matter: Matter) -> Iterator[tuple[str, Any, Any]]:
    """Each field with what is said now and what is registered."""
    place = matter.place
    yield "offer", s.offer, matter.offer
    yield "subject", s.subject.strip(), _open(matter.subject)
    yield "statement", s.statement.strip(), _open(matter.statement)
    yield "about", s.about.strip(), _open(matter.about_said)
    yield "danger", s.danger, matter.danger
    yield "place", s.place.strip(), _open(place.words if place else None)
    yield "latitude", s.latitude, place.latitude if place else ""
    yield "longitude", s.longitude, place.longitude if place else ""
    given = {name: value for name, value in s.answers.items() if value not in (None, "")}
    for name in sorted(given.keys() | matter.answers.keys()):
        yield name, _plain(given.get(name)), _plain(matter.answers.get(name))
    yield "people", _said(s.people), _kept(list(matter.parties.values()))
    yield "files", *_files(s.uploads, matter)


def _said(people: Sequence[Person]) -> list[tuple[Any, ...]]:
    return [(p.name.strip(), p.contact, p.notify_by) for p in (people or (Person(),))]


def _kept(parties: Sequence[Party]) -> list[tuple[Any, ...]]:
    return [(_open(p.name), _contact(p), p.notify_by) for p in parties]


def _contact(party: Party) -> Any:
    return (party.contact.value if party.contact else None) or {}


def _files(uploads: Sequence[Any], matter: Matter) -> tuple[Counter[str], Counter[str]]:
    """The digests of what is sent now, and of what came with the first press. Uploads that were
    read already (a form's) cannot be told and count as the same."""
    first = Counter(one.sha256 for one in matter.files.values() if one.at == matter.received_at)
    if not all(isinstance(one, store.Bytes) for one in uploads):
        return first, first
    return Counter(sha256(one.data).hexdigest() for one in uploads), first


def _plain(value: Any) -> Any:
    found = value.value if isinstance(value, Sealed) else value
    return str(found) if isinstance(found, float) else found


def _open(sealed: Sealed | None) -> str:
    return str(sealed.value or "") if sealed else ""
