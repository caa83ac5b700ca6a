"""Registering for a person: the receipt at once, a double press once, the time it really came."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from dengwen.matters.actions.open import load
from dengwen.matters.models import MatterRow
from dengwen.web.desk import counter
from tests.web.desk.conftest import SignIn


@pytest.fixture
def committing(committed_people: str) -> None:
    """Registration commits for good, so it is tried in a database of its own."""


GIVEN = {
    "channel": "letter",
    "received_at": "2026-03-02T09:30",
    "time_source": "postmark",
    "danger": "no",
    "subject": "樓道堵塞",
    "statement": "樓道被雜物堵塞。",
    "name": "王小明",
    "phone": "0900-1234567",
    "notify_by": "none",
    "language": "zh-Hant",
    "wish": "請清理",
}


def test_people_are_read_a_line_each() -> None:
    found = counter.people("李四, 0900-1112222\n\n張三 zhang@example.org\n王五")
    assert [p["name"] for p in found] == ["李四", "張三", "王五"]
    assert found[0]["phone"] == "0900-1112222"
    assert found[1]["email"] == "zhang@example.org"


def test_the_offers_stand_in_the_person_s_words(as_staff: SignIn) -> None:
    shown = as_staff("ren").get(reverse("desk:register")).content.decode()
    for section in counter.offers():
        for offer in section["offers"]:
            where = reverse("desk:register_offer", args=[section["procedure"], offer["name"]])
            assert where in shown
            assert as_staff("ren").get(where).status_code == 200


def test_an_offer_that_is_not_there_is_not_found(as_staff: SignIn) -> None:
    where = reverse("desk:register_offer", args=["petition", "nope"])
    assert as_staff("ren").get(where).status_code == 404


def test_what_is_missing_is_said_and_what_was_typed_stays(as_staff: SignIn) -> None:
    where = reverse("desk:register_offer", args=["petition", "solve"])
    given = {**GIVEN, "statement": "", "entry_token": "t" * 20}
    answer = as_staff("ren").post(where, given)
    assert answer.status_code == 422
    assert "王小明" in answer.content.decode()
    assert not MatterRow.objects.exists()


def test_a_group_has_at_most_five_who_speak(as_staff: SignIn) -> None:
    where = reverse("desk:register_offer", args=["petition", "solve"])
    five = "\n".join(f"代表{n}, 0900-000000{n}" for n in range(5))
    given = {**GIVEN, "representatives": five, "entry_token": "t" * 20}
    answer = as_staff("ren").post(where, given)
    assert answer.status_code == 422
    assert "At most five" in answer.content.decode()


@pytest.mark.usefixtures("committing")
def test_a_matter_is_registered_once_with_its_receipt_and_its_own_time() -> None:
    from django.contrib.auth import get_user_model
    from django.test import Client

    user, _made = get_user_model().objects.get_or_create(username="ren")
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(user)
    where = reverse("desk:register_offer", args=["petition", "solve"])
    form = browser.get(where).content.decode()
    token = re.search(r'name="entry_token" value="([^"]+)"', form)[1]  # type: ignore[index]
    given = {**asked(form), **GIVEN, "entry_token": token}
    shown = browser.post(where, given).content.decode()
    number, secret = re.findall(r'desk-secret">([^<]+)<', shown)
    matter = load(number)
    assert matter.channel == "letter"
    assert matter.received_at is not None
    assert matter.received_at.isoformat() == "2026-03-02T01:30:00+00:00"
    assert matter.lines[0].time_source == "postmark"
    again = browser.post(where, given).content.decode()
    assert number in again
    assert secret not in again
    assert MatterRow.objects.count() == 1
    paper = browser.post(reverse("desk:receipt_pdf"), {"number": number, "secret": secret})
    assert paper.content.startswith(b"%PDF")
    wrong = browser.post(reverse("desk:receipt_pdf"), {"number": number, "secret": "0" * 16})
    assert wrong.status_code == 404


def asked(form: str) -> dict[str, str]:
    """Something for every free text that the offer asks beside the counter's own."""
    return dict.fromkeys(re.findall(r'<textarea name="([^"]+)"', form), "如上") | {
        "representatives": "",
        "signatories": "",
        "place": "東街",
    }
