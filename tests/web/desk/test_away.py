"""Leave with a deputy, and interests: named by oneself, seen by who watches, sealed where said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from dengwen.ledger import store
from dengwen.matters.actions.name_subject import name_subject
from dengwen.people import rows
from dengwen.people.actions.set_deputy import set_deputy
from dengwen.people.models import DeputyRow
from dengwen.web.desk.away import today
from tests.matters import town
from tests.web.desk.conftest import SignIn


def asked(deputy: str, first: int = 0, last: int = 3) -> dict[str, str]:
    """A form: from so many days from now to so many."""
    day = today()
    return {
        "deputy": deputy,
        "from_on": (day + timedelta(days=first)).isoformat(),
        "to_on": (day + timedelta(days=last)).isoformat(),
    }


def test_a_deputy_is_named_and_works_and_who_watches_sees_it(as_staff: SignIn) -> None:
    number = town.brought().number
    assert as_staff("station").get(reverse("desk:matter", args=[number])).status_code == 404
    answer = as_staff("han").post(reverse("desk:away"), asked("station"))
    assert answer.headers["Location"] == reverse("desk:account")
    assert as_staff("station").get(reverse("desk:matter", args=[number])).status_code == 200
    for who, room, seen in (
        ("han", "account", True),
        ("station", "account", True),
        ("su", "supervise", True),
        ("top.su", "supervise", True),
        ("dou", "supervise", False),
        ("hao", "account", False),
    ):
        shown = as_staff(who).get(reverse(f"desk:{room}")).content.decode()
        assert ("<td>Han" in shown) is seen, who


def test_a_deputy_sees_nothing_that_is_about_themselves(as_staff: SignIn) -> None:
    number = town.brought().number
    name_subject(town.staff("ren"), number, staff=["station"])
    as_staff("han").post(reverse("desk:away"), asked("station"))
    assert as_staff("station").get(reverse("desk:matter", args=[number])).status_code == 404


@pytest.mark.parametrize(
    ("deputy", "first", "last"),
    [
        ("han", 0, 1),
        ("stranger", 0, 1),
        ("nobody", 0, 1),
        ("hao", -1, 1),
        ("hao", 3, 1),
        ("hao", 0, 500),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    as_staff: SignIn, deputy: str, first: int, last: int
) -> None:
    answer = as_staff("han").post(reverse("desk:away"), asked(deputy, first, last))
    assert answer.status_code == 422
    assert "govuk-error-message" in answer.content.decode()
    assert not DeputyRow.objects.exists()


def test_powers_kept_apart_are_not_joined_by_a_deputy(as_staff: SignIn) -> None:
    assert as_staff("guan").post(reverse("desk:away"), asked("shen")).status_code == 422
    assert not DeputyRow.objects.exists()


def test_an_interest_is_declared_and_its_words_are_sealed(as_staff: SignIn) -> None:
    given = {"ground": "kin", "unit": town.OTHER, "words": "我哥哥開飯店"}
    browser = as_staff("han")
    assert browser.post(reverse("desk:interest"), given).status_code == 302
    shown = browser.get(reverse("desk:account")).content.decode()
    assert "Kinship with someone concerned · u4 隊" in shown
    assert "我哥哥開飯店" not in shown
    event = store.read("staff:han")[-1]
    assert event.type == "interest_declared"
    assert "我哥哥開飯店" not in str(event)


def test_an_interest_without_words_is_not_declared(as_staff: SignIn) -> None:
    before = len(store.read("staff:han"))
    assert as_staff("han").post(reverse("desk:interest"), {"ground": "kin"}).status_code == 422
    assert len(store.read("staff:han")) == before


def test_who_comes_back_sooner_ends_it_and_what_is_to_come_is_taken_back(as_staff: SignIn) -> None:
    now, day = today(), timedelta(days=1)
    me = town.staff("han")
    set_deputy(me, "han", "hao", now, now + 5 * day)
    set_deputy(me, "han", "hao", now + 20 * day, now + 25 * day)
    browser = as_staff("han")
    assert "I am back" in browser.get(reverse("desk:account")).content.decode()
    for first in (now, now + 20 * day):
        given = {"deputy": "hao", "from_on": first.isoformat()}
        assert browser.post(reverse("desk:back"), given).status_code == 302
    assert not DeputyRow.objects.filter(staff="han", to_on__gte=now).exists()
    assert store.read("staff:han")[-1].type == "deputy_ended"
    again = {"deputy": "hao", "from_on": now.isoformat()}
    assert browser.post(reverse("desk:back"), again).status_code == 409
    assert rows.load_member("han").deputies == ()


def test_nobody_ends_the_standing_in_of_another(as_staff: SignIn) -> None:
    now = today()
    set_deputy(town.staff("han"), "han", "hao", now, now + timedelta(days=5))
    given = {"deputy": "hao", "from_on": now.isoformat()}
    assert as_staff("hao").post(reverse("desk:back"), given).status_code == 409
    assert DeputyRow.objects.filter(staff="han", to_on__gt=now).exists()
