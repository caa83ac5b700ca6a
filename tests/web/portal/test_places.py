"""The place, told in each of its ways, none of which needs a map or a script."""

from __future__ import annotations

import pytest
from django.test import Client

from dengwen.matters.actions.open import load
from tests.web.portal import walking

WAYS = [
    ("address", {"street": "12 East Street", "inside": "3rd floor"}, "12 East Street\n3rd floor"),
    (
        "landmark",
        {"known": "Third School", "from_there": "behind it"},
        "Near: Third School. From there: behind it.",
    ),
    (
        "junction",
        {"first": "East Street", "second": "Mill Road", "corner": "by the pharmacy"},
        "Where East Street crosses Mill Road. by the pharmacy",
    ),
    ("words", {"place": "The market behind the school"}, "The market behind the school"),
]


@pytest.mark.parametrize(("way", "boxes", "said"), WAYS)
def test_each_way_becomes_words_that_lead_there(
    visitor: Client, way: str, boxes: dict[str, str], said: str
) -> None:
    number, _secret = walking.sent(visitor, where={"way": way}, place=boxes)
    place = load(number).place
    assert place is not None
    assert place.words is not None
    assert place.words.value == said
    assert load(number).unit == "u2"


def test_who_knows_only_the_area_is_asked_no_more(visitor: Client) -> None:
    walking.up_to(visitor, "where")
    assert visitor.post("/write/where", {"way": "area"})["Location"] == "/write/area"
    assert visitor.post("/write/area", {"unit": "u2"})["Location"] == "/write/files"


def test_who_does_not_know_the_area_may_say_so(visitor: Client) -> None:
    number, _secret = walking.sent(visitor, area={"unit": "unknown"})
    assert load(number).unit == "u1"


def test_changing_the_way_drops_what_was_told_in_the_other(visitor: Client) -> None:
    walking.write(visitor)
    answer = visitor.post("/write/where?from=check", {"way": "landmark"})
    assert answer["Location"] == "/write/place?from=check"
    boxes = {"known": "Third School", "from_there": "behind it"}
    answer = visitor.post("/write/place?from=check", boxes)
    assert answer["Location"] == "/write/check"
    page = visitor.get("/write/check").content.decode()
    assert "Third School" in page
    assert "12 East Street" not in page


@pytest.mark.parametrize(
    ("latitude", "longitude", "said"),
    [
        ("91", "1", "no such place"),
        ("nan", "1", "no such place"),
        ("x", "1", "decimal degrees"),
        ("", "1", "Press the map or write the latitude"),
        ("1", "1", "No unit here answers for this point"),
    ],
)
def test_a_point_that_is_none_is_told(
    visitor: Client, latitude: str, longitude: str, said: str
) -> None:
    walking.up_to(visitor, "where")
    assert visitor.post("/write/where", {"way": "map"})["Location"] == "/write/place"
    answer = visitor.post("/write/place", {"latitude": latitude, "longitude": longitude})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_every_way_is_a_page_of_labelled_boxes(visitor: Client) -> None:
    for way in ("address", "landmark", "junction", "words", "map"):
        walking.up_to(visitor, "where")
        visitor.post("/write/where", {"way": way})
        page = visitor.get("/write/place").content.decode()
        assert page.count("<h1") == 1
        assert page.count("<label") >= page.count('class="govuk-input')
