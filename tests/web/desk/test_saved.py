"""Saved views: one's own and a unit's, with which the inbox opens, and nobody else's to delete."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from dengwen.web.models import FirstView, SavedView
from tests.matters import town
from tests.web.desk.conftest import SignIn

VIEWS, HOME = reverse("desk:views"), reverse("desk:home")


def saves(browser: Client, name: str = "Fire doors", **more: str) -> SavedView:
    """Someone saves a list of hazard reports."""
    given = {"name": name, "query": "tab=all&procedure=hazard_report&order=newest&q=林小明", **more}
    answer = browser.post(VIEWS, given)
    assert answer.status_code == 302, answer.content.decode()
    return SavedView.objects.get(name=name)


def test_a_view_keeps_tab_filter_and_order_but_not_the_words(as_staff: SignIn) -> None:
    slow = town.brought().number
    quick = town.brought("within_24_hours", "hazard_report").number
    browser = as_staff("han")
    view = saves(browser)
    assert view.filter == {"procedure": "hazard_report"}
    assert (view.tray, view.order, view.unit) == ("all", "newest", "")
    shown = browser.get(HOME + "?tab=all").content.decode()
    assert "Fire doors" in shown
    listed = browser.get(HOME, {**view.filter, "tab": "all", "view": view.pk}).content.decode()
    assert quick in listed
    assert slow not in listed


def test_the_inbox_opens_with_the_view_of_ones_choice(as_staff: SignIn) -> None:
    browser = as_staff("han")
    view = saves(browser, first="on")
    answer = browser.get(HOME)
    assert answer.status_code == 302
    assert f"view={view.pk}" in answer.headers["Location"]
    assert browser.get(answer.headers["Location"]).status_code == 200
    assert browser.get(HOME + "?tab=mine").status_code == 200
    browser.post(VIEWS, {"view": "0", "act": "first"})
    assert browser.get(HOME).status_code == 200


def test_who_watches_a_unit_shares_with_it_and_nobody_else_does(as_staff: SignIn) -> None:
    saves(as_staff("su"), "For all", unit=town.BRIGADE)
    for name, sees in (("han", True), ("station", True), ("stranger", False)):
        assert ("For all" in as_staff(name).get(HOME + "?tab=all").content.decode()) is sees
    given = {"name": "Mine for all", "query": "tab=all", "unit": town.BRIGADE}
    assert as_staff("han").post(VIEWS, given).status_code == 422
    assert as_staff("su").post(VIEWS, {**given, "unit": town.OTHER}).status_code == 422
    assert SavedView.objects.count() == 1


def test_a_view_is_deleted_by_its_owner_or_by_who_watches_the_unit(as_staff: SignIn) -> None:
    own = saves(as_staff("han"), "Own")
    shared = saves(as_staff("su"), "Shared", unit=town.BRIGADE)
    for name, view in (("hao", own), ("han", shared), ("su", own)):
        gone = as_staff(name).post(VIEWS, {"view": str(view.pk), "act": "delete"})
        assert gone.status_code == 404
    assert SavedView.objects.count() == 2
    as_staff("hao").post(VIEWS, {"view": str(shared.pk), "act": "first"})
    assert FirstView.objects.filter(staff="hao").exists()
    as_staff("su").post(VIEWS, {"view": str(shared.pk), "act": "delete"})
    as_staff("han").post(VIEWS, {"view": str(own.pk), "act": "delete"})
    assert not SavedView.objects.exists()
    assert as_staff("hao").get(HOME).status_code == 200


def test_nobody_opens_with_a_view_they_may_not_see(as_staff: SignIn) -> None:
    own = saves(as_staff("han"))
    answer = as_staff("hao").post(VIEWS, {"view": str(own.pk), "act": "first"})
    assert answer.status_code == 404
    assert not FirstView.objects.exists()


def test_nonsense_is_saved_as_nothing(as_staff: SignIn) -> None:
    browser = as_staff("han")
    view = saves(browser, "Odd", query="tab=x&order=y&kind=<b>&evil=1")
    assert (view.tray, view.order, view.filter) == ("all", "due", {})
    assert browser.post(VIEWS, {"view": "x", "act": "delete"}).status_code == 302
    assert browser.post(VIEWS, {"name": "", "query": ""}).status_code == 422


def test_the_orders_of_the_inbox_turn_pages_without_losing_or_repeating(as_staff: SignIn) -> None:
    numbers = {town.brought().number for _each in range(35)}
    browser = as_staff("ren")
    for order in ("due", "oldest", "newest", "changed"):
        seen: list[str] = []
        address = f"{HOME}?tab=all&order={order}"
        while address:
            page = browser.get(address)
            seen += [row["number"] for row in page.context["rows"]]
            onward = page.context["onward"]
            address = HOME + onward if onward else ""
        assert len(seen) == 35
        assert set(seen) == numbers
