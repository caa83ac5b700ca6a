"""Many matters given at once: a plan is shown, then done, and what was refused says why."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from dengwen import times
from dengwen.matters.actions.add import note
from dengwen.matters.actions.name_subject import name_subject
from dengwen.matters.actions.open import load
from dengwen.matters.models import MatterRow
from dengwen.people.actions.set_deputy import set_deputy
from dengwen.web.desk import spreading
from tests.matters import town
from tests.web.desk.conftest import SignIn

ASSIGN = reverse("desk:assign_many")


def plan(browser: Client, numbers: list[str], to: str) -> list[str]:
    """The lines of the plan that is shown."""
    page = browser.post(ASSIGN, {"pick": numbers, "to": to})
    assert page.status_code == 200
    return re.findall(r'name="plan" value="([^"]+)"', page.content.decode())


def held(numbers: list[str]) -> list[str]:
    return [MatterRow.objects.get(number=n).assigned for n in numbers]


def test_the_chosen_go_to_one_person_and_a_second_press_changes_nothing(as_staff: SignIn) -> None:
    numbers = [town.brought().number for _each in range(3)]
    browser = as_staff("ren")
    lines = plan(browser, numbers[:2], "staff:han")
    assert held(numbers) == ["", "", ""]
    done = browser.post(ASSIGN, {"plan": lines}).content.decode()
    assert held(numbers) == ["han", "han", ""]
    assert done.count("desk-state--calm") == 2
    versions = [load(n).version for n in numbers]
    again = browser.post(ASSIGN, {"plan": lines}).content.decode()
    assert [load(n).version for n in numbers] == versions
    assert again.count("The matter is theirs already.") == 2


def test_they_are_spread_evenly_over_who_is_here(as_staff: SignIn) -> None:
    numbers = [town.brought().number for _each in range(4)]
    browser = as_staff("su")
    browser.post(ASSIGN, {"plan": plan(browser, numbers, f"unit:{town.BRIGADE}")})
    assert sorted(held(numbers)) == ["han", "han", "hao", "hao"]
    today = times.now().date()
    set_deputy(
        town.staff("hao"), "hao", "han", today - timedelta(days=1), today + timedelta(days=2)
    )
    more = [town.brought().number for _each in range(2)]
    browser.post(ASSIGN, {"plan": plan(browser, more, f"unit:{town.BRIGADE}")})
    assert held(more) == ["han", "han"]


def test_each_matters_own_rules_decide_and_the_rest_goes_on(as_staff: SignIn) -> None:
    fine, about, changed = (town.brought().number for _each in range(3))
    name_subject(town.staff("ren"), about, staff=["han"])
    browser = as_staff("ren")
    lines = plan(browser, [fine, about, changed], "staff:han")
    note(town.staff("ren"), changed, "meanwhile")
    shown = browser.post(ASSIGN, {"plan": lines}).content.decode()
    assert held([fine, about, changed]) == ["han", "", ""]
    assert "Someone else" in shown or "changed" in shown


def test_in_a_spread_nobody_gets_what_is_about_them(as_staff: SignIn) -> None:
    number = town.brought().number
    name_subject(town.staff("ren"), number, staff=["han"])
    browser = as_staff("ren")
    for line in plan(browser, [number], f"unit:{town.BRIGADE}"):
        assert "~han" not in line


def test_what_one_may_not_know_of_is_not_there(as_staff: SignIn) -> None:
    number = town.brought().number
    answer = as_staff("stranger").post(ASSIGN, {"pick": [number, "DW-0000-0000-0"]})
    assert answer.status_code == 302
    version = load(number).version
    forged = as_staff("stranger").post(ASSIGN, {"plan": [f"{number}~{version}~stranger"]})
    assert number not in forged.content.decode()
    assert held([number]) == [""]


def test_the_whole_list_is_taken_up_to_the_bound(
    as_staff: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "MOST", 2)
    for _each in range(3):
        town.brought()
    page = as_staff("ren").post(ASSIGN + "?tab=all", {"all": "1"}).content.decode()
    assert "its first 2 are taken" in page
    assert page.count('name="pick"') == 2


def test_a_handler_takes_for_themselves_and_gives_to_nobody(as_staff: SignIn) -> None:
    numbers = [town.brought().number for _each in range(2)]
    browser = as_staff("han")
    refused = browser.post(ASSIGN, {"pick": numbers, "to": "staff:hao"})
    assert refused.status_code == 422
    browser.post(ASSIGN, {"plan": plan(browser, numbers, "staff:han")})
    assert held(numbers) == ["han", "han"]
    version = load(numbers[0]).version
    browser.post(ASSIGN, {"plan": [f"{numbers[0]}~{version}~hao"]})
    assert held(numbers) == ["han", "han"]


def test_nonsense_does_nothing(as_staff: SignIn) -> None:
    browser = as_staff("ren")
    for given in ({}, {"plan": ["x", "~~", "DW~x~han"]}, {"pick": ["\u200b", "x" * 500]}):
        assert browser.post(ASSIGN, given).status_code == 302
    assert browser.get(ASSIGN).status_code == 302
