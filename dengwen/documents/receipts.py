"""The receipt 登記回執: a signed promise, and all that the person needs to prove what they brought.

The text is JSON with `format`, `body` (itself canonical JSON, as a string), `key` and `signature`.
The signature is Ed25519 over the bytes of `body`. The secret is never in it: the receipt may be
shown to anyone without letting them in. docs/reference/receipt.md says how to verify one.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from dengwen import times
from dengwen.documents import composing, fonts, render
from dengwen.documents.composing import follow_address
from dengwen.documents.models import DocumentFile
from dengwen.law import library
from dengwen.law.procedure import Cite, Text
from dengwen.ledger import canonical, opening, sealing, sending

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
    changed: list[str] = []  # what a second press says otherwise than the first: not registered


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """All that a receipt says of one event: the `version` of a `stream`, and whose it is."""

    stream: str
    version: int
    number: str
    person: str
    received_at: datetime
    unit: Text
    label: Text
    procedure: str
    pack: dict[str, str]
    steps: list[Next]


def write(registered: Registered) -> str:
    """Sign a receipt for an event, in its transaction, and keep it sealed; gives its text."""
    return write_all([registered])[0]


def write_all(some: Sequence[Registered]) -> list[str]:
    """`write` for many events, in a few statements however many they are."""
    openings = opening.of_many([(one.stream, one.version) for one in some])
    texts = _signed([_body(*pair) for pair in zip(some, openings, strict=True)])
    sealed = sealing.seal_all(
        [
            (one.stream, one.person, text.encode(), _LABEL)
            for one, text in zip(some, texts, strict=True)
        ]
    )
    rows = [_row(*pair) for pair in zip(some, sealed, strict=True)]
    sending.copy(DocumentFile._meta.db_table, rows)
    return texts


def _row(one: Registered, content: bytes) -> dict[str, Any]:
    """The receipt among the papers of its matter."""
    return {
        "stream": one.stream,
        "document": "receipt",
        "person": one.person,
        "kind": "receipt",
        "number": "",
        "languages": Jsonb([]),
        "sha256": "",
        "content": content,
        "issued_on": one.received_at.date(),
        "body": Jsonb(one.unit),
        "open_to_check": False,
    }


def _body(one: Registered, opened: opening.Opening) -> dict[str, Any]:
    """What is signed."""
    now = times.now()
    return {
        "number": one.number,
        "received_at": times.iso(one.received_at),
        "written_at": times.iso(now),
        "unit": one.unit,
        "registered_as": one.label,
        "procedure": one.procedure,
        "pack": one.pack,
        "next": msgspec.to_builtins(one.steps),
        "in_log_by": times.iso(now + LONGEST_DELAY),
        "opening": msgspec.to_builtins(opened),
    }


def _signed(bodies: list[dict[str, Any]]) -> list[str]:
    """The texts of receipts: each body in canonical form, and the service's signature over it."""
    said = [canonical.encode(body) for body in bodies]
    key, signatures = sealing.sign_all(said)
    return [
        json.dumps(
            {
                "format": FORMAT,
                "body": body.decode(),
                "key": key,
                "signature": base64.b64encode(signature).decode(),
            },
            ensure_ascii=False,
            indent=1,
        )
        for body, signature in zip(said, signatures, strict=True)
    ]


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
