"""Fetching mail 收取郵件: each message becomes a matter with its number, and what failed is written
down where a person sees it."""

from __future__ import annotations

import logging
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import DatabaseError

from dengwen import times
from dengwen.errors import Refusal
from dengwen.intake import mail
from dengwen.intake.mailbox import boxes
from dengwen.intake.mailbox.models import MailRow, Outcome
from dengwen.ledger import sealing

log = logging.getLogger(__name__)

MAILBOX = "mailbox"
"""The row that tells of the box itself."""

_LONGEST = timedelta(hours=6)


def fetch(limit: int = 50) -> int:
    """Take in up to `limit` messages that wait; how many became matters. Off where no mailbox is
    named in the settings."""
    address = settings.DENGWEN_MAIL
    if not address:
        return 0
    try:
        with boxes.opened(address, settings.DENGWEN_MAIL_PASSWORD) as box:
            done = sum(_one(box, waiting) for waiting in box.waiting(limit))
    except boxes.Unreachable as failed:
        _failed(MAILBOX, failed.code)
        return 0
    MailRow.objects.filter(digest=MAILBOX).delete()
    return done


def _one(box: boxes.Box, waiting: boxes.Waiting) -> bool:
    """Take one message in; True when it is a matter now and will not be given again."""
    whole = waiting.data if waiting.data is not None else waiting.key.encode()
    digest = sealing.blind_index(f"fetched|{sha256(whole).hexdigest()}")
    row = MailRow.objects.filter(digest=digest).first()
    if row is not None and row.outcome != Outcome.FAILED:
        box.taken(waiting.key)
        return False
    if row is not None and times.now() < row.last_at + _wait(row.tries):
        return False
    if waiting.data is None:
        return _failed(digest, "too_large")
    try:
        receipt, unread = mail.take_in(waiting.data)
    except Refusal as refusal:
        return _failed(digest, refusal.code)
    except DatabaseError:
        raise  # ours, not the message's: the worker waits and tries the whole box again
    except Exception as failed:
        log.error("a message could not be taken in: %s", type(failed).__name__)
        return _failed(digest, type(failed).__name__)
    _kept(digest, receipt.number, Outcome.UNREAD if unread else Outcome.TAKEN)
    box.taken(waiting.key)
    return True


def _wait(tries: int) -> timedelta:
    """How long after that many failures the next try comes: doubling from a minute."""
    return min(timedelta(minutes=1) * (1 << min(tries - 1, 10)), _LONGEST)


def _kept(digest: str, number: str, outcome: Outcome) -> None:
    now = times.now()
    row, made = MailRow.objects.get_or_create(
        digest=digest,
        defaults={"number": number, "outcome": outcome, "first_at": now, "last_at": now},
    )
    if not made:
        row.number, row.outcome, row.error, row.last_at = number, outcome, "", now
        row.save()


def _failed(digest: str, code: str) -> bool:
    """Write down that something failed, and how often by now; always False."""
    now = times.now()
    row, made = MailRow.objects.get_or_create(
        digest=digest,
        defaults={"outcome": Outcome.FAILED, "tries": 1, "first_at": now, "last_at": now},
    )
    row.tries = 1 if made else row.tries + 1
    row.error, row.last_at, row.outcome = code[:80], now, Outcome.FAILED
    row.save()
    return False
