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
FOLLOW_ANYWHERE = Limit("follow.anywhere", 1000, timedelta(hours=1))
SIGN_IN_FROM_ADDRESS = Limit("sign_in.address", 20, timedelta(minutes=10))
SIGN_IN_NAME = Limit("sign_in.name", 10, timedelta(minutes=10))
SIGN_IN_ANYWHERE = Limit("sign_in.anywhere", 100, timedelta(hours=1))
SIGN_IN_KNOWN = Limit("sign_in.known", 0, timedelta(days=30))
SEND_FROM_ADDRESS = Limit("send.address", 30, timedelta(minutes=10))
RETURN_FROM_ADDRESS = Limit("return.address", 20, timedelta(minutes=10))
LINK_FROM_ADDRESS = Limit("link.address", 5, timedelta(hours=1))
LINK_TO = Limit("link.to", 3, timedelta(days=1))
CHECK_FROM_ADDRESS = Limit("check.address", 60, timedelta(minutes=10))

DRAFTS = Limit("drafts.address", 40, timedelta(days=7))
"""Counted on the shelf of drafts itself, which needs no database; its name keeps the hash apart."""

# A window that ends later than one that begins now was begun before the clock was set back.
COUNT = """
    INSERT INTO web_tries AS t (key, until, count) VALUES (%(key)s, %(until)s, 1)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN t.until <= %(now)s OR t.until > excluded.until THEN 1
                     ELSE t.count + 1 END,
        until = CASE WHEN t.until <= %(now)s OR t.until > excluded.until THEN excluded.until
                     ELSE t.until END
    RETURNING count
"""


def take(limit: Limit, subject: str) -> None:
    """Count one try of `subject`. Raises Refusal `too_often` (429) when there were too many."""
    if count(limit, subject) > limit.most:
        raise answers.TOO_OFTEN


def take_name(here: Limit, anywhere: Limit, name: str, request: HttpRequest) -> None:
    """Count one try of a name from this address. Raises Refusal `too_often`.

    The narrow bound is for name and address together: a stranger who guesses locks out nobody but
    themselves. The wide one slows down many who guess one name from many addresses; an address
    from which that name came in before (`know`) is not held up by it.
    """
    if _counted(here, hashed(here, name) + _from(here, name, request)) > here.most:
        raise answers.TOO_OFTEN
    if not _known(name, request):
        take(anywhere, name)


def know(limit: Limit, name: str, request: HttpRequest) -> None:
    """After a right try: forget the wrong ones from here, and know this address for a while."""
    forgive_here(limit, name, request)
    known = _from(SIGN_IN_KNOWN, name, request)
    _forget(known)
    _counted(SIGN_IN_KNOWN, known)


def forgive_here(limit: Limit, name: str, request: HttpRequest) -> None:
    """Forget the tries of `name` from this address, after one that was right."""
    _forget(hashed(limit, name) + _from(limit, name, request))


def forgive_name(limit: Limit, name: str) -> None:
    """Forget the tries of `name`, wherever they came from."""
    _forget(hashed(limit, name) + "%")


def count(limit: Limit, subject: str) -> int:
    """Count one try and tell how many there have been in the present window."""
    return _counted(limit, hashed(limit, subject))


def _counted(limit: Limit, key: str) -> int:
    now = times.now()
    values: dict[str, Any] = {"key": key, "until": now + limit.window, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        return int(cursor.fetchone()[0])


def forgive(limit: Limit, subject: str) -> None:
    """Forget the tries of `subject`, after one that was right."""
    _forget(hashed(limit, subject))


def sweep() -> int:
    """Remove counters whose window is over; gives how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM web_tries WHERE until <= %s", [times.now()])
        return int(cursor.rowcount)


def hashed(limit: Limit, subject: str) -> str:
    """The key under which tries of `subject` are counted; from it the subject cannot be told."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"{limit.name}\0{subject}".encode(), hashlib.sha256).hexdigest()


def _forget(keys: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM web_tries WHERE key LIKE %s", [keys])


def _from(limit: Limit, name: str, request: HttpRequest) -> str:
    return hashed(limit, f"{name}\0{address(request)}")


def _known(name: str, request: HttpRequest) -> bool:
    with connection.cursor() as cursor:
        asked = (_from(SIGN_IN_KNOWN, name, request), times.now())
        cursor.execute("SELECT 1 FROM web_tries WHERE key = %s AND until > %s", asked)
        return cursor.fetchone() is not None


def address(request: HttpRequest) -> str:
    """The network address a request came from; IPv6 addresses count by their /64."""
    found = str(request.META.get("REMOTE_ADDR") or "")
    return ":".join(found.split(":")[:4]) if found.count(":") > 3 else found
