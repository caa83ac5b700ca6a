"""Whoever guesses is slowed down, and locks out nobody but themselves."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dengwen.intake import numbers
from dengwen.web import limits
from tests.matters import town
from tests.matters.conftest import master_key, people
from tests.web.desk.conftest import SignIn, as_staff
from tests.web.desk.test_doing import PASSWORD, account, sign_in

__all__ = ["account", "as_staff", "master_key", "people"]

OFFICER, GUESSER = "10.0.0.1", "10.0.0.2"


def from_address(place: str) -> Client:
    return Client(REMOTE_ADDR=place)


def guess(name: str, times: int, place: str = GUESSER) -> list[int]:
    browser = from_address(place)
    return [sign_in(browser, name, "wrong").status_code for _ in range(times)]  # type: ignore[attr-defined]


def test_a_stranger_who_guesses_locks_no_officer_out(account: str) -> None:
    assert guess(account, 12)[-1] == 429
    assert sign_in(from_address(OFFICER), account, PASSWORD).status_code == 302  # type: ignore[attr-defined]
    assert guess(account, 1) == [429]  # the officer's coming in frees nobody else


def test_many_who_guess_one_name_are_slowed_down_but_not_its_owner_where_they_come_from(
    account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(from_address(OFFICER), account, PASSWORD)
    few = limits.Limit("sign_in.anywhere", 5, limits.SIGN_IN_ANYWHERE.window)
    monkeypatch.setattr(limits, "SIGN_IN_ANYWHERE", few)
    tried = [guess(account, 1, f"10.0.1.{n}")[0] for n in range(8)]
    assert tried == [422] * 4 + [429] * 4  # the first try was the officer's own
    assert sign_in(from_address("10.0.2.1"), account, PASSWORD).status_code == 429  # type: ignore[attr-defined]
    assert sign_in(from_address(OFFICER), account, PASSWORD).status_code == 302  # type: ignore[attr-defined]


def test_a_password_given_anew_opens_at_once(account: str, as_staff: SignIn) -> None:
    guess(account, 12, OFFICER)
    limits.forgive_name(limits.SIGN_IN_NAME, account)
    assert sign_in(from_address(OFFICER), account, PASSWORD).status_code == 302  # type: ignore[attr-defined]


def test_a_stranger_who_knows_a_number_does_not_keep_its_bringer_away(people: None) -> None:
    secret = numbers.new_secret()
    number = town.brought(secret_digest=numbers.digest(secret)).number
    wrong: dict[str, Any] = {"number": number, "secret": "0000-0000-0000-0000"}
    stranger = from_address(GUESSER)
    assert [stranger.post("/follow", wrong).status_code for _ in range(12)][-1] == 429
    visitor = from_address(OFFICER)
    assert visitor.post("/follow", {"number": number, "secret": secret}).status_code == 302
    assert visitor.get("/matter").status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
@pytest.mark.parametrize("name", ["portal:send", "portal:matter", "desk:home", "desk:units"])
def test_a_method_that_nothing_is_asked_with_is_told_as_that(
    people: None, method: str, name: str
) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)(reverse(name))
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]


def test_the_outlines_are_kept_for_one_language_and_one_person(people: None) -> None:
    told = {
        tongue: Client(headers={"accept-language": tongue}).get("/places.json")
        for tongue in ("en", "zh-Hans", "zh-Hant")
    }
    for answer in told.values():
        assert "private" in answer["Cache-Control"]
        assert {"Accept-Language", "Cookie"} <= set(answer["Vary"].split(", "))
