"""Positions: gapless, in order inside a stream, and never seen before all below them."""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from dengwen.ledger import store
from dengwen.ledger.event import ANY
from tests.ledger.writing import fact, write


def test_every_event_gets_a_position_in_order(committed_db: str) -> None:
    write("matter:a", fact(n=1), fact(n=2))
    write("matter:b", fact(n=3))
    assert store.head_position() == 0
    assert store.sequence() == 3
    assert store.head_position() == 3
    placed = [(at, event.stream, event.version) for at, event in store.after(0, 10)]
    assert placed == [(1, "matter:a", 1), (2, "matter:a", 2), (3, "matter:b", 1)]
    assert [at for at, _ in store.after(1, 1)] == [2]
    assert store.sequence() == 0


def test_a_batch_is_no_larger_than_asked(committed_db: str) -> None:
    write("matter:a", *[fact(n=n) for n in range(5)])
    assert [store.sequence(2), store.sequence(2), store.sequence(2)] == [2, 2, 1]


@pytest.mark.django_db
def test_a_reader_moves_on_once() -> None:
    assert store.cursor("index") == 0
    assert store.advance("index", 0, 5) is True
    assert store.advance("index", 0, 5) is False
    assert store.cursor("index") == 5


def test_one_notice_a_batch(committed_db: str, superuser: psycopg.Connection[Any]) -> None:
    superuser.execute("LISTEN ledger")
    write("matter:a", *[fact(n=n) for n in range(5)])
    store.sequence()
    store.sequence()
    assert [told.payload for told in superuser.notifies(timeout=1, stop_after=2)] == ["5"]


def test_what_is_not_committed_has_no_position(committed_db: str) -> None:
    with transaction.atomic():
        store.append([("matter:a", ANY, [fact()])])
        _in_thread(store.sequence)
        assert store.head_position() == 0
    store.sequence()
    assert store.head_position() == 1


def test_many_writers_leave_no_gap_and_no_disorder(committed_db: str) -> None:
    """Writers hold their transactions open for different times, so commits come out of order."""
    writers = [threading.Thread(target=_closing(_write_many), args=(seed,)) for seed in range(6)]
    seen: list[list[int]] = []
    done = threading.Event()
    sequencers = [threading.Thread(target=_closing(_sequence), args=(done,)) for _ in range(2)]
    reader = threading.Thread(target=_closing(_look), args=(done, seen))
    for thread in [*writers, *sequencers, reader]:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in [*sequencers, reader]:
        thread.join()
    while store.sequence():
        pass
    _all_in_order(6 * 40)
    for look in seen:
        assert look == list(range(1, len(look) + 1))
    assert len(seen) > 3


def _write_many(seed: int) -> None:
    chance = random.Random(seed)
    for n in range(20):
        with transaction.atomic():
            shared = f"unit:{chance.randrange(4)}"
            store.append([(shared, ANY, [fact(n=n)]), (f"matter:w{seed}", ANY, [fact(n=n)])])
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(%s)", [chance.random() / 200])


def _sequence(done: threading.Event) -> None:
    while not done.wait(0.002):
        store.sequence(7)


def _look(done: threading.Event, seen: list[list[int]]) -> None:
    while not done.wait(0.005):
        with connection.cursor() as cursor:
            cursor.execute("SELECT position FROM ledger.position ORDER BY position")
            seen.append([row[0] for row in cursor])


def _all_in_order(total: int) -> None:
    placed = store.after(0, total + 1)
    assert [at for at, _ in placed] == list(range(1, total + 1))
    versions: dict[str, list[int]] = defaultdict(list)
    for _, event in placed:
        versions[event.stream].append(event.version)
    for seen in versions.values():
        assert seen == list(range(1, len(seen) + 1))


def _closing(work: Callable[..., None]) -> Callable[..., None]:
    def run(*given: Any) -> None:
        try:
            work(*given)
        finally:
            connection.close()

    return run


def _in_thread(work: Callable[[], Any]) -> None:
    thread = threading.Thread(target=_closing(work))
    thread.start()
    thread.join()
