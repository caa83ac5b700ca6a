"""Receive 收到: a matter comes into the house, once, whoever brings it and by whatever door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import IntegrityError, transaction

from dengwen import times
from dengwen.errors import Refusal
from dengwen.law import library
from dengwen.law import procedure as law
from dengwen.ledger import store
from dengwen.ledger.event import Sealed, TimeSource
from dengwen.matters import events as e
from dengwen.matters import state
from dengwen.matters.actions.case import Case, calendars_of, commit
from dengwen.matters.actions.open import load
from dengwen.matters.models import MatterRow, write_new
from dengwen.matters.rules.clocks import Law
from dengwen.matters.rules.needs import Needs, key_of
from dengwen.matters.rules.numbers import new_number
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


class Bringing(msgspec.Struct, frozen=True, kw_only=True):
    """Someone who brings a matter, in plain words; sealed on the way in."""

    role: str = ""  # empty: the role of the procedure that brings
    name: str = ""
    contact: dict[str, Any] = {}  # {"email": …, "phone": …, "address": …}
    notify_by: str = "none"
    language: str = "zh-Hant"
    representative: bool = False
    named_publicly: bool = False
    electronic: bool = False
    needs: str = ""  # in words …
    needs_kinds: tuple[str, ...] = ()  # … of which sorts (needs.KINDS) …
    speaks: str = ""  # … and the language they speak, where it is another
    consent: str = ""  # the sentence under which it was stated; '' where staff wrote it down
    secret_digest: str = ""  # of their own follow-up secret


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """What comes in, validated by its door. Texts are plain here and sealed by `receive`.

    `number` is drawn when empty (a door that stored files first has drawn it already).
    `answers` may hold `Sealed` values already.
    """

    procedure: str
    kind: str
    unit: str
    unit_path: tuple[str, ...]
    channel: str
    language: str
    number: str = ""
    offer: str = ""
    subject: str = ""
    statement: str = ""
    answers: dict[str, Any] = {}
    place: str = ""  # in words
    latitude: str = ""
    longitude: str = ""
    parties: list[Bringing] = []
    danger: bool = False
    about_said: str = ""
    about_units: list[str] = []  # named at the door, to be confirmed
    about_staff: list[str] = []
    secret_digest: str = ""
    entry_token: str = ""
    source: str = ""
    fingerprint: str = ""
    files: list[e.FileAttached] = []
    received_at: datetime | None = None  # None: now
    time_source: TimeSource = "server"
    challenges: str = ""
    challenged_document: str = ""
    not_by: list[str] = []


def free_number() -> str:
    """A number that no matter has. Two draws at once cannot both commit: streams are new once."""
    return free_numbers(1)[0]


def free_numbers(many: int) -> list[str]:
    """So many different numbers that no matter has."""
    prefix = library.current().file.settings.get("number_prefix", "DW")
    while True:
        drawn = {new_number(prefix) for _ in range(many)}
        if len(drawn) == many and not MatterRow.objects.filter(number__in=drawn).exists():
            return list(drawn)


def person_of(place: int) -> str:
    """The key under which the words of the party at this place are sealed."""
    return f"p{place}"


def receive(actor: Actor, spec: Received, at: datetime | None = None) -> Matter:
    """Take a matter in: its first event, its clocks and its rows, or nothing at all.

    The same `entry_token`, or the same `source`, gives the matter that is there already: a double
    press is one matter. Raises `Refusal` for a kind that does not exist or cannot be brought.
    """
    there = _already(spec)
    if there is not None:
        return there
    try:
        with transaction.atomic():
            case = open_new(actor, spec, at)
            return commit(case)[0]
    except IntegrityError:
        there = _already(spec)  # the other press came first, by less than a transaction
        if there is None:
            raise
        return there


def receive_new(brought: Sequence[tuple[Actor, Received]]) -> list[Matter]:
    """Take several new matters in together, inside the caller's transaction: all or none.

    Each `spec` has its number. Raises `Refusal` as `receive` does, `store.Stale` where a number is
    taken, and IntegrityError where an entry token or a source is known already.
    """
    cases = [open_new(actor, spec) for actor, spec in brought]
    written = store.append_many_new([(case.matter.stream, 0, case.facts) for case in cases])
    # Folded again from what the ledger gave back, so that rows equal a later rebuild.
    matters = [state.fold(events) for events in written]
    write_new(matters)
    return matters


def open_new(actor: Actor, spec: Received, at: datetime | None = None) -> Case:
    """The case of a matter that is coming in, with its first facts; not committed yet."""
    under = law_for(spec)
    kind = require_kind(under, spec)
    when = at or spec.received_at or times.now()
    source = spec.time_source if (at or spec.received_at) else "server"
    case = Case(actor, [], under, when, source)
    number = spec.number or free_number()
    case.matter.number = number
    case.happen(first_fact(spec, number, under, kind), kind.basis)
    if spec.about_units or spec.about_staff:
        named = e.SubjectNamed(units=spec.about_units, staff=spec.about_staff, confirmed=False)
        case.happen(named, under.procedure.subject.basis)
    for attached in spec.files:
        case.happen(attached)
    for place, one in enumerate(spec.parties, start=1):
        if needs := Needs(one.needs_kinds, one.needs, one.speaks):
            case.happen(needs_stated(f"p{place}", person_of(place), needs, one.consent))
    return case


def law_for(spec: Received) -> Law:
    """The law under which it comes in: the version of the procedure in force on the day."""
    pack = library.current()
    if spec.procedure not in pack.procedures:
        raise _no_such_kind(spec)
    day = spec.received_at.date() if spec.received_at else times.today(pack.file.time_zone)
    found = library.procedure(spec.procedure, day)
    return Law(found, pack, calendars_of(pack))


def require_kind(under: Law, spec: Received) -> law.Kind:
    """The kind, when a matter of it may come in this way. Raises `Refusal`."""
    kind = under.procedure.kinds.get(spec.kind)
    if kind is None:
        raise _no_such_kind(spec)
    if kind.remedy_only and not spec.challenges:
        raise Refusal(
            "remedy_only",
            gettext_noop("This can only be brought against a decision, from that decision."),
            basis=list(kind.basis),
        )
    if len(spec.parties) > 1 and not kind.group:
        raise Refusal(
            "not_together",
            gettext_noop("This cannot be brought by several people together."),
            basis=list(kind.basis),
        )
    for role, limit in _representatives_allowed(under.procedure).items():
        chosen = sum(1 for p in spec.parties if p.representative and p.role in ("", role))
        if limit and chosen > limit:
            raise Refusal(
                "too_many_representatives",
                gettext_noop("At most {limit} people may represent a group."),
                basis=list(under.procedure.parties[role].basis),
                facts={"limit": limit},
            )
    return kind


def first_fact(spec: Received, number: str, under: Law, kind: law.Kind) -> e.MatterReceived:
    """The first event of a matter, its words sealed under the person who brings it."""
    first = person_of(1)
    place = e.Place(
        words=_sealed(first, spec.place), latitude=spec.latitude, longitude=spec.longitude
    )
    somewhere = bool(spec.place or spec.latitude)
    return e.MatterReceived(
        number=number,
        procedure=spec.procedure,
        kind=spec.kind,
        status=kind.enters,
        pack=under.ref,
        channel=spec.channel,
        offer=spec.offer,
        language=spec.language,
        unit=spec.unit,
        unit_path=list(spec.unit_path),
        subject=_sealed(first, spec.subject),
        statement=_sealed(first, spec.statement),
        answers=spec.answers,
        place=place if somewhere else None,
        parties=[
            party_of(one, at, under.procedure) for at, one in enumerate(spec.parties, start=1)
        ],
        danger=spec.danger,
        confidential=kind.confidential,
        secret_digest=spec.secret_digest,
        subject_told=under.procedure.subject.told,
        subject_barred=under.procedure.subject.barred,
        about_said=_sealed(first, spec.about_said),
        source=spec.source,
        fingerprint=spec.fingerprint,
        challenges=spec.challenges,
        challenged_document=spec.challenged_document,
        not_by=spec.not_by,
        entry_token=spec.entry_token,
    )


def party_of(one: Bringing, place: int, procedure: law.Procedure) -> e.Party:
    """The party at a place in the matter, sealed under a key of its own."""
    person = person_of(place)
    role = one.role or next((r for r, rule in procedure.parties.items() if rule.brings), "")
    rule = procedure.parties.get(role)
    return e.Party(
        party=f"p{place}",
        person=person,
        role=role,
        name=_sealed(person, one.name),
        contact=Sealed(person, one.contact) if one.contact else None,
        notify_by=one.notify_by,
        language=one.language,
        representative=one.representative,
        named_publicly=one.named_publicly,
        electronic=one.electronic,
        brings=rule is None or rule.brings,
        secret_digest=one.secret_digest,
    )


def needs_stated(
    party: str, person: str, needs: Needs, consent: str, times_before: int = 0
) -> e.NeedsStated:
    """The fact that a party said what they need, sealed under a key of its own."""
    sealed = Sealed(key_of(person, times_before), needs.plain())
    return e.NeedsStated(party=party, needs=sealed, consent=consent)


def _sealed(person: str, text: str) -> Sealed | None:
    return Sealed(person, text) if text else None


def _representatives_allowed(procedure: law.Procedure) -> dict[str, int]:
    return {role: rule.max_representatives for role, rule in procedure.parties.items()}


def _already(spec: Received) -> Matter | None:
    rows = MatterRow.objects.none()
    if spec.entry_token:
        rows = MatterRow.objects.filter(entry_token=spec.entry_token)
    elif spec.source:
        rows = MatterRow.objects.filter(source=spec.source)
    number = rows.values_list("number", flat=True).first()
    return load(number) if number else None


def _no_such_kind(spec: Received) -> Refusal:
    return Refusal(
        "unknown_kind",
        gettext_noop("There is no such kind of matter here."),
        facts={"procedure": spec.procedure, "kind": spec.kind},
    )
