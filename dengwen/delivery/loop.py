"""Delivering what is due from the outbox; safe to run many times over at once.

Each message is claimed with SKIP LOCKED, sent and marked in one transaction. A crash between
sending and committing sends it once more: a person told twice is better than one never told, and
the key that a gateway gets is the same both times.
"""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation

from dengwen import times
from dengwen.delivery import outbox, sms
from dengwen.delivery.models import Channel, OutboxRow, State
from dengwen.ledger import sealing

log = logging.getLogger(__name__)

TRIES = 8
"""After so many a message is dead: a person must see to it."""

_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)


def deliver(limit: int = 100) -> int:
    """Try up to `limit` messages that are due; gives how many were tried."""
    tried = 0
    before = times.now()
    while tried < limit and _one(before):
        tried += 1
    return tried


def wait(attempts: int) -> timedelta:
    """How long after that many failed tries the next one comes: doubling from a minute."""
    return min(_FIRST_WAIT * (1 << (attempts - 1)), _LONGEST_WAIT)


def dead() -> list[OutboxRow]:
    """The messages that were given up, oldest first: a person must see to each."""
    return list(OutboxRow.objects.filter(state=State.DEAD).order_by("id"))


def retry(row_id: int) -> bool:
    """Let a dead message be tried again, after whatever was wrong is mended; False: it is not dead.

    One whose words or address were destroyed stays dead.
    """
    dead_one = OutboxRow.objects.filter(id=row_id, state=State.DEAD, body__isnull=False)
    return bool(dead_one.update(state=State.PENDING, attempts=0, next_at=times.now(), done_at=None))


def give_up(row_id: int) -> bool:
    """Close a dead message that will not be sent any more; False: it is not dead.

    Its words and its address are destroyed with it.
    """
    dead_one = OutboxRow.objects.filter(id=row_id, state=State.DEAD)
    return bool(
        dead_one.update(state=State.CANCELLED, body=None, address=None, done_at=times.now())
    )


def _one(before: datetime) -> bool:
    with transaction.atomic():
        row = (
            OutboxRow.objects.select_for_update(skip_locked=True)
            .filter(state__in=(State.PENDING, State.FAILED), next_at__lte=before)
            .filter(channel__in=(Channel.EMAIL, Channel.SMS))
            .order_by("next_at", "id")
            .first()
        )
        if row is None:
            return False
        _try(row)
        row.save()
    return True


def _try(row: OutboxRow) -> None:
    row.attempts += 1
    try:
        proof = _send(row)
    except sms.Undelivered as failed:
        _failed(row, failed)
        return
    row.state, row.done_at, row.last_error = State.SENT, times.now(), ""
    if proof:
        row.proof = sealing.seal_bytes(row.stream, row.person, proof.encode())


def _send(row: OutboxRow) -> str:
    address, words = outbox.address(row), outbox.message(row)
    if address is None or words is None:
        raise sms.Undelivered("erased", lasting=True)
    if row.channel == Channel.SMS:
        return sms.gateway().send(f"{row.pk}", address, f"{words.subject}\n{words.short}")
    return _mail(row, address, words)


def _mail(row: OutboxRow, address: str, words: outbox.Message) -> str:
    # The same Message-ID at every try lets the receiving side know a repeat.
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2] or "localhost"
    proof = f"<outbox-{row.pk}-{row.created_at:%Y%m%d%H%M%S}@{host}>"
    with translation.override(row.language.lower()):
        mail = EmailMessage(
            subject=" ".join(words.subject.split()),
            body=words.text,
            to=[address],
            headers={"Message-ID": proof, "Auto-Submitted": "auto-generated"},
        )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused:
        raise sms.Undelivered("recipient_refused", lasting=True) from None
    except (smtplib.SMTPException, OSError) as failed:
        raise sms.Undelivered(type(failed).__name__) from None
    except ValueError:  # an address no header can carry
        raise sms.Undelivered("bad_address", lasting=True) from None
    return proof


def _failed(row: OutboxRow, failed: sms.Undelivered) -> None:
    row.last_error = failed.code[:80]
    if failed.lasting or row.attempts >= TRIES:
        row.state, row.done_at = State.DEAD, times.now()
        log.error("message %s is dead after %s tries: %s", row.pk, row.attempts, row.last_error)
    else:
        row.state, row.next_at = State.FAILED, times.now() + wait(row.attempts)
