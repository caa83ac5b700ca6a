"""A new password without e-mail: given once by an administrator, changed before anything else."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from dengwen.ledger import store
from dengwen.people import accounts, actions
from tests.matters import town
from tests.web.desk.conftest import SignIn
from tests.web.desk.test_doing import sign_in

OLD, OWN = "a drum before the gate", "three strokes at first light"


def given(browser: Client, staff: str = "han") -> str:
    """The temporary password that the administrator is shown."""
    answer = browser.post(reverse("desk:staff_show", args=[staff]), {"act": "password"})
    assert answer.status_code == 200
    return re.search(r'desk-secret">([^<]+)<', answer.content.decode())[1]  # type: ignore[index]


def entered(password: str, staff: str = "han") -> Client:
    browser = Client(headers={"accept-language": "en"})
    sign_in(browser, staff, password)
    return browser


def test_it_ends_the_sessions_and_the_old_password(as_staff: SignIn) -> None:
    accounts.open_account("han", OLD)
    browser = entered(OLD)
    assert browser.get(reverse("desk:home")).status_code == 200
    given(as_staff("guan"))
    assert browser.get(reverse("desk:home")).status_code == 302
    assert entered(OLD).get(reverse("desk:account")).status_code == 302


def test_nothing_opens_before_an_own_password_is_chosen(as_staff: SignIn) -> None:
    number = town.brought().number
    password = given(as_staff("guan"))
    browser = entered(password)
    for address in (reverse("desk:home"), reverse("desk:matter", args=[number])):
        assert browser.get(address).headers["Location"] == reverse("desk:account")
    assert "temporary password" in browser.get(reverse("desk:account")).content.decode()
    same = {"old": password, "new": password, "again": password}
    assert browser.post(reverse("desk:account"), same).status_code == 422
    own = {"old": password, "new": OWN, "again": OWN}
    assert browser.post(reverse("desk:account"), own).status_code == 302
    assert browser.get(reverse("desk:home")).status_code == 200
    assert entered(OWN).get(reverse("desk:home")).status_code == 200


def test_going_out_and_in_again_is_no_way_round(as_staff: SignIn) -> None:
    password = given(as_staff("guan"))
    entered(password).post(reverse("desk:sign_out"))
    shown = entered(password).get(reverse("desk:home"))
    assert shown.headers["Location"] == reverse("desk:account")


def test_that_it_was_given_is_recorded_and_the_password_is_not(as_staff: SignIn) -> None:
    password = given(as_staff("guan"))
    event = store.read("staff:han", unseal=True)[-1]
    assert (event.type, event.by) == ("password_reset", "staff:guan")
    assert password not in str(event)


def test_nobody_resets_their_own_nor_that_of_another_s_people(as_staff: SignIn) -> None:
    from dengwen.errors import Refusal

    for who, whose in (("guan", "guan"), ("han", "hao"), ("su", "han")):
        with pytest.raises(Refusal) as refused:
            actions.reset_password(town.staff(who), whose)
        assert refused.value.status == 403
    own = as_staff("guan").post(reverse("desk:staff_show", args=["guan"]), {"act": "password"})
    assert b"desk-secret" not in own.content
