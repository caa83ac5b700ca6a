"""Sweeping 清掃: what visits leave behind in the database, removed once its time is over."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore

from dengwen.web import limits


def sweep() -> int:
    """Remove sessions that have ended, and counters whose window is over; gives how many of these.

    Sessions end by the clock that Django gave them, which a sample database does not shift.
    """
    SessionStore.clear_expired()
    return limits.sweep()
