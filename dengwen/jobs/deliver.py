"""Sending what lies in the outbox 發送."""

from __future__ import annotations

from dengwen.delivery import loop


def deliver(limit: int = 100) -> int:
    """Try up to `limit` messages that are due; how many were tried."""
    return loop.deliver(limit)
