"""The receipt on the page 登記回執: shown after sending, kept in the visitor's own sealed draft.

It stays for half an hour, so that a page that was loaded again, or a printer that jammed, costs
nobody their secret; then, or when they put it away, it is destroyed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import segno

from dengwen import times
from dengwen.documents import composing, receipts
from dengwen.web import words
from dengwen.web.portal.drafts import Held

SHOWN_FOR = timedelta(minutes=30)


def kept(receipt: receipts.Receipt, press: str) -> dict[str, Any]:
    """A receipt as the draft keeps it, with the token of the form that brought it."""
    plain: dict[str, Any] = msgspec.to_builtins(receipt)
    return {**plain, "press": press, "shown_at": times.iso(times.now())}


def is_of(held: Held, press: str) -> bool:
    """Whether the receipt that is held came of this very form: it was pressed twice."""
    return bool(press) and held.draft.receipt.get("press") == press


def still_shown(held: Held) -> receipts.Receipt | None:
    """The receipt while it may be shown; afterwards it is destroyed and there is none."""
    stored = held.draft.receipt
    if not stored:
        return None
    if times.now() - times.parse(stored["shown_at"]) > SHOWN_FOR:
        held.draft.receipt = {}
        held.save()
        return None
    return msgspec.convert(stored, receipts.Receipt)


def page(receipt: receipts.Receipt) -> dict[str, Any]:
    """What the page shows of a receipt."""
    return {
        "number": receipt.number,
        "secret": receipt.secret,
        "received_at": receipt.received_at,
        "unit": words.say(receipt.unit),
        "label": words.say(receipt.label),
        "next": receipt.next,
        "qr": qr(composing.follow_address(receipt.number)),
        "again": receipt.again,
        "others": receipt.others,
    }


def qr(text: str) -> str:
    """A QR code that takes the size its place on the page gives it."""
    return str(segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=1))


def pdf(receipt: receipts.Receipt) -> bytes:
    """The receipt on paper, in the visitor's language."""
    return receipts.pdf(receipt, words.language())
