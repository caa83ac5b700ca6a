"""The clock is set back: nothing in the register runs backwards, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client

from dengwen import times
from dengwen.config import database, place
from dengwen.intake import numbers
from dengwen.jobs import index
from dengwen.jobs.tick import tick
from dengwen.ledger import store
from dengwen.ledger.rebuild import rebuild
from dengwen.ledger.verify import verify
from dengwen.matters.actions.open import load
from dengwen.matters.actions.take import take
from dengwen.web import limits
from tests.ledger.writing import fact, write
from tests.matters import town, walk
from tests.matters.conftest import committed_people, master_key, people
from tests.web.desk.conftest import SignIn, as_staff

__all__ = ["as_staff", "committed_people", "master_key", "people"]

WRITER = place.REPOSITORY / "dengwen" / "ledger" / "sql" / "append.sql"
AHEAD = timedelta(hours=5)


@pytest.fixture
def clock() -> Iterator[None]:
    """Whatever a test does to our own now is undone."""
    yield
    times.shift(timedelta(0))


def database_clock(name: str, offset: str) -> None:
    """Let the writer of the ledger read the server's clock with an offset, as if it went so."""
    text = WRITER.read_text("utf-8").replace(
        "greatest(clock_timestamp()", f"greatest(clock_timestamp() + interval '{offset}'"
    )
    with database.as_owner(place.here()):
        connections["default"].settings_dict["NAME"] = name
        with connection.cursor() as cursor:
            cursor.execute(text)
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name


def test_no_chain_runs_backwards_when_the_clock_of_the_server_does(committed_db: str) -> None:
    write("matter:a", fact(n=1))
    database_clock(committed_db, "5 hours")
    ahead = write("matter:a", fact(n=2))[0]
    database_clock(committed_db, "0 hours")
    write("matter:a", fact(n=3), fact(n=4))
    write("matter:b", fact(n=1))
    recorded = [event.recorded_at for event in store.read("matter:a")]
    assert recorded == sorted(recorded)
    assert recorded[2] == recorded[3] == ahead.recorded_at
    assert store.read("matter:b")[0].recorded_at < ahead.recorded_at
    while store.sequence(100):
        pass
    assert verify() == []


def test_what_lapsed_stays_lapsed_and_is_not_told_again(committed_people: str, clock: None) -> None:
    matter = walk.to_served_opinion(town.brought())
    due_at = matter.clocks["apply_recheck:p1"].due_at
    assert due_at is not None
    times.shift(due_at + timedelta(days=2) - times.now())
    while tick():
        pass
    lapsed = load(matter.number)
    assert "lapsed_by_law" in [line.type for line in lapsed.lines]
    times.shift(timedelta(0))
    while tick():
        pass
    assert load(matter.number).version == lapsed.version
    index.catch_up()
    report = rebuild()
    assert (report.differences, verify()) == ([], [])


def test_a_matter_goes_on_though_its_last_step_is_later_than_now(people: None, clock: None) -> None:
    times.shift(AHEAD)
    number = walk.to_investigation(town.brought()).number
    times.shift(timedelta(0))
    take(town.staff("han"), number, "record_finding", {"found": "查實"})
    assert load(number).took("record_finding")


def test_who_is_signed_in_or_follows_stays_so(as_staff: SignIn, clock: None) -> None:
    secret = numbers.new_secret()
    times.shift(AHEAD)
    number = town.brought(secret_digest=numbers.digest(secret)).number
    visitor, officer = Client(), as_staff("ren")
    visitor.post("/follow", {"number": number, "secret": secret})
    times.shift(timedelta(0))
    assert visitor.get("/matter").status_code == 200
    assert officer.get("/desk/").status_code == 200


def test_a_bound_on_tries_holds_no_longer_than_its_window_by_any_clock(
    people: None, clock: None
) -> None:
    """Set back by hours, nobody is locked out for hours."""
    times.shift(AHEAD)
    for _ in range(limits.SEND_FROM_ADDRESS.most + 1):
        tried = limits.count(limits.SEND_FROM_ADDRESS, "somebody")
    assert tried > limits.SEND_FROM_ADDRESS.most
    times.shift(timedelta(0))
    assert limits.count(limits.SEND_FROM_ADDRESS, "somebody") == 1
    assert limits.count(limits.SEND_FROM_ADDRESS, "somebody") == 2
