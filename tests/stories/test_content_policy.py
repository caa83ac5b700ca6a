"""The strict content policy holds at every address that the router knows: no browser reports a
breach. Every other story holds it too, on the pages that it comes by."""

from __future__ import annotations

import pytest

from tests.stories import bringing
from tests.stories.site import Site
from tests.stories.walking import Street
from tests.web.portal.walking import ANSWERS
from tests.web.test_every_route import addresses

pytestmark = [pytest.mark.story, pytest.mark.soak]

NO_PAGES = (".pdf", ".xlsx", ".json", "/original", "healthz", "sign-out", "discard", "leave")


def test_no_address_of_the_site_breaks_its_content_policy(street: Street, site: Site) -> None:
    lin = street.visitor("en")
    receipt = lin.bring(bringing.HAZARD, bringing.hazard())
    lin.follow(receipt)
    lin.go(f"/write?offer={bringing.HAZARD}")
    writing = [f"/write/{name}" for name, _answers in ANSWERS]
    for window in (lin, street.staff("deng"), street.staff("shen"), street.staff("shu")):
        own = "/desk" if window is not lin else "/"
        for address in [*addresses(receipt.number), *(writing if window is lin else [])]:
            desks = address.startswith("/desk")
            if desks == (own == "/desk") and not address.endswith(NO_PAGES):
                answer = window.page.goto(site.address + address)
                assert answer is not None
                assert answer.status < 500, address
