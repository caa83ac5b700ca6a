"""Sending 提交: a draft becomes a submission; the draft keeps the receipt of the register."""

from __future__ import annotations

from hashlib import sha256

from django import forms
from django.db import transaction
from django.utils.translation import gettext_noop as _

from dengwen import times
from dengwen.documents.receipts import Receipt, Registered, write
from dengwen.errors import Refusal
from dengwen.files import store
from dengwen.intake import following, next_steps, numbers, shelf
from dengwen.intake.actions.register import register
from dengwen.intake.submission import Person, Submission
from dengwen.matters import rules
from dengwen.matters.actions.add import add
from dengwen.matters.actions.case import law_of
from dengwen.matters.actions.open import load
from dengwen.matters.actions.take_remedy import take_remedy
from dengwen.matters.state import Matter
from dengwen.people import units
from dengwen.people.actor import Actor
from dengwen.web.portal import receipts, summary, uploads
from dengwen.web.portal.drafts import Draft, Held


def send(held: Held) -> None:
    """Hand the draft to the register; the draft keeps the receipt, and nothing of what was written.

    Where an earlier press was registered, its answer lost, and the draft changed since, the receipt
    is of the words as they were: the draft then stays, with a token of its own, and the person is
    told. Raises what the register raises: a Refusal, or the database's own error when it is away.
    """
    receipt = register(submission(held))
    kept = receipts.kept(receipt, held.draft.entry_token)
    if not receipt.changed:
        held.sent(kept)
        return
    held.draft.receipt, held.draft.entry_token = kept, ""
    held.save()


def take_code(held: Held) -> None:
    """Give the draft a return code, where it has none, and keep it longer."""
    held.draft.code = held.draft.code or shelf.code_for(held.key)
    held.save()
    held.place.save()


def add_changes(held: Held, receipt: Receipt) -> None:
    """Add what was changed since it was registered to the matter, words and files: all or nothing.

    Raises Refusal where the matter cannot be added to any more.
    """
    actor = following.authenticate(receipt.number, receipt.secret)
    rows = summary.changed(held.draft, receipt.changed)
    if actor is None or not rows:
        raise Refusal(
            "too_late", _("This cannot be added any more. Send it as a matter of its own.")
        )
    words = "\n".join(f"{row.label}: {row.value}" for row in rows if row.page != "files")
    with transaction.atomic(durable=True):
        uploads.attach(actor, new_files(held, actor))
        if words:
            add(actor, actor.matter, words)
    held.sent({**held.draft.receipt, "changed": [], "added": True})


def new_files(held: Held, actor: Actor) -> list[store.Bytes]:
    """The files of the draft that the matter does not have."""
    there = {one.sha256 for one in load(actor.matter).files.values()}
    found = uploads.of_draft(held)
    return [one for one in found if sha256(one.data).hexdigest() not in there]


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
        named_publicly=bool(draft.named_publicly),
        electronic=bool(draft.electronic),
        needs=draft.needs.words,
        needs_kinds=draft.needs.kinds,
        speaks=draft.needs.speaks,
        consent=draft.consent,
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
