"""Rate limits 次數限制: so many tries in so long a time, counted in the database for all processes.

Nothing kept here names a person or a matter: keys are keyed hashes, rows of a window that is over
are overwritten or swept.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from dengwen import times
from dengwen.web import answers


@dataclass(frozen=True)
class Limit:
    """`most` tries within `window`, from its first try."""

    name: str
    most: int
    window: timedelta


FOLLOW_FROM_ADDRESS = Limit("follow.address", 20, timedelta(minutes=10))
FOLLOW_NUMBER = Limit("follow.number", 10, timedelta(minutes=10))
SIGN_IN_FROM_ADDRESS = Limit("sign_in.address", 20, timedelta(minutes=10))
SIGN_IN_NAME = Limit("sign_in.name", 10, timedelta(minutes=10))
SEND_FROM_ADDRESS = Limit("send.address", 30, timedelta(minutes=10))
CHECK_FROM_ADDRESS = Limit("check.address", 60, timedelta(minutes=10))

COUNT = """
    INSERT INTO web_tries AS t (key, until, count) VALUES (%(key)s, %(until)s, 1)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN t.until <= %(now)s THEN 1 ELSE t.count + 1 END,
        until = CASE WHEN t.until <= %(now)s THEN excluded.until ELSE t.until END
    RETURNING count
"""


def take(limit: Limit, subject: str) -> None:
    """Count one try of `subject`. Raises Refusal `too_often` (429) when there were too many."""
    if count(limit, subject) > limit.most:
        raise answers.TOO_OFTEN


def count(limit: Limit, subject: str) -> int:
    """Count one try and tell how many there have been in the present window."""
    now = times.now()
    values: dict[str, Any] = {
        "key": hashed(limit, subject),
        "until": now + limit.window,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        return int(cursor.fetchone()[0])


def forgive(limit: Limit, subject: str) -> None:
    """Forget the tries of `subject`, after one that was right."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM web_tries WHERE key = %s", [hashed(limit, subject)])


def sweep() -> int:
    """Remove counters whose window is over; gives how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM web_tries WHERE until <= %s", [times.now()])
        return int(cursor.rowcount)


def hashed(limit: Limit, subject: str) -> str:
    """The key under which tries of `subject` are counted; from it the subject cannot be told."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"{limit.name}\0{subject}".encode(), hashlib.sha256).hexdigest()


def address(request: HttpRequest) -> str:
    """The network address a request came from; IPv6 addresses count by their /64."""
    found = str(request.META.get("REMOTE_ADDR") or "")
    return ":".join(found.split(":")[:4]) if found.count(":") > 3 else found
