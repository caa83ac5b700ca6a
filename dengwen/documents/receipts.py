"""The receipt 登記回執: a signed promise, and all that the person needs to prove what they brought.

The text is JSON with `format`, `body` (itself canonical JSON, as a string), `key` and `signature`.
The signature is Ed25519 over the bytes of `body`. The secret is never in it: the receipt may be
shown to anyone without letting them in. docs/reference/receipt.md says how to verify one.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _

from dengwen import times
from dengwen.documents import composing, fonts, render
from dengwen.documents.composing import follow_address
from dengwen.documents.models import DocumentFile
from dengwen.law import library
from dengwen.law.procedure import Cite, Text
from dengwen.ledger import canonical, opening, sealing

FORMAT = "dengwen-receipt/1"
LONGEST_DELAY = timedelta(hours=24)
"""The longest time until the matter has its position, and so its leaf, in the log."""

_LABEL = "receipt"


class Next(msgspec.Struct, frozen=True, kw_only=True):
    """What will happen next, by when, under which article."""

    clock: str
    label: Text
    due_on: str  # the last day, or the instant for clocks of hours
    owed_by: str = "service"
    basis: list[Cite] = []


class Secret(msgspec.Struct, frozen=True, kw_only=True):
    """The follow-up secret of one of several people, to be handed to them and nobody else."""

    party: str
    name: str
    secret: str


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What the door hands over. `secret` is shown once and kept nowhere.

    `others` holds the secrets of the named people who bring it with the first: each can follow it,
    be served and take the remedy for themselves.
    """

    number: str
    secret: str
    text: str  # the signed receipt, to be kept as a file
    received_at: datetime
    unit: Text
    label: Text  # what kind of matter it was registered as
    next: list[Next]
    again: bool = False  # a second press: the receipt was given already
    others: list[Secret] = []


def write(
    stream: str,
    version: int,
    *,
    number: str,
    person: str,
    received_at: datetime,
    unit: Text,
    label: Text,
    procedure: str,
    pack: dict[str, str],
    steps: list[Next],
) -> str:
    """Sign a receipt for an event, in its transaction, and keep it sealed; gives its text."""
    body: dict[str, Any] = {
        "number": number,
        "received_at": times.iso(received_at),
        "written_at": times.iso(times.now()),
        "unit": unit,
        "registered_as": label,
        "procedure": procedure,
        "pack": pack,
        "next": msgspec.to_builtins(steps),
        "in_log_by": times.iso(times.now() + LONGEST_DELAY),
        "opening": msgspec.to_builtins(opening.of(stream, version)),
    }
    text = signed(body)
    DocumentFile.objects.create(
        stream=stream,
        document="receipt",
        person=person,
        kind="receipt",
        number="",
        languages=[],
        sha256="",
        content=sealing.seal_bytes(stream, person, text.encode(), _LABEL),
        issued_on=received_at.date(),
        body=unit,
        open_to_check=False,
    )
    return text


def signed(body: dict[str, Any]) -> str:
    """A receipt's text: the body in canonical form, and the service's signature over it."""
    said = canonical.encode(body)
    key, signature = sealing.sign(said)
    receipt = {
        "format": FORMAT,
        "body": said.decode(),
        "key": key,
        "signature": base64.b64encode(signature).decode(),
    }
    return json.dumps(receipt, ensure_ascii=False, indent=1)


def read(stream: str) -> str | None:
    """The text of a matter's receipt again; None when it was erased or never given."""
    row = DocumentFile.objects.filter(stream=stream, document="receipt").first()
    if row is None:
        return None
    found = sealing.open_bytes(stream, row.person, bytes(row.content), _LABEL)
    return found.decode() if found is not None else None


def pdf(receipt: Receipt, language: str) -> bytes:
    """The receipt as a page to print. The QR leads to the number; the secret is only in print."""
    zone = library.current().file.time_zone
    say = library.say
    with translation.override(language.lower()):
        data = {
            "language": language,
            "fonts": fonts.families(language),
            "service": say(library.current().file.service, language),
            "title": _("Receipt of registration"),
            "lines": [
                [_("Number"), receipt.number],
                [_("Secret"), receipt.secret or _("(shown once, when the matter was registered)")],
                [_("Received"), moment(receipt.received_at, zone)],
                [_("Registered as"), say(receipt.label, language)],
                [_("With"), say(receipt.unit, language)],
            ],
            "keep": _("Keep the secret. Whoever has both can read and add to your matter."),
            "others_label": _("A secret for each of you: hand each to the person it is for"),
            "others": [[one.name, one.secret] for one in receipt.others],
            "next_label": _("What happens next"),
            "next": [_step(step, language, zone) for step in receipt.next],
            "follow_label": _("Follow it at"),
            "follow": follow_address(receipt.number),
            "qr": render.qr(follow_address(receipt.number)),
            "promise": _("By %(when)s at the latest this registration has its place in the log.")
            % {"when": moment(receipt.received_at + LONGEST_DELAY, zone)},
        }
    return render.sheet("receipt", data, receipt.received_at.date())


def moment(at: datetime, zone: str) -> str:
    """An instant on the clock of the pack's time zone: 2026-03-02 14:05."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def due_in_words(due: str, language: str, zone: str) -> str:
    """A last day written out, or an instant on the local clock."""
    if len(due) > 10:
        return moment(times.parse(due), zone)
    return composing.day_in_words(datetime.fromisoformat(due).date(), language)


def _step(step: Next, language: str, zone: str) -> dict[str, str]:
    whose = _("you") if step.owed_by == "person" else _("the service")
    return {
        "label": library.say(step.label, language),
        "by": _("by %(day)s, owed by %(whose)s")
        % {"day": due_in_words(step.due_on, language, zone), "whose": whose},
        "basis": "; ".join(composing.citation(cite, language) for cite in step.basis),
    }
