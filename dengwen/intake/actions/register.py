"""Register 登記: the one way in, for every door.

A receipt is given when, and only when, the matter is committed. In order: (1) the submission is
checked whole; (2) files are sealed and synced to disk; (3) event, clocks, rows, receipt and
acknowledgement are written in one transaction; (4) it commits; (5) the receipt is handed over.
Whatever fails before (4) leaves nothing and gives no receipt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction
from django.utils.translation import gettext_noop as _

from dengwen import times
from dengwen.delivery import outbox
from dengwen.documents import composing, receipts
from dengwen.documents.receipts import Receipt
from dengwen.errors import Refusal
from dengwen.files import store as files
from dengwen.intake import next_steps, numbers, routing, validation
from dengwen.intake.routing import Route
from dengwen.intake.submission import Person, Submission
from dengwen.law import library
from dengwen.law.procedure import Offer
from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters.actions import receive as receiving
from dengwen.matters.actions.open import load
from dengwen.matters.models import MatterRow, SecretRow
from dengwen.matters.state import Matter
from dengwen.people import roles, units
from dengwen.people.actor import PUBLIC, Actor

FIRST = "p1"
"""The party who brings it, and the key under which what they said is sealed."""


class _Twice(Exception):
    """Another press of the same form was first; this one is rolled back whole."""


def register(submission: Submission, actor: Actor = PUBLIC) -> Receipt:
    """Take a submission in and give its receipt, once it is durable.

    The same `entry_token` again gives the same number, marked `again`; with the secret only to who
    brings the seed it came of, for nobody else has it any more. Raises `Invalid` with every
    problem, `Refusal`, or what the database raises when it is away: then there is no receipt.
    """
    _may_register(submission, actor)
    given = _given(submission)
    if given is not None:
        return given
    now = times.now()
    day = times.today(library.current().file.time_zone)
    procedure, offer = routing.offered(submission, day)
    languages = library.current().file.languages
    problems = validation.check(submission, offer, languages, now)
    if problems:
        raise validation.Invalid(problems)
    kind = routing.kind_of(submission, offer)
    try:
        with transaction.atomic(durable=True):
            unit = routing.unit_for(submission, procedure, kind, actor)
            receipt = _take(submission, actor, Route(procedure, kind, unit), offer)
    except _Twice:
        given = _given(submission)
        if given is None:
            raise
        return given
    return receipt


def _may_register(submission: Submission, actor: Actor) -> None:
    """The public uses the public's door; every other needs someone who may take matters in."""
    if submission.channel != "web" and actor.kind != "system" and not roles.can(actor, "register"):
        raise Refusal("not_registrar", _("Only a registrar may use this door."), status=403)


def _take(submission: Submission, actor: Actor, route: Route, offer: Offer) -> Receipt:
    """Everything of one registration, inside its transaction."""
    number, seed = receiving.free_number(), submission.seed or token_hex(32)
    secret, others = numbers.secret_of(seed, FIRST), _secrets(submission.people, seed)
    stream = f"matter:{number}"
    stored = files.put_all(stream, FIRST, submission.uploads)
    spec = _spec(submission, route, offer, number, numbers.digest(secret), others, stored)
    matter = receiving.receive(actor, spec)
    if matter.number != number:
        raise _Twice
    steps = next_steps.of(matter, route.procedure)
    text = receipts.write(
        stream,
        1,
        number=number,
        person=FIRST,
        received_at=matter.received_at or times.now(),
        unit=route.unit.name,
        label=route.procedure.kinds[route.kind].label,
        procedure=route.procedure.procedure,
        pack=_pack(matter),
        steps=steps,
    )
    receipt = _receipt(matter, secret, text, steps, route.unit.name)
    receipt = msgspec.structs.replace(receipt, others=list(others.values()))
    _acknowledge(submission, receipt)
    return receipt


def _secrets(people: Sequence[Person], seed: str) -> dict[str, receipts.Secret]:
    """A secret for each named person after the first, by party."""
    return {
        party: receipts.Secret(
            party=party, name=one.name.strip(), secret=numbers.secret_of(seed, party)
        )
        for place, one in enumerate(people[1:], start=2)
        if one.name.strip() and (party := receiving.person_of(place))
    }


def _spec(
    submission: Submission,
    route: Route,
    offer: Offer,
    number: str,
    secret_digest: str,
    others: Mapping[str, receipts.Secret],
    stored: list[files.StoredFile],
) -> receiving.Received:
    people = submission.people or (Person(),)
    return receiving.Received(
        number=number,
        procedure=route.procedure.procedure,
        kind=route.kind,
        unit=route.unit.id,
        unit_path=route.unit.path,
        channel=submission.channel,
        language=submission.language,
        offer=submission.offer,
        subject=submission.subject.strip(),
        statement=submission.statement.strip(),
        answers=_answers(submission.answers, offer),
        place=submission.place.strip(),
        latitude=submission.latitude,
        longitude=submission.longitude,
        parties=[
            _bringing(one, submission.language, others.get(receiving.person_of(place)))
            for place, one in enumerate(people, start=1)
        ],
        danger=submission.danger,
        about_said=submission.about.strip(),
        secret_digest=secret_digest,
        entry_token=submission.entry_token,
        files=[_attached(one) for one in stored],
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


def _given(submission: Submission) -> Receipt | None:
    """The receipt of an earlier press of the same form; its secrets for who still has the seed."""
    if not submission.entry_token:
        return None
    number = MatterRow.objects.filter(entry_token=submission.entry_token).values_list(
        "number", flat=True
    )
    if not number:
        return None
    matter = load(number[0])
    procedure = library.procedure(matter.procedure)
    secret, others = _kept_by(submission, matter.number)
    receipt = _receipt(
        matter,
        secret,
        receipts.read(matter.stream) or "",
        next_steps.of(matter, procedure),
        units.get(matter.trail[0].unit).name if matter.trail else {},
    )
    return msgspec.structs.replace(receipt, again=True, others=others)


def _kept_by(submission: Submission, number: str) -> tuple[str, list[receipts.Secret]]:
    """The secrets that follow from the seed of a press, where they are those of this matter."""
    secret = numbers.secret_of(submission.seed, FIRST)
    row = SecretRow.objects.filter(number=number, digest=numbers.digest(secret))
    if not submission.seed or not row.exists():
        return "", []
    return secret, list(_secrets(submission.people, submission.seed).values())


def _receipt(
    matter: Matter, secret: str, text: str, steps: list[receipts.Next], unit: dict[str, str]
) -> Receipt:
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
    )


def _pack(matter: Matter) -> dict[str, str]:
    """Under which pack it was taken in, as the receipt says it."""
    pack = matter.pack
    return {"id": pack.id, "version": pack.version, "hash": pack.hash} if pack else {}


def _acknowledge(submission: Submission, receipt: Receipt) -> None:
    """Tell everyone who asked to be told that it came in. The secret goes through no wire."""
    zone = ZoneInfo(library.current().file.time_zone)
    for place, person in enumerate(submission.people, start=1):
        way = {"email": "email", "sms": "phone", "post": "address"}.get(person.notify_by)
        where = person.contact.get(way or "")
        if not where:
            continue
        language = person.language or submission.language
        values = {
            "number": receipt.number,
            "received_on": composing.day_in_words(
                receipt.received_at.astimezone(zone).date(), language
            ),
            "next": next_steps.in_words(receipt.next, language),
            "follow_address": composing.follow_address(receipt.number),
        }
        stream = f"matter:{receipt.number}"
        outbox.put(
            stream, receiving.person_of(place), person.notify_by, where, "receipt", values, language
        )
