"""A remedy whose receipt was lost on the way is found again from the matter it was taken in."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from dengwen.errors import Fault
from dengwen.intake.numbers import digest, new_secret
from dengwen.matters.actions.open import load
from dengwen.matters.models import MatterRow
from dengwen.web.portal import receipts
from tests.matters import town, walk
from tests.web.portal import walking


@pytest.fixture
def secret() -> str:
    return new_secret()


@pytest.fixture
def number(people: None, secret: str) -> str:
    """A matter with an opinion that was served on Lin."""
    matter = walk.to_served_opinion(town.brought(secret_digest=digest(secret)))
    return matter.number


def follow(visitor: Client, number: str, secret: str) -> None:
    answer = visitor.post("/follow", {"number": number, "secret": secret})
    assert answer.status_code == 302


def remedy_of(number: str) -> str:
    paper = load(number).document_of("opinion")
    assert paper is not None
    return f"recheck/{paper.id}"


@pytest.fixture
def lost(
    visitor: Client, number: str, secret: str, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """The remedy was taken and committed, and the answer with its receipt never came."""
    follow(visitor, number, secret)
    page = f"/matter/remedy/{remedy_of(number)}"
    sent = {"press": walking.press(visitor.get(page).content.decode()), "text": "Still blocked."}
    with monkeypatch.context() as broken:

        def gone(*_args: object) -> None:
            raise Fault("the machine went down")

        broken.setattr(receipts, "kept", gone)
        visitor.raise_request_exception = False
        assert visitor.post(page, sent).status_code == 500
    assert MatterRow.objects.filter(challenges=number).count() == 1
    return sent


def test_the_same_press_again_shows_the_way_instead_of_losing_it(
    visitor: Client, number: str, lost: dict[str, str]
) -> None:
    answer = visitor.post(f"/matter/remedy/{remedy_of(number)}", lost)
    page = answer.content.decode()
    new = MatterRow.objects.get(challenges=number).number
    assert "You have taken this remedy already." in page
    assert new in page
    assert f'action="/matter/onward/{remedy_of(number)}"' in page
    assert MatterRow.objects.filter(challenges=number).count() == 1


def test_the_first_secret_opens_the_second_matter(
    visitor: Client, number: str, lost: dict[str, str]
) -> None:
    new = MatterRow.objects.get(challenges=number).number
    assert new in visitor.get("/matter").content.decode()
    assert visitor.post(f"/matter/onward/{remedy_of(number)}").status_code == 302
    page = visitor.get("/matter").content.decode()
    assert f"Your matter {new}" in re.sub(r"\s+", " ", page)
    assert "Still blocked." in page


def test_a_new_secret_is_given_once_and_opens_it(
    visitor: Client, number: str, lost: dict[str, str]
) -> None:
    answer = visitor.post(f"/matter/onward/{remedy_of(number)}/secret")
    assert answer.headers["Cache-Control"] == "no-store"
    found, secret = re.findall(r'class="dw-receipt__value">([^<]+)<', answer.content.decode())
    assert found == MatterRow.objects.get(challenges=number).number
    other = Client(headers={"accept-language": "en"})
    follow(other, found, secret)
    page = other.get("/matter").content.decode()
    assert "You were given a new secret" in page
    assert secret not in visitor.get("/matter").content.decode()


@pytest.mark.parametrize("end", ["", "/secret"])
def test_nobody_comes_to_it_without_the_first_secret(
    people: None, number: str, lost: dict[str, str], end: str
) -> None:
    address = f"/matter/onward/{remedy_of(number)}{end}"
    stranger = Client(headers={"accept-language": "en"})
    answer = stranger.post(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/follow")
    mine = new_secret()
    other = town.brought(secret_digest=digest(mine)).number
    follow(stranger, other, mine)
    assert stranger.post(address).status_code == 404
    assert stranger.get(address).status_code == 405


def test_a_matter_without_a_remedy_shows_no_way(visitor: Client, number: str, secret: str) -> None:
    follow(visitor, number, secret)
    assert "What you took further" not in visitor.get("/matter").content.decode()
    assert visitor.post(f"/matter/onward/{remedy_of(number)}").status_code == 404
