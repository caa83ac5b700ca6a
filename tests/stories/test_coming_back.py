"""A report begun on one device and sent from another, by someone who needs help; no scripts."""

from __future__ import annotations

import re

import pytest

from tests.stories import bringing
from tests.stories.site import Site
from tests.stories.walking import Receipt, Street, Visitor

pytestmark = pytest.mark.story

REPORT = bringing.hazard(
    what={
        "subject": "The exit behind the school is locked",
        "statement": "It is locked every night. My neighbour Chen has the key.",
    },
    where={"way": "landmark", "known": "Third School", "from_there": "behind it"},
    area={"unit": "unknown"},
    who={"who": "named"},
    contact={"name": "Lin Xiaoming", "phone": "13800001111", "notify_by": "sms"},
    needs={"kinds": ["hearing"], "consent": True},
)


def write(lin: Visitor, until: str) -> None:
    """Answer each page as it comes, up to this one."""
    while not lin.path.endswith(until):
        lin.answer(lin.path.rsplit("/", 1)[-1], REPORT)
        lin.press()


def test_begun_here_and_sent_there_and_the_public_never_learns_who(
    street: Street, site: Site
) -> None:
    at_home, elsewhere = street.visitor(scripts=False), street.visitor(scripts=False)
    at_home.go("/write?offer=" + bringing.HAZARD)
    write(at_home, "/write/area")
    code = save(at_home)
    elsewhere.go("/write/return")
    elsewhere.fill({"code": code})
    elsewhere.press()
    write(elsewhere, "/write/check")
    elsewhere.press()
    receipt = elsewhere.receipt()
    at_home.go("/write/return")
    at_home.fill({"code": code})
    at_home.onward(at_home.page.locator("main form button.govuk-button"))
    assert "No draft has this code" in at_home.text
    elsewhere.follow(receipt)
    mark(elsewhere)
    at_the_desk(street, receipt)
    take_back(elsewhere)


def save(lin: Visitor) -> str:
    """Leave for later; gives the return code."""
    lin.press("Save and come back later")
    assert "Nothing has been sent yet" in lin.text
    return lin.page.locator(".dw-receipt__value").inner_text()


def mark(lin: Visitor) -> None:
    """Black out a neighbour's name, and see what the public will see."""
    lin.follow_link("See what the public will see")
    assert "Chen" in lin.text
    lin.follow_link("Mark what may not be published")
    lin.fill({"also": "Chen"})
    lin.press()
    shown = lin.text
    assert "Chen" not in shown
    assert "locked every night" in shown
    assert "Third School" not in shown


def at_the_desk(street: Street, receipt: Receipt) -> None:
    """Who handles it reads what is to be done, and every word."""
    wen = street.staff("wen")
    wen.open(receipt.number)
    assert "write, do not telephone" in wen.text
    assert "My neighbour Chen has the key" in wen.text
    assert re.search(r"Near: Third School\. From there: behind it\.", wen.text)


def take_back(lin: Visitor) -> None:
    """The consent is withdrawn: nothing of it is kept."""
    lin.go("/matter/needs")
    lin.press("Take it back")
    assert "Nothing is kept of what you need" in lin.text
