"""Giving committed events their position 排序."""

from __future__ import annotations

from dengwen.ledger import store


def sequence(limit: int = 1000) -> int:
    """Give up to `limit` committed events their gapless position; how many got one."""
    return store.sequence(limit)
