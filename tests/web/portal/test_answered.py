"""After the answer: the paper is read, the handling rated, the remedy taken with a receipt."""

from __future__ import annotations

import pytest
from django.test import Client

from dengwen.intake import numbers
from dengwen.matters.actions.open import load
from dengwen.matters.actions.receive import Bringing
from tests.matters import town, walk
from tests.web.portal import walking

SECRET = "ABCD-EFGH-JKMN-PQRS"


def follow(visitor: Client, number: str) -> None:
    answer = visitor.post("/follow", {"number": number, "secret": SECRET})
    assert answer["Location"] == "/matter"


@pytest.fixture
def answered(visitor: Client) -> str:
    """A petition whose opinion was served; its number, opened by the visitor."""
    matter = walk.to_served_opinion(town.brought(secret_digest=numbers.digest(SECRET)))
    follow(visitor, matter.number)
    return matter.number


def test_the_answer_and_its_remedies_stand_on_the_page(visitor: Client, answered: str) -> None:
    page = visitor.get("/matter").content.decode()
    assert "Answers and papers" in page
    assert "/matter/document/d2" in page
    assert "/matter/remedy/recheck/d2" in page
    pdf = visitor.get("/matter/document/d2.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert pdf["Cache-Control"] == "no-store"


def test_a_low_rating_is_answered_with_the_remedy(visitor: Client, answered: str) -> None:
    assert visitor.post("/matter/rate", {}).status_code == 422
    answer = visitor.post("/matter/rate", {"score": "1", "comment": "slow"})
    assert answer["Location"] == "/matter/rated"
    assert "/matter/remedy/recheck/d2" in visitor.get("/matter/rated").content.decode()
    rating = load(answered).rating
    assert rating is not None
    assert rating.score == 1
    assert visitor.get("/matter/rate")["Location"] == "/matter"


def test_a_remedy_is_one_new_matter_however_often_it_is_pressed(
    visitor: Client, answered: str
) -> None:
    address = "/matter/remedy/recheck/d2"
    token = walking.press(visitor.get(address).content.decode())
    sent = {"press": token, "text": "The exit was never looked at."}
    assert visitor.post(address, sent)["Location"] == "/write/sent"
    number, secret = walking.receipt(visitor)
    assert visitor.post(address, sent)["Location"] == "/write/sent"
    assert walking.receipt(visitor) == (number, secret)
    challenge = load(number)
    assert challenge.challenges == answered
    assert [link.other_number for link in load(answered).links] == [number]
    stranger = Client()
    assert stranger.post("/follow", {"number": number, "secret": secret})["Location"] == "/matter"


def test_a_remedy_that_was_taken_says_so(visitor: Client, answered: str) -> None:
    address = "/matter/remedy/recheck/d2"
    token = walking.press(visitor.get(address).content.decode())
    visitor.post(address, {"press": token, "text": "No."})
    page = visitor.get("/matter").content.decode()
    assert "You have taken this remedy already." in page


def test_an_empty_remedy_is_not_taken(visitor: Client, answered: str) -> None:
    answer = visitor.post("/matter/remedy/recheck/d2", {"press": "x", "text": " "})
    assert answer.status_code == 422
    assert load(answered).links == []


def test_opening_a_paper_serves_it_on_who_agreed(visitor: Client) -> None:
    person = Bringing(
        name="林", contact={"email": "lin@example.org"}, notify_by="none", electronic=True
    )
    matter = walk.to_investigation(
        town.brought(secret_digest=numbers.digest(SECRET), parties=[person])
    )
    follow(visitor, matter.number)
    unserved = [d.id for d in matter.documents.values() if d.served_on("p1") is None]
    for document in unserved:
        assert visitor.get(f"/matter/document/{document}.pdf").status_code == 302
        page = visitor.get(f"/matter/document/{document}").content.decode()
        assert "counts as receiving it today" in page
        assert visitor.post(f"/matter/document/{document}/open").status_code == 302
        assert visitor.get(f"/matter/document/{document}.pdf").content.startswith(b"%PDF")
    assert all(d.served_on("p1") for d in load(matter.number).documents.values())
