"""The search follows the ledger 檢索: what was written becomes findable, in order of position."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from dengwen.jobs import sequence
from dengwen.ledger import store
from dengwen.matters import state
from dengwen.matters.models import write_search

READER = "search"
"""The name of this reader's cursor on the positions."""

PREFIX = "matter:"


def index(limit: int = 500) -> int:
    """Read up to `limit` events further and index the matters they belong to; how many events.

    Cursor and rows move in one transaction: of two workers at the same place, one does nothing.
    """
    with transaction.atomic():
        seen = store.cursor(READER)
        news = store.after(seen, limit)
        if not news:
            return 0
        if not store.advance(READER, seen, news[-1][0]):
            return 0
        streams = {event.stream for _, event in news if event.stream.startswith(PREFIX)}
        read = store.read_many(sorted(streams), unseal=True)
        write_search(state.fold(history) for history in read.values())
    return len(news)


def again(streams: Iterable[str]) -> None:
    """Index the matters of these streams anew, whatever the cursor says: after a restore has
    forgotten people again, which writes no event that the search could follow."""
    wanted = sorted(stream for stream in streams if stream.startswith(PREFIX))
    with transaction.atomic():
        read = store.read_many(wanted, unseal=True)
        write_search(state.fold(history) for history in read.values())


def catch_up() -> None:
    """Place and index what was written before this call, whoever else is at it."""
    while sequence.sequence():
        pass
    head = store.head_position()
    while store.cursor(READER) < head:
        index()


def behind() -> int:
    """How many positions the search is behind."""
    return store.head_position() - store.cursor(READER)
