"""Following 追蹤: a person's open door to one matter, held in the session for half an hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest

from dengwen import times

KEY = "following"
STAYS = timedelta(minutes=30)
"""Unused for so long, the door closes: the computer may stand in a library."""


@dataclass(frozen=True)
class Following:
    """Which matter the visitor proved to know the secret of, and as which party."""

    number: str
    party: str


def begin(request: HttpRequest, number: str, party: str) -> None:
    """Open the door after number and secret were right; the session gets a fresh key."""
    request.session.cycle_key()
    request.session[KEY] = {"number": number, "party": party, "seen_at": times.iso(times.now())}


def read(request: HttpRequest) -> Following | None:
    """The matter being followed, or None when there is none or it was left alone too long."""
    held = request.session.get(KEY)
    if not held:
        return None
    seen_at = times.parse(held["seen_at"])
    if times.now() - seen_at > STAYS:
        end(request)
        return None
    if times.now() - seen_at > timedelta(minutes=1):
        request.session[KEY] = {**held, "seen_at": times.iso(times.now())}
    return Following(held["number"], held["party"])


def end(request: HttpRequest) -> None:
    """Close the door."""
    request.session.pop(KEY, None)
