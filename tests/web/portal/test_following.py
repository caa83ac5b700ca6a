"""Following a matter by number and secret: the door, the page, what the person can do."""

from __future__ import annotations

import pytest
from django.test import Client

from dengwen.matters.actions.ask import ask
from dengwen.matters.actions.open import load
from tests.matters import town
from tests.web.portal import walking


@pytest.fixture
def followed(visitor: Client) -> tuple[Client, str]:
    """A visitor whose matter is open, and its number."""
    number, secret = walking.sent(visitor)
    answer = visitor.post("/follow", {"number": number.lower(), "secret": secret.lower()})
    assert answer["Location"] == "/matter"
    return visitor, number


def test_the_page_tells_where_it_stands_and_how_the_date_was_reckoned(
    followed: tuple[Client, str],
) -> None:
    visitor, number = followed
    page = visitor.get("/matter").content.decode()
    assert number in page
    assert "Exit locked" in page
    assert "How was this date reckoned?" in page
    assert "article 201" in page
    own = visitor.get("/date/verify_24h")
    assert own.status_code == 200
    assert own["Cache-Control"] == "no-store"


def test_wrong_number_and_wrong_secret_get_the_same_answer(visitor: Client) -> None:
    number, secret = walking.sent(visitor)
    stranger = Client(headers={"accept-language": "en"})
    wrong_secret = stranger.post("/follow", {"number": number, "secret": "0000-0000-0000-0000"})
    wrong_number = stranger.post("/follow", {"number": "DW-0000-0000-0", "secret": secret})
    assert wrong_secret.status_code == wrong_number.status_code == 422
    said = "No matter has this number together with this secret."
    assert said in wrong_secret.content.decode()
    assert said in wrong_number.content.decode()


def test_guessing_is_stopped(visitor: Client) -> None:
    number, _secret = walking.sent(visitor)
    answers = [
        visitor.post("/follow", {"number": number, "secret": f"{n:016}"}).status_code
        for n in range(12)
    ]
    assert answers[-1] == 429
    assert 422 in answers


def test_nobody_sees_a_matter_without_its_secret(followed: tuple[Client, str]) -> None:
    stranger = Client()
    for path in ("/matter", "/date/verify_24h", "/matter/add", "/matter/document/d1.pdf"):
        assert stranger.get(path)["Location"] == "/follow"


def test_leaving_closes_the_matter(followed: tuple[Client, str]) -> None:
    visitor, _number = followed
    visitor.post("/follow/leave")
    assert visitor.get("/matter")["Location"] == "/follow"


def test_a_question_is_answered_once(followed: tuple[Client, str]) -> None:
    visitor, number = followed
    ask(town.staff("ren"), number, "Which floor is it on?")
    page = visitor.get("/matter").content.decode()
    assert "Which floor is it on?" in page
    question = next(iter(load(number).questions))
    answer = visitor.post(f"/matter/question/{question}", {"text": "The second."})
    assert answer.status_code == 302
    found = load(number).questions[question].answer
    assert found is not None
    assert found.value == "The second."
    assert visitor.get(f"/matter/question/{question}").status_code == 404


def test_words_are_added_and_nothing_is_not_an_addition(followed: tuple[Client, str]) -> None:
    visitor, number = followed
    assert visitor.post("/matter/add", {"text": ""}).status_code == 422
    assert visitor.post("/matter/add", {"text": "Locked again."}).status_code == 302
    assert load(number).statements[0].text.value == "Locked again."


def test_the_person_withdraws_by_the_step_of_the_procedure(followed: tuple[Client, str]) -> None:
    visitor, number = followed
    assert "Withdraw" in visitor.get("/matter").content.decode()
    visitor.post("/matter/step/withdraw", {"reason": "It was opened."})
    assert load(number).final


def test_a_step_of_the_service_is_not_found(followed: tuple[Client, str]) -> None:
    visitor, _number = followed
    assert visitor.post("/matter/step/register", {}).status_code == 404


def test_what_is_not_theirs_is_not_found(followed: tuple[Client, str]) -> None:
    visitor, _number = followed
    for path in ("/date/nothing", "/matter/document/d9", "/matter/file/x", "/matter/question/q9"):
        assert visitor.get(path).status_code == 404
