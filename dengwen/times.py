"""The only source of now and today.

Now can be shifted only in a database that was marked *sample* or *drill* at its birth; the settings
call `shift` once at start for such a database, and nothing else may.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_shift = timedelta(0)


def now() -> datetime:
    """The present instant, aware, in UTC (shifted in a sample or drill database)."""
    return datetime.now(UTC) + _shift  # noqa: TID251 - the one place that may ask the machine


def today(zone: str) -> date:
    """The present legal day in the time zone `zone` (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


def shift(by: timedelta) -> None:
    """Move now by `by`. Only the start of a sample or drill database calls this."""
    global _shift
    _shift = by


def iso(at: datetime) -> str:
    """An instant as the ledger writes it: UTC, microseconds, a trailing Z."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def parse(text: str) -> datetime:
    """The instant that `iso` wrote. Raises ValueError for anything without a zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(UTC)
