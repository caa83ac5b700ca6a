"""What each role sees at the desk, and what must be to them as if it were not."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from dengwen.jobs.index import index
from dengwen.jobs.sequence import sequence
from dengwen.matters.actions.name_subject import name_subject
from tests.matters import town
from tests.web.desk.conftest import SignIn

UNDER_A_NUMBER = (
    ("desk:matter", ()),
    ("desk:step", ("register",)),
    ("desk:step", ("no_such_step",)),
    ("desk:proposal", ("a1",)),
    ("desk:act", ("assign",)),
    ("desk:act", ("note",)),
    ("desk:act", ("no_such_act",)),
    ("desk:document", ("d1",)),
    ("desk:file", ("0" * 32,)),
    ("desk:original", ("0" * 32,)),
    ("desk:clock", ("conclude",)),
    ("desk:contacts", ("p1",)),
    ("desk:act", ("together",)),
    ("desk:act", ("separate",)),
    ("desk:act", ("carry",)),
    ("desk:act", ("unassign",)),
)
NOWHERE = "DW-0000-0000-0"


def find_all() -> None:
    while sequence(1000):
        pass
    while index(500):
        pass


def bare(body: bytes, number: str) -> bytes:
    """A page without the number asked for and the random token of its forms."""
    text = body.replace(number.encode(), b"N").replace(NOWHERE.encode(), b"N")
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"token", text)


@pytest.mark.parametrize(("name", "more"), UNDER_A_NUMBER)
@pytest.mark.parametrize("method", ["get", "post"])
def test_to_whoever_is_barred_every_address_answers_as_a_number_that_is_not(
    as_staff: SignIn, name: str, more: tuple[str, ...], method: str
) -> None:
    number = town.brought().number
    name_subject(town.staff("ren"), number, staff=["han"])
    browser = as_staff("han")
    there = getattr(browser, method)(reverse(name, args=[number, *more]))
    nowhere = getattr(browser, method)(reverse(name, args=[NOWHERE, *more]))
    assert there.status_code == nowhere.status_code
    assert there.status_code in (404, 405)
    assert bare(there.content, number) == bare(nowhere.content, number)
    assert dict(there.headers) == dict(nowhere.headers)


def test_the_accused_finds_it_by_no_list_count_or_search(as_staff: SignIn) -> None:
    number = town.brought().number
    find_all()
    assert number in page(as_staff("han"), "?tab=all")
    name_subject(town.staff("ren"), number, staff=["han"])
    find_all()
    for query in ("?tab=all", "?tab=unit", f"?q={number}", "?q=樓道", "?q=楼道堵塞", "?tab=closed"):
        shown = page(as_staff("han"), query)
        assert f"/desk/m/{number}" not in shown
        assert "0 found" in shown
    assert re.findall(r'class="desk-count">(\d+)<', page(as_staff("han"))) == ["0"] * 5
    assert f"/desk/m/{number}" in page(as_staff("hao"), "?tab=all&q=樓道")


def test_the_figures_of_time_count_only_what_may_be_seen(as_staff: SignIn) -> None:
    number = town.brought().number
    name_subject(town.staff("ren"), number, staff=["su"])
    shown = as_staff("su").get(reverse("desk:supervise")).content.decode()
    assert set(re.findall(r"<strong>(\d+)</strong>", shown)) == {"0"}
    shown = as_staff("top.su").get(reverse("desk:supervise")).content.decode()
    assert "1" in re.findall(r"<strong>(\d+)</strong>", shown)


def test_an_administrator_runs_accounts_and_sees_no_matter(as_staff: SignIn) -> None:
    number = town.brought().number
    browser = as_staff("guan")
    assert browser.get(reverse("desk:matter", args=[number])).status_code == 404
    assert browser.get(reverse("desk:home")).headers["Location"] == reverse("desk:staff")
    assert browser.get(reverse("desk:staff")).status_code == 200
    assert browser.get(reverse("desk:units")).status_code == 200
    assert browser.get(reverse("desk:supervise")).status_code == 403


def test_an_auditor_sees_that_it_is_there_and_neither_words_nor_names(as_staff: SignIn) -> None:
    number = town.brought().number
    shown = as_staff("shen").get(reverse("desk:matter", args=[number])).content.decode()
    assert number in shown
    assert "請幫忙" not in shown
    assert "林小明" not in shown
    assert "lin@example.org" not in shown
    assert "樓道堵塞" not in page(as_staff("shen"), "?tab=all")


def test_a_supervisor_reads_what_was_said_and_not_who_said_it(as_staff: SignIn) -> None:
    number = town.brought().number
    shown = as_staff("su").get(reverse("desk:matter", args=[number])).content.decode()
    assert "請幫忙" in shown
    assert "林小明" not in shown
    assert "lin@example.org" not in shown


def test_whoever_handles_it_reads_it_all_and_the_reading_is_recorded(as_staff: SignIn) -> None:
    number = town.brought().number
    shown = as_staff("han").get(reverse("desk:matter", args=[number])).content.decode()
    for word in ("請幫忙", "林小明", "lin@example.org"):
        assert word in shown
    audit = as_staff("shen").get(reverse("desk:audit"), {"staff": "han"}).content.decode()
    assert number in audit


def test_an_auditor_who_is_barred_learns_of_it_from_no_record(as_staff: SignIn) -> None:
    number = town.brought().number
    as_staff("du").get(reverse("desk:matter", args=[number]))
    name_subject(town.staff("ren"), number, staff=["shen"])
    audit = as_staff("shen").get(reverse("desk:audit"), {"staff": "du"}).content.decode()
    assert number not in audit
    assert "Protected" not in audit


@pytest.mark.parametrize(
    ("room", "opens_to"),
    [
        ("register", {"ren", "top.ren", "du", "station", "stranger"}),
        ("approvals", {"an", "su", "top.an", "top.su", "du", "dou"}),
        ("supervise", {"su", "top.su", "du", "dou", "shen"}),
        ("outbox", {"su", "top.su", "du", "dou", "shen", "ren", "top.ren", "station", "stranger"}),
        ("staff", {"guan"}),
        ("units", {"guan"}),
        ("audit", {"shen"}),
        ("bell", set(town.PEOPLE)),
        ("account", set(town.PEOPLE)),
    ],
)
def test_a_room_opens_to_its_roles_and_to_no_others(
    as_staff: SignIn, room: str, opens_to: set[str]
) -> None:
    for name in town.PEOPLE:
        answer = as_staff(name).get(reverse(f"desk:{room}"))
        assert answer.status_code == (200 if name in opens_to else 403), (room, name)


def test_without_signing_in_no_room_opens(people: None) -> None:
    number = town.brought().number
    for address in (reverse("desk:home"), reverse("desk:matter", args=[number])):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("desk:sign_in"))


def test_the_inbox_stands_in_the_order_of_the_time_left(as_staff: SignIn) -> None:
    slow = town.brought().number
    quick = town.brought("within_24_hours", "hazard_report").number
    shown = page(as_staff("ren"), "?tab=all")
    assert 0 < shown.index(quick) < shown.index(slow)


def test_paging_shows_everything_once(as_staff: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dengwen.web.desk.trays.PAGE", 2)
    numbers = {town.brought().number for _each in range(5)}
    browser, query, seen = as_staff("ren"), "?tab=all", []
    while query:
        shown = page(browser, query)
        seen += re.findall(r'data-open href="/desk/m/([^"]+)"', shown)
        onward = re.search(r'href="(\?[^"]+)" rel="next"', shown)
        query = onward[1].replace("&amp;", "&") if onward else ""
    assert sorted(seen) == sorted(numbers)


@pytest.mark.parametrize(
    "query",
    ["?after=x", "?after=%00", "?tab=nope", "?kind=nope", "?received_from=2026-99-99", "?q=%27%27"],
)
def test_nonsense_in_an_address_is_no_fault(as_staff: SignIn, query: str) -> None:
    assert as_staff("ren").get(reverse("desk:home") + query).status_code in (200, 400)


def page(browser: Client, query: str = "") -> str:
    """The inbox."""
    return str(browser.get(reverse("desk:home") + query).content.decode())
