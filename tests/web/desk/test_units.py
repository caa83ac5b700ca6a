"""Units are opened, renamed and closed from the desk, by who runs the accounts above them."""

from __future__ import annotations

from django.urls import reverse

from dengwen.people import units
from dengwen.people.models import StaffRow
from tests.matters import town
from tests.web.desk.conftest import SignIn

ADD = reverse("desk:unit_add")
NEW = {
    "unit": "u9",
    "parent": town.BRIGADE,
    "kind": "service",
    "en": "Ninth Station",
    "zh-Hant": "第九站",
    "code": "九站",
    "areas": "東街、西街",
    "telephone": "119",
}


def page(unit: str) -> str:
    return reverse("desk:unit", args=[unit])


def test_a_unit_is_opened_renamed_and_closed(as_staff: SignIn) -> None:
    browser = as_staff("guan")
    assert browser.post(ADD, NEW).status_code == 302
    made = units.get("u9")
    assert made.path == (town.TOP, town.BRIGADE, "u9")
    assert (made.areas, made.contact) == (("東街", "西街"), {"telephone": "119"})
    assert browser.post(page("u9"), {"act": "rename", "en": "Tenth Station"}).status_code == 302
    assert units.get("u9").called("en") == "Tenth Station"
    closed = browser.post(page("u9"), {"act": "close", "successor": town.BRIGADE})
    assert closed.status_code == 302
    assert not units.get("u9").open
    assert units.get("u9").successor == town.BRIGADE
    assert "Tenth Station" not in browser.get(reverse("desk:units")).content.decode()


def test_what_is_in_use_is_not_closed_and_the_page_says_why(as_staff: SignIn) -> None:
    browser = as_staff("guan")
    assert "Staff belong to it." in browser.get(page(town.STATION)).content.decode()
    assert browser.post(page(town.STATION), {"act": "close"}).status_code == 422
    assert units.get(town.STATION).open
    StaffRow.objects.filter(unit=town.BRIGADE).update(active=False)
    assert "Open units stand under it." in browser.get(page(town.BRIGADE)).content.decode()


def test_what_is_wrong_is_said_at_its_field(as_staff: SignIn) -> None:
    browser = as_staff("guan")
    for wrong in ({"unit": town.STATION}, {"unit": "Ü 9"}, {"en": "", "zh-Hant": ""}):
        answer = browser.post(ADD, NEW | wrong)
        assert answer.status_code == 422, wrong
        assert "govuk-error-message" in answer.content.decode()
    assert browser.post(page(town.STATION), {"act": "rename"}).status_code == 422
    assert browser.get(page("u-none")).status_code == 404


def test_only_an_administrator_does(as_staff: SignIn) -> None:
    for name in ("su", "an", "shen", "du"):
        for address in (ADD, page(town.STATION)):
            assert as_staff(name).get(address).status_code == 403
            assert as_staff(name).post(address, NEW).status_code == 403
    assert units.get(town.STATION).open
