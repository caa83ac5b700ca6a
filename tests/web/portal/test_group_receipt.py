"""A group at the door: each person who is named gets a secret of their own on the receipt page."""

from __future__ import annotations

import re

from django.test import Client

from dengwen.intake import following
from dengwen.matters.actions.open import load
from tests.web.portal import walking


def test_each_named_person_gets_a_secret_that_lets_them_in(visitor: Client) -> None:
    visitor.get("/write", {"offer": "hazard_report.hazard"})
    answers = dict(walking.ANSWERS) | {"who": {"who": "group"}}
    answers["speakers"] = {"representatives": ""}
    answers["others"] = {"signatories": "Chen\nWu 0900-1112222"}
    for page in answers:
        response = visitor.post(f"/write/{page}", answers[page])
        assert response.status_code == 302, (page, response.content.decode())
    token = walking.press(visitor.get("/write/check").content.decode())
    visitor.post("/write/send", {"press": token})
    number, _secret = walking.receipt(visitor)
    page = visitor.get("/write/sent").content.decode()
    found = re.findall(
        r'summary-list__key">([^<]+)</dt><dd class="[^"]+"><strong>([^<]+)</strong>', page
    )
    assert [name for name, _ in found] == ["Chen", "Wu"]
    let_in = [following.authenticate(number, secret) for _, secret in found]
    assert [one.party for one in let_in if one] == ["p2", "p3"]
    assert load(number).people == 3
    assert visitor.get("/write/receipt.pdf").content.startswith(b"%PDF")
