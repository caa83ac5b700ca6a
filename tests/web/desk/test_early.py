"""Early signs: each is read off a matter and its clocks, and a count agrees with its list."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from dengwen import times
from dengwen.matters.actions.add import add, note
from dengwen.matters.actions.assign import assign
from dengwen.matters.actions.call_back import promise_call
from dengwen.matters.actions.name_subject import name_subject
from dengwen.matters.models import ClockRow, MatterRow
from dengwen.matters.state import Matter
from dengwen.people import accounts
from dengwen.web.desk import early
from tests.matters import town, walk
from tests.web.desk.conftest import SignIn

LIST = reverse("desk:early")


def at(monkeypatch: pytest.MonkeyPatch, **later: int) -> None:
    """Let time go by."""
    now = times.now() + timedelta(**later)
    monkeypatch.setattr(times, "now", lambda: now)


def signs(number: str) -> set[str]:
    """The names of the signs that a matter has."""
    rows = MatterRow.objects.filter(number=number)
    return {sign.name for sign in early.SIGNS if early.signed(rows, sign.name).exists()}


def test_a_fresh_matter_has_no_sign(people: None) -> None:
    assert signs(town.brought().number) == set()


def test_nobody_has_it_after_a_quarter_of_the_time(
    people: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = town.brought().number
    at(monkeypatch, days=5)
    assert "nobody" in signs(number)
    assign(town.staff("ren"), number, "han")
    assert "nobody" not in signs(number)


def test_half_of_the_time_without_a_step(people: None, monkeypatch: pytest.MonkeyPatch) -> None:
    number = town.brought().number
    assign(town.staff("ren"), number, "han")
    at(monkeypatch, days=4)
    assert signs(number) == set()
    at(monkeypatch, days=5)
    assert signs(number) == {"still", "notice"}


def test_what_is_overdue_is_no_early_sign_any_more(
    people: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = town.brought().number
    at(monkeypatch, days=30)
    assert signs(number) == set()


def test_words_of_the_person_that_nobody_answered(
    people: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = town.brought()
    add(town.party(matter), matter.number, "it is still there")
    assert signs(matter.number) == set()
    at(monkeypatch, days=3, minutes=1)
    assert "unheard" in signs(matter.number)
    note(town.staff("ren"), matter.number, "telephoned")
    assert "unheard" not in signs(matter.number)


def test_a_promised_call_that_is_due(people: None, monkeypatch: pytest.MonkeyPatch) -> None:
    number = town.brought().number
    promise_call(town.staff("ren"), number, times.now() + timedelta(days=2))
    assert signs(number) == set()
    at(monkeypatch, days=1, minutes=1)
    assert signs(number) == {"call"}


def test_a_clock_that_stands_still_for_long(people: None) -> None:
    number = town.brought().number
    since = times.now() - timedelta(days=31)
    ClockRow.objects.filter(number=number).update(state="paused", paused_at=since)
    assert signs(number) == {"paused"}


def test_the_page_says_why_and_its_counts_are_its_lists(
    as_staff: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = town.brought().number
    heard: Matter = town.brought()
    add(town.party(heard), heard.number, "and today")
    at(monkeypatch, days=8)
    browser = as_staff("su")
    board = browser.get(reverse("desk:supervise")).content.decode()
    found = re.findall(r'href="/desk/supervise/early(\?[^"]+)"><strong>(\d+)', board)
    assert len(found) == len(early.SIGNS)
    for query, count in found:
        shown = browser.get(LIST + query.replace("&amp;", "&")).content.decode()
        assert shown.count("<tr data-row>") == int(count), parse_qs(urlsplit(query).query)
    page = browser.get(LIST).content.decode()
    assert quiet in page
    for sentence in ("A quarter of the time is gone", "nobody has acted since"):
        assert sentence in page


def test_who_may_not_know_of_a_matter_finds_no_sign_of_it(
    as_staff: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = town.brought().number
    at(monkeypatch, days=8)
    browser = as_staff("su")
    assert number in browser.get(LIST).content.decode()
    name_subject(accounts.actor_of("ren"), number, staff=["su"])
    shown = browser.get(LIST).content.decode()
    assert number not in shown
    assert "No matter has this sign." in shown


def test_every_figure_of_the_board_is_the_length_of_its_list(
    as_staff: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _each in range(2):
        town.brought()
    walk.to_investigation(town.brought())
    at(monkeypatch, days=13)
    town.brought("within_24_hours", "hazard_report")
    browser = as_staff("su")
    for by in ("unit", "procedure", "person"):
        board = browser.get(reverse("desk:supervise"), {"by": by}).content.decode()
        figures = re.findall(r'href="(/desk/\?[^"]+)">(?:<strong>)?(\d+)<', board)
        assert len(figures) > 6
        for address, count in figures:
            shown = browser.get(address.replace("&amp;", "&")).content.decode()
            assert shown.count("<tr data-row>") == int(count), address


def test_the_list_opens_to_who_watches(as_staff: SignIn) -> None:
    for name, status in (("su", 200), ("shen", 200), ("han", 403), ("guan", 403)):
        assert as_staff(name).get(LIST).status_code == status
