"""Taking in 收下: everything of some registrations inside their one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from dengwen import times
from dengwen.delivery import outbox
from dengwen.documents import composing, receipts
from dengwen.documents.receipts import Receipt
from dengwen.files import store as files
from dengwen.intake import next_steps, numbers, routing
from dengwen.intake.submission import Person, Submission
from dengwen.law import library
from dengwen.law.procedure import Offer, Procedure
from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters.actions import receive as receiving
from dengwen.matters.state import Matter
from dengwen.people import units
from dengwen.people.actor import Actor
from dengwen.people.state import Unit

FIRST = "p1"
"""The party who brings it, and the key under which what they said is sealed."""


class Ready(msgspec.Struct, frozen=True):
    """A submission found good, with its procedure, offer and kind, and who hands it over."""

    submission: Submission
    actor: Actor
    procedure: Procedure
    offer: Offer
    kind: str


class _Held(msgspec.Struct, frozen=True):
    """One of them with all that is drawn and chosen for it."""

    ready: Ready
    number: str
    unit: Unit
    secret: str
    others: dict[str, receipts.Secret]

    @property
    def stream(self) -> str:
        return f"matter:{self.number}"


def take_all(some: Sequence[Ready]) -> list[Receipt]:
    """Register them all, or none: events, clocks, rows, receipts, acknowledgements.

    Runs in the caller's transaction. Raises IntegrityError where an entry token is known already,
    and `Refusal` for what only shows now.
    """
    everyone = units.tree()
    drawn = receiving.free_numbers(len(some))
    held = [_held(*pair, everyone) for pair in zip(some, drawn, strict=True)]
    matters = receiving.receive_new([(one.ready.actor, _spec(one)) for one in held])
    pairs = list(zip(held, matters, strict=True))
    steps = [next_steps.of(matter, one.ready.procedure) for one, matter in pairs]
    texts = receipts.write_all(
        [_registered(*pair, told) for pair, told in zip(pairs, steps, strict=True)]
    )
    given = [
        receipt_of(matter, one.secret, text, told, one.unit.name, list(one.others.values()))
        for (one, matter), text, told in zip(pairs, texts, steps, strict=True)
    ]
    letters = [
        letter
        for one, receipt in zip(held, given, strict=True)
        for letter in _acknowledged(one.ready.submission, receipt)
    ]
    outbox.put_all(letters)
    return given


def receipt_of(
    matter: Matter,
    secret: str,
    text: str,
    steps: list[receipts.Next],
    unit: dict[str, str],
    others: list[receipts.Secret],
) -> Receipt:
    """The receipt of a matter as it is handed over."""
    procedure = library.procedure(matter.procedure)
    kind = procedure.kinds.get(matter.kind)
    return Receipt(
        number=matter.number,
        secret=secret,
        text=text,
        received_at=matter.received_at or times.now(),
        unit=unit,
        label=kind.label if kind else procedure.label,
        next=steps,
        others=others,
    )


def secrets_of(people: Sequence[Person], seed: str) -> dict[str, receipts.Secret]:
    """A secret for each named person after the first, by party."""
    return {
        party: receipts.Secret(
            party=party, name=one.name.strip(), secret=numbers.secret_of(seed, party)
        )
        for place, one in enumerate(people[1:], start=2)
        if one.name.strip() and (party := receiving.person_of(place))
    }


def _held(ready: Ready, number: str, everyone: Sequence[Unit]) -> _Held:
    submission = ready.submission
    unit = routing.unit_for(submission, ready.procedure, ready.kind, ready.actor, everyone)
    seed = submission.seed or token_hex(32)
    others = secrets_of(submission.people, seed)
    return _Held(ready, number, unit, numbers.secret_of(seed, FIRST), others)


def _registered(one: _Held, matter: Matter, steps: list[receipts.Next]) -> receipts.Registered:
    procedure = one.ready.procedure
    return receipts.Registered(
        stream=one.stream,
        version=1,
        number=matter.number,
        person=FIRST,
        received_at=matter.received_at or times.now(),
        unit=one.unit.name,
        label=procedure.kinds[one.ready.kind].label,
        procedure=procedure.procedure,
        pack=_pack(matter),
        steps=steps,
    )


def _pack(matter: Matter) -> dict[str, str]:
    """Under which pack it was taken in, as the receipt says it."""
    pack = matter.pack
    return {"id": pack.id, "version": pack.version, "hash": pack.hash} if pack else {}


def _spec(one: _Held) -> receiving.Received:
    ready, submission = one.ready, one.ready.submission
    people = submission.people or (Person(),)
    stored = files.put_all(one.stream, FIRST, submission.uploads)
    return receiving.Received(
        number=one.number,
        procedure=ready.procedure.procedure,
        kind=ready.kind,
        unit=one.unit.id,
        unit_path=one.unit.path,
        channel=submission.channel,
        language=submission.language,
        offer=submission.offer,
        subject=submission.subject.strip(),
        statement=submission.statement.strip(),
        answers=_answers(submission.answers, ready.offer),
        place=submission.place.strip(),
        latitude=submission.latitude,
        longitude=submission.longitude,
        parties=[
            _bringing(each, submission.language, one.others.get(receiving.person_of(place)))
            for place, each in enumerate(people, start=1)
        ],
        danger=submission.danger,
        about_said=submission.about.strip(),
        secret_digest=numbers.digest(one.secret),
        entry_token=submission.entry_token,
        files=[_attached(each) for each in stored],
        received_at=submission.received_at,
        time_source=submission.time_source if submission.received_at else "server",  # type: ignore[arg-type]
    )


def _answers(answers: Mapping[str, Any], offer: Offer) -> dict[str, Any]:
    """The answers that were given; free text is sealed, choices and days are not."""
    given = {k: v for k, v in answers.items() if v is not None and v != ""}
    return {
        name: Sealed(FIRST, value) if offer.asks[name].is_sealed else _plain(value)
        for name, value in given.items()
    }


def _plain(value: Any) -> Any:
    """The ledger holds no floats: a figure stands as it was written."""
    return str(value) if isinstance(value, float) else value


def _bringing(person: Person, language: str, held: receipts.Secret | None) -> receiving.Bringing:
    return receiving.Bringing(
        role=person.role,
        name=person.name.strip(),
        contact=person.contact,
        notify_by=person.notify_by,
        language=person.language or language,
        representative=person.representative,
        named_publicly=person.named_publicly,
        electronic=person.electronic,
        needs=person.needs.strip(),
        needs_kinds=person.needs_kinds,
        speaks=person.speaks.strip(),
        consent=person.consent,
        secret_digest=numbers.digest(held.secret) if held else "",
    )


def _attached(stored: files.StoredFile) -> e.FileAttached:
    return e.FileAttached(
        file=stored.id,
        party=FIRST,
        person=FIRST,
        name=Sealed(FIRST, stored.name),
        type=stored.type,
        size=stored.size,
        sha256=stored.sha256,
    )


def _acknowledged(submission: Submission, receipt: Receipt) -> list[outbox.Letter]:
    """Tell everyone who asked to be told that it came in. The secret goes through no wire."""
    zone = ZoneInfo(library.current().file.time_zone)
    letters = []
    for place, person in enumerate(submission.people, start=1):
        way = {"email": "email", "sms": "phone", "post": "address"}.get(person.notify_by)
        where = person.contact.get(way or "")
        if not where:
            continue
        language = person.language or submission.language
        received_on = receipt.received_at.astimezone(zone).date()
        values = {
            "number": receipt.number,
            "received_on": composing.day_in_words(received_on, language),
            "next": next_steps.in_words(receipt.next, language),
            "follow_address": composing.follow_address(receipt.number),
        }
        stream, party = f"matter:{receipt.number}", receiving.person_of(place)
        letters.append(
            outbox.Letter(stream, party, person.notify_by, where, "receipt", values, language)
        )
    return letters
