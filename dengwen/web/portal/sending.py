"""Sending 提交: a draft becomes a submission; the draft keeps the receipt of the register."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django import forms
from django.db import transaction

from dengwen import times
from dengwen.documents.receipts import Receipt, Registered, write
from dengwen.intake import next_steps, numbers
from dengwen.intake.actions.register import register
from dengwen.intake.submission import Person, Submission
from dengwen.matters import rules
from dengwen.matters.actions.case import law_of
from dengwen.matters.actions.take_remedy import take_remedy
from dengwen.matters.state import Matter
from dengwen.people import units
from dengwen.people.actor import Actor
from dengwen.web.portal import receipts, uploads
from dengwen.web.portal.drafts import Draft, Held


def send(held: Held) -> dict[str, Any]:
    """Hand the draft to the register and give its receipt, as the draft keeps it.

    Raises what the register raises: a Refusal, or the database's own error when that is away.
    """
    return receipts.kept(register(submission(held)), held.draft.entry_token)


def submission(held: Held) -> Submission:
    """What the draft says, as the register takes it."""
    draft = held.draft
    return Submission(
        channel="web",
        language=draft.language,
        procedure=draft.procedure,
        offer=draft.offer,
        subject=draft.subject,
        statement=draft.statement,
        answers=draft.answers,
        place=draft.place,
        latitude=draft.latitude,
        longitude=draft.longitude,
        unit=draft.unit,
        about=draft.about,
        danger=bool(draft.danger),
        people=people(draft),
        uploads=tuple(uploads.of_draft(held)),
        entry_token=draft.entry_token,
        seed=draft.seed,
    )


def people(draft: Draft) -> tuple[Person, ...]:
    """Who brings it: nobody by name, one person, or a group with those who speak for it first."""
    if draft.who == "anonymous":
        return ()
    first = Person(
        name=draft.name,
        email=draft.email,
        phone=draft.phone,
        address=draft.address,
        notify_by=draft.notify_by or "none",
        representative=draft.who == "group",
        named_publicly=draft.named_publicly,
        electronic=draft.electronic,
        needs=draft.needs,
    )
    if draft.who != "group":
        return (first,)
    speakers = [other(one, representative=True) for one in draft.representatives]
    return (first, *speakers, *(other(one, representative=False) for one in draft.signatories))


def other(one: dict[str, str], *, representative: bool) -> Person:
    """Someone named by the person who writes: told by the way that was given for them."""
    way = "email" if one.get("email") else "sms" if one.get("phone") else "none"
    return Person(
        name=one.get("name", ""),
        email=one.get("email", ""),
        phone=one.get("phone", ""),
        notify_by=way,
        representative=representative,
    )


def challenge(held: Held, actor: Actor, found: rules.Open, form: forms.Form, press: str) -> None:
    """Take a remedy: a new matter with number, secret and signed receipt, or nothing at all."""
    secret = numbers.new_secret()
    with transaction.atomic(durable=True):
        matter = take_remedy(
            actor,
            actor.matter,
            found.remedy_id,
            found.document.id,
            form.cleaned_data["text"],
            secret_digest=numbers.digest(secret),
            entry_token=token_of(actor, found, press),
        )
        receipt = receipt_of(matter, secret)
    held.draft.receipt = receipts.kept(receipt, press)
    held.save()


def token_of(actor: Actor, found: rules.Open, press: str) -> str:
    """The entry token of a remedy: the press, bound to what it challenges and for whom."""
    told = (actor.matter, actor.party, found.remedy_id, found.document.id, press)
    return sha256("|".join(told).encode()).hexdigest()


def receipt_of(matter: Matter, secret: str) -> Receipt:
    """The signed receipt of a matter that was just opened, inside its transaction."""
    procedure = law_of(matter).procedure
    steps = next_steps.of(matter, procedure)
    unit = units.get(matter.unit).name
    label = procedure.kinds[matter.kind].label
    received_at = matter.received_at or times.now()
    registered = Registered(
        stream=matter.stream,
        version=1,
        number=matter.number,
        person="p1",
        received_at=received_at,
        unit=unit,
        label=label,
        procedure=matter.procedure,
        pack={"id": matter.pack.id, "version": matter.pack.version, "hash": matter.pack.hash}
        if matter.pack
        else {},
        steps=steps,
    )
    return Receipt(
        number=matter.number,
        secret=secret,
        text=write(registered),
        received_at=received_at,
        unit=unit,
        label=label,
        next=steps,
    )
