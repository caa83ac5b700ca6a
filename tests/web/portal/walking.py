"""Walking through the pages of a matter as a person without scripts does."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

ANSWERS: list[tuple[str, dict[str, Any]]] = [
    ("danger", {"danger": "no"}),
    ("subject", {"subject": "Exit locked"}),
    ("what", {"statement": "The fire exit is locked every night."}),
    ("detail-seen", {"seen": "escape_blocked"}),
    ("detail-now", {"now": "yes"}),
    ("detail-when_seen", {}),
    ("about", {"is_about": "no"}),
    ("where", {"way": "address"}),
    ("place", {"street": "12 East Street"}),
    ("area", {"unit": "u2"}),
    ("files", {}),
    ("who", {"who": "named"}),
    ("name", {"name": "Lin"}),
    ("notify", {"notify_by": "email"}),
    ("contact", {"email": "lin@example.org"}),
    ("electronic", {"electronic": "no"}),
    ("public", {"named_publicly": "no"}),
    ("needs", {}),
]
"""A whole matter, page by page."""


def up_to(visitor: Client, page: str) -> None:
    """Fill in every page before this one."""
    visitor.get("/write", {"offer": "hazard_report.hazard"})
    for name, answers in ANSWERS:
        if name == page:
            return
        visitor.post(f"/write/{name}", answers)


def write(visitor: Client, **changed: dict[str, Any]) -> str:
    """Fill in every page; gives the token of the form that sends it."""
    visitor.get("/write", {"offer": "hazard_report.hazard"})
    for page, answers in ANSWERS:
        response = visitor.post(f"/write/{page}", {**answers, **changed.get(page, {})})
        assert response.status_code == 302, (page, response.content.decode())
    return press(visitor.get("/write/check").content.decode())


def press(page: str) -> str:
    """The token of a page's form."""
    found = re.search(r'name="press" value="([^"]+)"', page)
    assert found, page
    return found[1]


def sent(visitor: Client, **changed: dict[str, Any]) -> tuple[str, str]:
    """Write and send a matter; gives its number and secret."""
    visitor.post("/write/send", {"press": write(visitor, **changed)})
    return receipt(visitor)


def receipt(visitor: Client) -> tuple[str, str]:
    """Number and secret as the receipt page shows them."""
    page = visitor.get("/write/sent").content.decode()
    number, secret = re.findall(r'class="dw-receipt__value">([^<]+)<', page)[:2]
    return html.unescape(number), html.unescape(secret)
