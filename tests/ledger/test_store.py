"""Writing and reading: what goes in comes out, all of it or none, and in order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.db import connection, transaction

from dengwen.ledger import store
from dengwen.ledger.event import ANY, Fact, Sealed
from tests.ledger.writing import HAPPENED, fact, named, write

pytestmark = pytest.mark.django_db


def test_what_is_read_is_what_was_written() -> None:
    written = write("matter:a", fact(step="開始", count=3, flags=[True, None]), fact(step="二"))
    assert store.read("matter:a") == written
    assert [event.version for event in written] == [1, 2]
    assert written[0].data == {"step": "開始", "count": 3, "flags": [True, None]}
    assert written[0].occurred_at == HAPPENED
    assert written[0].basis == ("xf#35.1",)


def test_each_event_carries_the_hash_of_the_one_before_it() -> None:
    write("matter:a", fact(n=1), fact(n=2))
    third = write("matter:a", fact(n=3))[0]
    events = store.read("matter:a")
    assert [event.prev for event in events] == [None, events[0].hash, events[1].hash]
    assert third == events[2]


def test_the_hash_is_over_exactly_the_stored_bytes() -> None:
    event = named("matter:a")
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM ledger.event WHERE stream = 'matter:a'")
        body = cursor.fetchone()[0]
    assert sha256(body.encode()).digest() == event.hash
    assert "王小明" not in body


def test_a_personal_field_is_shut_until_it_is_opened() -> None:
    named("matter:a", "王小明")
    shut = store.read("matter:a")[0].data["parties"][0]["name"]
    assert (shut.person, shut.value, shut.erased) == ("p1", None, False)
    opened = store.read("matter:a", unseal=True)[0].data["parties"][0]["name"]
    assert opened == Sealed("p1", "王小明", shut.digest)
    assert store.unseal("matter:a", shut) == "王小明"


def test_two_people_saying_the_same_have_different_digests() -> None:
    one, two = Sealed("p1", "是"), Sealed("p1", "是")
    data = write("matter:a", fact(first=one, second=two))[0].data
    assert data["first"].digest != data["second"].digest


def test_a_stale_version_is_refused() -> None:
    write("matter:a", fact(), expected=0)
    for expected in (0, 2, 7):
        with pytest.raises(store.Stale) as refused, transaction.atomic():
            store.append([("matter:a", expected, [fact()])])
        assert refused.value.stream == "matter:a"
    write("matter:a", fact(), expected=1)
    assert len(store.read("matter:a")) == 2


def test_a_version_of_a_stream_that_is_not_there_is_stale() -> None:
    with pytest.raises(store.Stale) as refused, transaction.atomic():
        store.append([("matter:none", 1, [fact()])])
    assert refused.value.stream == "matter:none"


def test_several_streams_are_written_together_or_not_at_all() -> None:
    write("unit:b", fact())
    with pytest.raises(store.Stale), transaction.atomic():
        store.append([("matter:a", 0, [fact()]), ("unit:b", 5, [fact()])])
    assert store.read("matter:a") == []
    with transaction.atomic():
        first, second = store.append([("unit:b", 1, [fact(n=1)]), ("matter:a", 0, [fact(n=2)])])
    assert (first[0].stream, first[0].version) == ("unit:b", 2)
    assert (second[0].stream, second[0].version) == ("matter:a", 1)


def test_a_stream_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"), transaction.atomic():
        store.append([("matter:a", ANY, [fact()]), ("matter:a", ANY, [fact()])])
    assert store.read("matter:a") == []


def test_a_stream_without_facts_is_refused() -> None:
    with pytest.raises(Exception, match="do not agree"), transaction.atomic():
        store.append([("matter:a", ANY, [])])


def test_an_import_wants_new_streams_only() -> None:
    batch = [(f"matter:i{n}", 0, [fact(n=n), fact(who=Sealed("p1", "甲"))]) for n in range(50)]
    with transaction.atomic():
        written = store.append_many_new(batch)
    assert [len(events) for events in written] == [2] * 50
    read = store.read_many([stream for stream, _, _ in batch], unseal=True)
    assert list(read.values()) == written
    with pytest.raises(ValueError, match="new"), transaction.atomic():
        store.append_many_new([("matter:x", ANY, [fact()])])


def test_recorded_at_is_the_servers_own() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        before = cursor.fetchone()[0]
        event = write("matter:a", fact())[0]
        cursor.execute("SELECT clock_timestamp()")
        after = cursor.fetchone()[0]
    assert before <= event.recorded_at <= after
    assert event.recorded_at.tzinfo is UTC


def test_streams_are_listed_by_prefix_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_PAGE", 2)
    for name in ("matter:a", "matter:b", "matter:c", "matters:d", "staff:z", "system"):
        write(name, fact())
    assert list(store.streams("matter:")) == ["matter:a", "matter:b", "matter:c"]
    assert list(store.streams())[-2:] == ["staff:z", "system"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"x": 1.5},
        {"x": "a\0b"},
        {"x": "\ud800"},
        {"x": 2**53 + 1},
        {"é": 1},
        {"x": (1, 2)},
        {"x": HAPPENED},
        {"_sd": "forged"},
        {"x": Sealed("p1", 1.5)},
        {"x": Sealed("", "no one")},
        {"x": Sealed("p|1", "bad key")},
    ],
)
def test_what_cannot_be_canonical_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError), transaction.atomic():  # noqa: PT011 - each has its own words
        store.append([("matter:a", ANY, [fact(**wrong)])])


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = Fact("noted", {}, "system", datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="time zone"), transaction.atomic():
        store.append([("matter:a", ANY, [naive])])


def test_a_fact_cannot_close_the_envelope_early() -> None:
    text = '{"basis":[],"by":"x","data":{},"occurred_at":"2026-01-01T00:00:00Z",'
    text += '"time_source":"server","type":"a","v":1},"recorded_at":"1999","x":{}'
    with pytest.raises(Exception, match=r"json|shape"), transaction.atomic():
        _append_raw(text)


def _append_raw(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM ledger.append(ARRAY['matter:a'], ARRAY[-1::bigint], ARRAY[1], %s,"
            " '{}', '{}', '{}', '{}', '{}')",
            [text],
        )


def test_occurred_at_keeps_its_instant_whatever_the_zone() -> None:
    from datetime import timezone

    at = datetime(2026, 3, 2, 17, 30, tzinfo=timezone(timedelta(hours=8)))
    with transaction.atomic():
        store.append([("matter:a", ANY, [Fact("noted", {}, "system", at)])])
    assert store.read("matter:a")[0].occurred_at == at
