"""What commits, what does not, and writers who meet."""

from __future__ import annotations

import threading

import psycopg
import pytest
from django.db import connection, transaction

from dengwen.errors import Fault
from dengwen.ledger import store
from dengwen.ledger.event import ANY, Sealed
from dengwen.ledger.verify import verify
from tests.ledger.writing import fact, write

pytestmark = pytest.mark.usefixtures("committed_db")


def test_nothing_is_written_outside_a_transaction() -> None:
    with pytest.raises(Fault):
        store.append([("matter:a", ANY, [fact()])])


def test_writers_to_one_stream_wait_for_each_other_and_all_get_in() -> None:
    failed: list[BaseException] = []

    def work(who: int) -> None:
        try:
            for n in range(15):
                # Everyone names the same person first: one key, whoever was faster.
                write("matter:busy", fact(who=who, n=n, said=Sealed("p1", f"{who}/{n}")))
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    events = store.read("matter:busy", unseal=True)
    assert [event.version for event in events] == list(range(1, 61))
    assert all(e.data["said"].value == f"{e.data['who']}/{e.data['n']}" for e in events)
    assert verify() == []


def test_two_batches_in_opposite_order_do_not_wait_for_each_other_for_ever() -> None:
    failed: list[BaseException] = []

    def work(order: list[str]) -> None:
        try:
            for n in range(25):
                with transaction.atomic():
                    store.append([(stream, ANY, [fact(n=n)]) for stream in order])
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    names = ["unit:a", "unit:b", "unit:c"]
    threads = [threading.Thread(target=work, args=(order,)) for order in (names, names[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert {len(events) for events in store.read_many(names).values()} == {50}


def test_of_two_who_read_the_same_version_one_is_stale() -> None:
    write("matter:a", fact())
    results: list[str] = []
    barrier = threading.Barrier(2)

    def work() -> None:
        barrier.wait()
        try:
            write("matter:a", fact(), expected=1)
            results.append("in")
        except store.Stale:
            results.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["in", "stale"]


def test_a_death_before_the_commit_leaves_nothing(
    superuser: psycopg.Connection[tuple[object, ...]],
) -> None:
    def dies() -> None:
        with transaction.atomic():
            store.append([("matter:a", 0, [fact(who=Sealed("p1", "甲"))])])
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                superuser.execute("SELECT pg_terminate_backend(%s)", [cursor.fetchone()[0]])
            store.append([("matter:b", 0, [fact()])])

    with pytest.raises(Exception, match=r"terminat|closed|lost"):
        dies()
    connection.close()
    for table in ("stream", "event", "unsequenced", "sealed_field", "person_key"):
        assert superuser.execute(f"SELECT count(*) FROM ledger.{table}").fetchone() == (0,)
    write("matter:a", fact(), expected=0)
    assert verify() == []
