"""Short hands for writing to the ledger in tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from dengwen.ledger import store
from dengwen.ledger.event import ANY, Event, Fact, Sealed

HAPPENED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def fact(kind: str = "noted", by: str = "staff:li", **data: Any) -> Fact:
    """A fact with this data."""
    return Fact(type=kind, data=data, by=by, occurred_at=HAPPENED, basis=("xf#35.1",))


def write(stream: str, *facts: Fact, expected: int = ANY) -> list[Event]:
    """Append facts to a stream in a transaction of their own."""
    with transaction.atomic():
        return store.append([(stream, expected, list(facts))])[0]


def named(stream: str, name: str = "王小明") -> Event:
    """A matter received from a person with a sealed name."""
    return write(stream, fact("received", parties=[{"name": Sealed("p1", name)}]))[0]
