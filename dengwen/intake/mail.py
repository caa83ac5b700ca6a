"""The e-mail door: a message as it arrived becomes a submission, or is kept for a person to read.

What a machine cannot read is not lost and not guessed at: it is registered with its number like
everything else, the message itself beside it as a file, and somebody reads it.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import html
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from hashlib import sha256

from django.utils.translation import gettext_noop as _

from dengwen import times
from dengwen.documents.receipts import Receipt
from dengwen.errors import Refusal
from dengwen.files import kinds
from dengwen.files.store import Bytes
from dengwen.intake import validation
from dengwen.intake.actions.register import register
from dengwen.intake.submission import Person, Submission
from dengwen.law import library
from dengwen.ledger import sealing
from dengwen.people.actor import SYSTEM, Actor

UNREAD = "(?)"
"""What stands for words that no machine could read; the message is attached."""

_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_BLANK = re.compile(r"\n\s*\n\s*\n+")


def take(message: bytes, actor: Actor = SYSTEM) -> Receipt:
    """Register a message (RFC 5322, as it arrived). The same message again is the same matter.

    The sender is told by e-mail that it came in, and has the number; the secret is theirs to fetch
    at a counter, for an address in a header proves nobody. Raises Refusal only when the pack names
    no offer for e-mail.
    """
    return take_in(message, actor)[0]


def take_in(message: bytes, actor: Actor = SYSTEM) -> tuple[Receipt, bool]:
    """As `take`; and whether a person must read the message, for no machine could, or not whole."""
    read = submission(message)
    if read.statement == UNREAD or _lost(message):
        return register(_bare(read, message), actor), True
    try:
        return register(read, actor), False
    except Refusal:
        # Something in it is not taken (a file, a far too long text): the door is never shut on a
        # message for that. What can be kept is, and a person looks at the rest.
        return register(_bare(read, message), actor), True


def _lost(message: bytes) -> bool:
    """Whether some of its words stand in no characters that are known here."""
    parsed = email.message_from_bytes(message, policy=email.policy.default)
    return "\ufffd" in _content(parsed)[0]


def submission(message: bytes) -> Submission:
    """The submission that a message makes. Never fails on what is in it."""
    parsed = email.message_from_bytes(message, policy=email.policy.default)
    procedure, _dot, offer = _offer().partition(".")
    language = library.current().file.default_language
    sender = _sender(parsed)
    return Submission(
        procedure=procedure,
        offer=offer,
        channel="email",
        language=language,
        subject=_clean(_header(parsed, "subject"))[: validation.MOST["subject"]],
        statement=_words(parsed) or UNREAD,
        people=(sender,),
        uploads=tuple(_files(parsed)),
        received_at=_date(parsed),
        time_source="postmark",
        # A message that is delivered twice, or fetched twice, is one matter.
        entry_token=sealing.blind_index(f"mail|{sha256(message).hexdigest()}"),
    )


def _offer() -> str:
    """`procedure.offer` under which mail is registered: the pack says which, not this file."""
    named = library.current().file.settings.get("email_offer", "")
    if named:
        return named
    for procedure, versions in library.current().procedures.items():
        for name, offer in sorted(versions[-1].offers.items(), key=lambda pair: -pair[1].order):
            asked = any(field.required for field in offer.asks.values())
            kind = versions[-1].kinds[offer.kind]
            if not asked and not kind.confidential and not offer.danger:
                return f"{procedure}.{name}"
    raise Refusal("no_offer_for_mail", _("The law pack names no offer for e-mail."), status=503)


def _bare(read: Submission, message: bytes) -> Submission:
    """The message without what was not taken: its first words, its sender, itself as a file."""
    raw = message[: kinds.LARGEST].decode("utf-8", "replace").replace("\0", "")
    return Submission(
        procedure=read.procedure,
        offer=read.offer,
        channel="email",
        language=read.language,
        subject=read.subject,
        statement=read.statement[: validation.MOST["statement"]],
        people=read.people,
        uploads=(Bytes("message.txt", (">" + raw).encode()[: kinds.LARGEST]),),
        received_at=read.received_at,
        time_source="postmark",
        entry_token=read.entry_token,
    )


def _sender(parsed: EmailMessage) -> Person:
    name, address = email.utils.parseaddr(_header(parsed, "from"))
    known = validation.is_email(address)
    # RFC 3834: what a machine sent is never answered by a machine, or two of them talk for ever.
    answered = known and _header(parsed, "auto-submitted").lower() in ("", "no")
    return Person(
        name=_clean(name)[:100],
        email=address if known else "",
        notify_by="email" if answered else "none",
    )


def _header(parsed: EmailMessage, name: str) -> str:
    """A header in the clear; empty for one that is missing or that no parser understands."""
    try:
        return str(parsed.get(name, ""))
    except (ValueError, IndexError, AttributeError, LookupError, TypeError):
        return ""


def _date(parsed: EmailMessage) -> datetime | None:
    """When the message says it was sent; nothing for a date that is missing, wild or to come."""
    try:
        at = email.utils.parsedate_to_datetime(_header(parsed, "date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return aware if aware.year >= 2000 and aware <= times.now() else None


def _words(parsed: EmailMessage) -> str:
    """The message in plain words: its plain part, else its page without markup."""
    content, kind = _content(parsed)
    if kind == "html":
        content = html.unescape(_TAG.sub(" ", content))
    return _BLANK.sub("\n\n", _clean(content)).strip()


def _content(parsed: EmailMessage) -> tuple[str, str]:
    """The text of the part that is read, and whether it is plain or html; '' where none is."""
    try:
        part = parsed.get_body(preferencelist=("plain", "html"))
        content = part.get_content() if part is not None else ""
    except (LookupError, ValueError, KeyError, AttributeError, TypeError, AssertionError):
        return "", ""
    if not isinstance(content, str) or part is None:
        return "", ""
    return content, part.get_content_subtype()


def _files(parsed: EmailMessage) -> list[Bytes]:
    """The attachments that can be read."""
    found = []
    try:
        for part in parsed.iter_attachments():
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and data:
                found.append(Bytes(_clean(part.get_filename() or "file"), data))
    except (LookupError, ValueError, KeyError, AttributeError, TypeError):
        return found
    return found


def _clean(text: str) -> str:
    """A text without what may not stand in the ledger."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if validation.readable(c)).strip()
