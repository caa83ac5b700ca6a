"""Erasing: key, fields and every copy go; the chain stays whole; a restore changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from dengwen.ledger import erasure, sealing, store
from dengwen.ledger.event import ANY, Sealed
from dengwen.ledger.verify import verify
from tests.ledger.writing import fact, named, write


@pytest.fixture(autouse=True)
def no_list() -> Iterator[None]:
    """No erasures of other tests on the list."""
    erasure.list_path().unlink(missing_ok=True)
    yield
    erasure.list_path().unlink(missing_ok=True)


@pytest.fixture
def place() -> Iterator[list[tuple[str, str]]]:
    """A registered place that keeps personal data, and what it was told to erase."""
    told: list[tuple[str, str]] = []

    def eraser(stream: str, person: str) -> None:
        told.append((stream, person))

    erasure.register_place("the test's drafts", eraser)
    yield told
    erasure._places.pop("the test's drafts")


def erase(stream: str, person: str) -> None:
    """Erase as a wing does: the event and the destruction in one transaction."""
    with transaction.atomic():
        store.append([(stream, ANY, [fact("erased", person=person)])])
        store.erase(stream, person)


def test_an_erased_field_is_gone_and_the_chain_holds(
    committed_db: str, place: list[tuple[str, str]]
) -> None:
    write("matter:a", fact(one=Sealed("p1", "甲"), two=Sealed("p2", "乙")))
    sealed = sealing.seal_bytes("matter:a", "p1", b"file")
    hashes = [event.hash for event in store.read("matter:a")]
    erase("matter:a", "p1")
    data = store.read("matter:a", unseal=True)[0].data
    assert (data["one"].value, data["one"].erased) == (None, True)
    assert (data["two"].value, data["two"].erased) == ("乙", False)
    assert store.unseal("matter:a", data["one"]) is None
    assert sealing.open_bytes("matter:a", "p1", sealed) is None
    assert [event.hash for event in store.read("matter:a")][:1] == hashes
    assert place == [("matter:a", "p1")]
    assert verify() == []


def test_nothing_of_the_person_is_left_in_the_tables(committed_db: str) -> None:
    named("matter:a", "王小明")
    erase("matter:a", "p1")
    with connection.cursor() as cursor:
        for table in ("sealed_field", "person_key"):
            cursor.execute(f"SELECT count(*) FROM ledger.{table}")
            assert cursor.fetchone()[0] == 0


def test_an_erased_person_is_not_written_down_again(committed_db: str) -> None:
    named("matter:a")
    erase("matter:a", "p1")
    with pytest.raises(store.Erased):
        named("matter:a")
    with pytest.raises(store.Erased):
        sealing.seal_bytes("matter:a", "p1", b"file")
    named("matter:b")  # the same key of another stream is another person


def test_an_erasure_that_is_rolled_back_is_not_on_the_list(committed_db: str) -> None:
    event = named("matter:a")
    with transaction.atomic():
        store.erase("matter:a", "p1")
        transaction.set_rollback(True)
    assert not erasure.list_path().exists()
    assert store.read("matter:a", unseal=True) == [event]


def test_a_restore_replays_the_list(committed_db: str, place: list[tuple[str, str]]) -> None:
    """The list names someone whom the restored database still holds."""
    named("matter:a")
    named("matter:b")
    erase("matter:b", "p1")
    line = '{"stream": "matter:a", "person": "p1", "erased_at": "2026-03-02T00:00:00.000000Z"}\n'
    with erasure.list_path().open("a") as file:
        file.write(line)
    place.clear()
    assert erasure.replay_erasures() == 1
    assert place == [("matter:a", "p1")]
    assert store.read("matter:a", unseal=True)[0].data["parties"][0]["name"].erased
    assert erasure.replay_erasures() == 0


def test_a_crash_while_writing_the_list_is_mended(committed_db: str) -> None:
    named("matter:a")
    named("matter:b")
    erase("matter:a", "p1")
    whole = erasure.list_path().read_bytes()
    erasure.list_path().write_bytes(whole[:-10])
    assert erasure.replay_erasures() == 0
    erase("matter:b", "p1")
    listed = {line[:2] for line in erasure._listed()}
    assert listed == {("matter:a", "p1"), ("matter:b", "p1")}
    erasure.list_path().unlink()
    assert erasure.sync_list() == 2
    assert Path(erasure.list_path()).stat().st_mode & 0o077 == 0


def test_one_name_is_one_place() -> None:
    def first(stream: str, person: str) -> None: ...
    def second(stream: str, person: str) -> None: ...

    erasure.register_place("rows of the test", first)
    erasure.register_place("rows of the test", first)
    with pytest.raises(ValueError, match="two places"):
        erasure.register_place("rows of the test", second)
    assert "rows of the test" in erasure.places()
    erasure._places.pop("rows of the test")
