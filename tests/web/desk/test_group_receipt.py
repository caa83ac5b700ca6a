"""A group at the counter: the receipt page lists a secret for each, and prints each their own."""

from __future__ import annotations

import re

from django.urls import reverse

from dengwen.intake import following
from tests.web.desk.conftest import SignIn
from tests.web.desk.test_counter import GIVEN, asked


def test_the_receipt_lists_a_secret_for_each_and_prints_it_for_them_alone(
    as_staff: SignIn,
) -> None:
    browser = as_staff("ren")
    where = reverse("desk:register_offer", args=["petition", "solve"])
    form = browser.get(where).content.decode()
    token = re.search(r'name="entry_token" value="([^"]+)"', form)[1]  # type: ignore[index]
    group = {"representatives": "李四, 0900-1112222", "signatories": "張三\n趙六"}
    shown = browser.post(where, {**asked(form), **GIVEN, **group, "entry_token": token})
    number, first, *others = re.findall(r'desk-secret">([^<]+)<', shown.content.decode())
    assert len({first, *others}) == 4
    let_in = [following.authenticate(number, secret) for secret in (first, *others)]
    assert [one.party for one in let_in if one] == ["p1", "p2", "p3", "p4"]
    paper = browser.post(reverse("desk:receipt_pdf"), {"number": number, "secret": others[1]})
    assert paper.content.startswith(b"%PDF")
