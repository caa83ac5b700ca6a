"""Fetching the mail 收信 of the house, where a mailbox is named in the settings."""

from __future__ import annotations

from dengwen.intake.mailbox import fetching


def fetch(limit: int = 50) -> int:
    """Take in up to `limit` messages; how many became matters."""
    return fetching.fetch(limit)
