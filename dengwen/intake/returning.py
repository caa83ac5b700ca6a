"""The way back to a draft 續寫: its return code sent to who asks for it, and no trace kept.

The message goes through the outbox like any other, under a stream of its own that leads to no
draft; once it was sent, or given up, its key and words are destroyed.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from dengwen import times
from dengwen.delivery import outbox
from dengwen.delivery.models import OutboxRow, State
from dengwen.documents import composing
from dengwen.law import library
from dengwen.ledger import store

NOTICE = "draft_return"
WHO = "p1"

LONGEST = timedelta(days=1)
"""A message that was not sent within this is given up."""


def address(code: str) -> str:
    """The link. The code stands behind the #, which no browser sends and no log keeps: a script
    puts it into the form, and without one it is copied from the message."""
    return f"{settings.DENGWEN_ADDRESS}/write/return#{code}"


def send(channel: str, to: str, code: str, until: datetime, language: str) -> None:
    """Put the code on its way by e-mail or text message."""
    zone = ZoneInfo(library.current().file.time_zone)
    values = {
        "secret": code,
        "follow_address": address(code),
        "due_on": composing.day_in_words(until.astimezone(zone).date(), language),
    }
    stream = f"draft:{secrets.token_hex(16)}"
    with transaction.atomic():
        outbox.put(stream, WHO, channel, to, NOTICE, values, language)


def sweep() -> int:
    """Destroy the messages that have done their work, with their keys; gives how many."""
    rows = OutboxRow.objects.filter(notice=NOTICE, stream__startswith="draft:")
    done = (State.SENT, State.DEAD, State.CANCELLED)
    old = times.now() - LONGEST
    streams = [r.stream for r in rows if r.state in done or r.created_at < old]
    for stream in streams:
        with transaction.atomic():
            store.erase(stream, WHO)
    return len(streams)
