"""Every look is seen, even when the request that looked is rolled back; and never floods."""

from __future__ import annotations

import psycopg
import pytest
from django.db import transaction

from dengwen import times
from dengwen.ledger import access, store
from dengwen.ledger.event import Event
from dengwen.ledger.verify import verify

pytestmark = pytest.mark.usefixtures("committed_db")


def looks(actor: str = "staff:li") -> list[Event]:
    return store.read(access.stream_of(actor, times.now().date().isoformat()))


def test_a_reading_stays_when_the_request_is_rolled_back() -> None:
    with transaction.atomic():
        assert access.record("staff:li", "matter-1", ["statement", "name"]) is True
        transaction.set_rollback(True)
    (event,) = looks()
    assert event.type == "fields_read"
    assert event.by == "staff:li"
    assert event.data == {"matter": "matter-1", "fields": ["name", "statement"], "repeated": 0}
    assert verify() == []


def test_a_refused_attempt_is_another_event() -> None:
    access.record("staff:li", "matter-1", ["name"])
    access.record("staff:li", "matter-1", ["name"], refused=True)
    assert [event.type for event in looks()] == ["fields_read", "access_refused"]


def test_the_same_within_ten_minutes_is_counted(
    superuser: psycopg.Connection[tuple[object, ...]],
) -> None:
    assert [access.record("staff:li", "m", ["name"]) for _ in range(5)] == [True] + [False] * 4
    assert access.record("staff:wu", "m", ["name"]) is True
    assert access.record("staff:li", "m", ["name", "contact"]) is True
    assert access.record("staff:li", "n", ["name"]) is True
    assert len(looks()) == 3
    superuser.execute("UPDATE ledger.access_seen SET since = since - interval '11 minutes'")
    assert access.record("staff:li", "m", ["name"]) is True
    assert looks()[-1].data["repeated"] == 4


def test_each_actor_has_a_stream_of_their_own() -> None:
    access.record("staff:li", "m", ["name"])
    access.record("party:p1", "m", ["name"])
    assert len(looks("staff:li")) == len(looks("party:p1")) == 1
