"""What comes in at the counter and on the telephone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dengwen import times
from tests.stories import town
from tests.stories.walking import Clerk, Receipt, Street

pytestmark = pytest.mark.story


def register(deng: Clerk, offer: str, answers: dict[str, object]) -> Receipt:
    """Take a matter in for the person who stands there; the receipt to hand over."""
    deng.go("/desk/register")
    deng.onward(deng.page.locator(f'a[href$="/{offer}"]'))
    deng.fill(answers)
    deng.onward(deng.page.locator(".desk-bar .govuk-button"))
    shown = deng.page.locator(".desk-secret")
    assert shown.count() == 2, deng.text
    return Receipt(shown.nth(0).inner_text(), shown.nth(1).inner_text())


def test_at_the_counter_the_person_gets_the_receipt_in_the_hand(street: Street) -> None:
    deng = street.staff("deng")
    receipt = register(
        deng,
        "petition/solve",
        {
            "channel": "counter",
            "danger": "no",
            "subject": "The hydrant before my shop",
            "statement": "It leaks since May.",
            "wish": "Mend it.",
            "unit": town.GULOU,
            "name": "Lin Xiaoming",
            "phone": "13800000000",
            "language": "en",
        },
    )
    assert deng.page.locator(".desk-receipt__qr svg").count() == 1
    assert deng.page.get_by_role("button", name="Receipt as PDF").is_visible()
    lin = street.visitor()
    lin.follow(receipt)
    assert "The hydrant before my shop" in lin.text


def test_a_telephone_call_noted_later_shows_the_gap(street: Street) -> None:
    deng = street.staff("deng")
    called = times.now() + timedelta(hours=8) - timedelta(hours=3)  # as a clock there shows it
    receipt = register(
        deng,
        "hazard_report/hazard",
        {
            "channel": "telephone",
            "received_at": called.strftime("%Y-%m-%dT%H:%M"),
            "time_source": "typed",
            "danger": "no",
            "subject": "Goods in the stairs",
            "statement": "The stairs are full of cartons.",
            "seen": "equipment",
            "now": "yes",
            "unit": town.GULOU,
        },
    )
    deng.open(receipt.number)
    first = deng.page.locator(".moj-timeline__item", has_text="Received through telephone")
    assert "recorded" in first.inner_text()
    assert "typed by staff" in first.inner_text()
    lin = street.visitor()
    lin.follow(receipt)
    assert "written down" in lin.text
