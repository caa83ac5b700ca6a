"""Whoever comes while work is under way goes with the next lot; nobody fails for another."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections

from dengwen.documents.receipts import Receipt
from dengwen.errors import Refusal
from dengwen.intake.actions import register as intake
from dengwen.intake.together import Together
from dengwen.intake.validation import Invalid
from dengwen.ledger import aside, verify
from dengwen.matters.models import MatterRow
from dengwen.people.actor import PUBLIC
from tests.intake.test_register import in_town, real_town, submission

__all__ = ["in_town", "real_town"]


class Slow:
    """Work that waits to be let go, and tells which lots it had."""

    def __init__(self) -> None:
        self.lots: list[list[int]] = []
        self.begun = threading.Event()
        self.go = threading.Event()

    def __call__(self, lot: list[int]) -> list[str | Exception]:
        """Odd ones are refused."""
        self.lots.append(lot)
        self.begun.set()
        assert self.go.wait(10)
        return [ValueError(str(one)) if one % 2 else f"<{one}>" for one in lot]


def brought(together: Any, many: int, slow: Slow) -> dict[int, Any]:
    """What comes of so many, of whom the first is at work when the others come."""
    found: dict[int, Any] = {}

    def bring(one: int) -> None:
        try:
            found[one] = together(one)
        except Exception as error:
            found[one] = error

    threads = [threading.Thread(target=bring, args=(one,)) for one in range(many)]
    threads[0].start()
    assert slow.begun.wait(10)
    for thread in threads[1:]:
        thread.start()
    while len(together._waiting) < many - 1:
        pass
    slow.go.set()
    for thread in threads:
        thread.join(10)
    return found


def test_who_comes_meanwhile_goes_together_and_each_has_their_own_answer() -> None:
    slow = Slow()
    found = brought(Together[int, str](slow, 4, 1), 7, slow)
    assert [len(lot) for lot in slow.lots] == [1, 4, 2]
    assert sorted(one for lot in slow.lots for one in lot) == list(range(7))
    assert [found[one] for one in (0, 2, 4, 6)] == ["<0>", "<2>", "<4>", "<6>"]
    assert all(str(found[one]) == str(one) for one in (1, 3, 5))


def test_what_fails_for_all_is_told_to_all_and_the_next_are_served() -> None:
    def broken(lot: list[int]) -> list[str | Exception]:
        raise ConnectionError

    together = Together[int, str](broken, 4, 1)
    for _ in range(3):
        with pytest.raises(ConnectionError):
            together(1)
    assert together._free == 1


def test_what_is_wrong_with_one_in_a_lot_fails_that_one_only(in_town: None) -> None:
    good = intake._checked(submission(), PUBLIC)
    wrong = intake._checked(submission(unit="no_such"), PUBLIC)
    first, second, third = intake._lot([good, wrong, good])
    assert isinstance(first, Receipt)
    assert isinstance(second, Refusal)
    assert isinstance(third, Receipt)
    assert first.number != third.number
    assert MatterRow.objects.count() == 2


def test_two_presses_in_one_lot_are_one_matter(in_town: None) -> None:
    pressed = intake._checked(submission(entry_token="t-9", seed="ab" * 32), PUBLIC)
    first, second = intake._lot([pressed, pressed])
    assert isinstance(first, Receipt)
    assert isinstance(second, Receipt)
    assert (first.number, first.secret) == (second.number, second.secret)
    assert [first.again, second.again] == [False, True]


def test_many_at_once_are_all_taken_in_and_every_chain_holds(real_town: None) -> None:
    numbers: list[str] = []

    def bring(place: int) -> None:
        try:
            if place % 5 == 0:
                with pytest.raises(Invalid):
                    intake.register(submission(statement=" "))
            else:
                numbers.append(intake.register(submission()).number)
        finally:
            aside.close()
            connections.close_all()

    threads = [threading.Thread(target=bring, args=(place,)) for place in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(numbers)) == 16
    assert MatterRow.objects.count() == 16
    assert verify.verify() == []
