"""Two people at once, and a process that dies: what is acknowledged is whole."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from dengwen.errors import Refusal
from dengwen.jobs.tick import tick
from dengwen.ledger import rebuild, store, verify
from dengwen.matters.actions.add import add, note
from dengwen.matters.actions.open import load
from dengwen.matters.actions.receive import receive
from dengwen.matters.actions.take import take
from dengwen.matters.models import MatterRow
from dengwen.people.actor import PUBLIC
from tests.matters import town, walk

pytestmark = pytest.mark.usefixtures("committed_people")


def at_once(*does: Callable[[], object]) -> list[object]:
    """Do these at the same moment, each in a thread; what each gave or raised."""
    gate = threading.Barrier(len(does))
    results: list[object] = [None] * len(does)

    def run(place: int, do: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[place] = do()
        except Refusal as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(does)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_who_register_at_once_one_is_told_kindly() -> None:
    number = town.brought().number
    ren = town.staff("ren")

    def register() -> object:
        return take(ren, number, "register", {"received_by": "body"})

    results = at_once(register, register)
    refused = [one for one in results if isinstance(one, Refusal)]
    assert len(refused) == 1
    assert refused[0].code in ("changed_meanwhile", "not_now")
    assert len(load(number).took("register")) == 1


def test_what_only_adds_is_never_lost() -> None:
    matter = town.brought()
    person, ren = town.party(matter), town.staff("ren")
    results = at_once(
        lambda: add(person, matter.number, "一"),
        lambda: note(ren, matter.number, "二"),
        lambda: add(person, matter.number, "三"),
    )
    assert not [one for one in results if isinstance(one, Refusal)]
    after = load(matter.number)
    assert (len(after.statements), len(after.notes)) == (2, 1)


def test_a_double_press_at_the_same_instant_is_one_matter() -> None:
    spec = town.spec(entry_token="the-form")
    first, second = at_once(lambda: receive(PUBLIC, spec), lambda: receive(PUBLIC, spec))
    assert getattr(first, "number", 1) == getattr(second, "number", 2)
    assert MatterRow.objects.count() == 1


def test_a_transaction_that_dies_leaves_nothing_by_halves() -> None:
    came: list[str] = []

    def die() -> None:
        with transaction.atomic():
            came.append(town.brought().number)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        die()
    assert store.read(f"matter:{came[0]}") == []
    assert not MatterRow.objects.exists()


def test_two_workers_at_once_tell_a_rung_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from dengwen import times

    matters = [walk.to_investigation(town.brought()) for _ in range(3)]
    half = times.parse(matters[0].clocks["conclude"].facts.half_at)
    monkeypatch.setattr(times, "now", lambda: half)
    at_once(tick, tick)
    for matter in matters:
        lines = [x for x in load(matter.number).lines if x.type == "clock_reminded"]
        keys = [(x.data.key, x.data.stage) for x in lines]
        assert len(keys) == len(set(keys))
        assert ("conclude", "half") in keys
    assert verify.verify() == []
    assert rebuild.rebuild(tables=["matters_matter", "matters_clock"]).same
