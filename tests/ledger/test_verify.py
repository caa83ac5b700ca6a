"""Tampering with any column, by someone with every power, is found and named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from dengwen.ledger import store
from dengwen.ledger.event import ANY, Sealed
from dengwen.ledger.verify import verify, verify_stream
from tests.ledger.writing import fact, named, write

Tamper = Callable[..., None]


@pytest.fixture
def ledger(committed_db: str) -> None:
    """Three streams; the one in the middle with three events and two persons."""
    named("matter:a")
    write(
        "matter:m", fact(n=1, who=Sealed("p1", "甲")), fact(n=2), fact(n=3, whom=Sealed("p2", "乙"))
    )
    named("matter:z")
    store.sequence()
    assert verify() == []


M = "stream = 'matter:m' AND version"

TAMPERED = [
    ("UPDATE ledger.event SET stream = 'matter:q' WHERE {m} = 2", "gap", 2),
    ("UPDATE ledger.event SET version = 9 WHERE {m} = 3", "gap", 3),
    ("UPDATE ledger.event SET type = 'other' WHERE {m} = 2", "columns", 2),
    (
        "UPDATE ledger.event SET recorded_at = recorded_at - interval '1s' WHERE {m} = 1",
        "columns",
        1,
    ),
    (
        "UPDATE ledger.event SET occurred_at = occurred_at - interval '1d' WHERE {m} = 3",
        "columns",
        3,
    ),
    ("UPDATE ledger.event SET body = replace(body, '\"n\":2', '\"n\":7') WHERE {m} = 2", "hash", 2),
    ("UPDATE ledger.event SET hash = sha256('x') WHERE {m} = 2", "hash", 2),
    ("UPDATE ledger.event SET prev = sha256('x') WHERE {m} = 2", "prev", 2),
    ("UPDATE ledger.event SET prev = NULL WHERE {m} = 3", "prev", 3),
    ("DELETE FROM ledger.event WHERE {m} = 1", "gap", 1),
    ("DELETE FROM ledger.event WHERE {m} = 3", "field_extra", 3),
    (
        "UPDATE ledger.event SET body = replace(body, '\"n\":3', '\"n\":8'), hash = sha256("
        "convert_to(replace(body, '\"n\":3', '\"n\":8'), 'UTF8')) WHERE {m} = 3",
        "head",
        0,
    ),
    (
        "UPDATE ledger.event SET body = body || ' ', hash = sha256(convert_to(body || ' ', 'UTF8'))"
        " WHERE {m} = 3",
        "canonical",
        3,
    ),
    (
        "UPDATE ledger.event SET body = '[]', hash = sha256('[]') WHERE {m} = 3",
        "canonical",
        3,
    ),
    ("UPDATE ledger.stream SET version = 2 WHERE stream = 'matter:m'", "head", 0),
    ("UPDATE ledger.stream SET head = sha256('x') WHERE stream = 'matter:m'", "head", 0),
    ("DELETE FROM ledger.stream WHERE stream = 'matter:m'", "stream_missing", 0),
    ("UPDATE ledger.sealed_field SET path = '/whom' WHERE {m} = 1", "field", 1),
    ("UPDATE ledger.sealed_field SET person = 'p2' WHERE {m} = 1", "field", 1),
    ("UPDATE ledger.sealed_field SET digest = 'other' WHERE {m} = 1", "field", 1),
    ("UPDATE ledger.sealed_field SET box = box || '\\x00' WHERE {m} = 1", "field", 1),
    ("UPDATE ledger.sealed_field SET version = 2 WHERE {m} = 1", "field_missing", 1),
    ("DELETE FROM ledger.sealed_field WHERE {m} = 3", "field_missing", 3),
    ("INSERT INTO ledger.sealed_field VALUES ('matter:m', 2, '/x', 'p1', 'd', 'b')", "field", 2),
    (
        "UPDATE ledger.person_key SET wrapped = wrapped || '\\x00' WHERE stream = 'matter:m'"
        " AND person = 'p1'",
        "field",
        1,
    ),
    (
        "UPDATE ledger.person_key SET master = 'other' WHERE stream = 'matter:m' AND person = 'p1'",
        "field",
        1,
    ),
    ("DELETE FROM ledger.person_key WHERE stream = 'matter:m' AND person = 'p2'", "key_missing", 3),
]


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(("statement", "code", "version"), TAMPERED)
def test_the_first_broken_link_is_named(
    tamper: Tamper, statement: str, code: str, version: int
) -> None:
    tamper(statement.format(m=M).replace("%", "%%"))
    broken = {each.stream: each for each in verify() if each.stream == "matter:m"}["matter:m"]
    first = verify_stream("matter:m")
    assert first is not None
    assert (first.code, first.version) == (code, version)
    assert broken.stream == "matter:m"
    assert verify_stream("matter:a") is None


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE ledger.event SET leaf_salt = sha256('x') WHERE stream = 'matter:a'", "leaf"),
        ("UPDATE ledger.event SET leaf_salt = 'short' WHERE stream = 'matter:a'", "leaf"),
        ("UPDATE ledger.position SET leaf = sha256('x') WHERE position = 2", "leaf"),
        ("UPDATE ledger.position SET position = 99 WHERE position = 3", "position_gap"),
        ("DELETE FROM ledger.position WHERE position = 1", "position_gap"),
        ("DELETE FROM ledger.position WHERE position = 5", "unplaced"),
        ("UPDATE ledger.position SET stream = 'matter:q' WHERE position = 2", "position_empty"),
        ("INSERT INTO ledger.unsequenced (stream, version) VALUES ('matter:a', 1)", "unplaced"),
    ],
)
def test_a_broken_position_is_named(tamper: Tamper, statement: str, code: str) -> None:
    tamper(statement)
    assert code in {each.code for each in verify()}


@pytest.mark.usefixtures("ledger")
def test_a_whole_stream_put_in_or_taken_out_is_found(tamper: Tamper) -> None:
    tamper("DELETE FROM ledger.event WHERE stream = 'matter:z'")
    assert {each.stream for each in verify()} == {"matter:z"}
    tamper("DELETE FROM ledger.sealed_field WHERE stream = 'matter:z'")
    tamper("DELETE FROM ledger.stream WHERE stream = 'matter:z'")
    assert {each.code for each in verify()} == {"position_empty"}


@pytest.mark.usefixtures("ledger")
def test_an_erasure_struck_off_its_list_is_found(tamper: Tamper) -> None:
    with transaction.atomic():
        store.append([("matter:a", ANY, [fact("erased", person="p1")])])
        store.erase("matter:a", "p1")
    assert verify() == []
    tamper("DELETE FROM ledger.erasure")
    assert [(each.stream, each.code) for each in verify()] == [("matter:a", "field_missing")]


@pytest.mark.usefixtures("ledger")
def test_the_progress_ends_at_the_number_of_events() -> None:
    told: list[tuple[int, int]] = []
    verify(lambda done, of: told.append((done, of)))
    assert told == [(5, 5)]
