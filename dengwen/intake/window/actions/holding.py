"""Whoever holds the code of a ticket 憑碼: the code alone finds it, and lets one change it."""

from __future__ import annotations

from datetime import date

import msgspec

from dengwen.intake import numbers
from dengwen.intake.window.models import TicketRow


class Holder(msgspec.Struct, frozen=True):
    """Which ticket a visitor holds."""

    window: str
    day: date
    ticket: str


def holder(code: str) -> Holder | None:
    """The ticket that the code was given for, the newest after it was moved; None for no code.

    Eighty random bits need no slower digest; the caller limits how often.
    """
    digest = numbers.digest(code)
    row = TicketRow.objects.filter(code_digest=digest).order_by("-entered_at", "-id").first()
    return Holder(row.window, row.day, row.ticket) if row is not None else None
