"""One matter walked from the door to its answer, and what each act must leave behind."""

from __future__ import annotations

import pytest

from dengwen.errors import Refusal
from dengwen.matters import models
from dengwen.matters.actions.assign import assign
from dengwen.matters.actions.open import load, open_matter
from dengwen.matters.actions.take import take
from tests.matters import town

pytestmark = pytest.mark.usefixtures("people")


def test_a_matter_that_came_in_has_its_clocks_and_rows() -> None:
    matter = town.brought()
    row = models.MatterRow.objects.get(number=matter.number)
    assert (row.status, row.unit, row.version) == ("received", town.BRIGADE, matter.version)
    assert models.ClockRow.objects.filter(number=matter.number, state="running").exists()
    assert models.SecretRow.objects.get(number=matter.number).party == "p1"


def test_the_same_press_twice_is_one_matter() -> None:
    first = town.brought(entry_token="token-1")
    again = town.brought(entry_token="token-1")
    assert first.number == again.number
    assert models.MatterRow.objects.count() == 1


def test_a_petition_is_registered_accepted_and_assigned() -> None:
    number = town.brought().number
    take(town.staff("ren"), number, "register", {"received_by": "body"})
    matter = take(town.staff("ren"), number, "accept", {})
    assert matter.clocks["conclude"].state == "running"
    assert [d.kind for d in matter.documents.values()] == ["acceptance_notice"]
    matter = take(town.staff("su"), number, "assign", {"handler": "han"})
    assert (matter.assigned, matter.status) == ("han", "investigating")
    matter = assign(town.staff("su"), number, "hao")
    assert matter.assigned == "hao"
    with pytest.raises(Refusal, match="not_assigned"):
        take(town.staff("han"), number, "record_finding", {"found": "x"})


def test_an_opened_matter_says_what_was_said() -> None:
    number = town.brought().number
    matter = open_matter(town.staff("han"), number)
    assert matter.statement is not None
    assert matter.statement.value == "樓道被雜物堵塞，請幫忙。"
    assert load(number).parties["p1"].name is not None
