"""A hazard reported from the street, without a name and without scripts, to its result."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dengwen import times
from tests.stories import bringing
from tests.stories.site import Site
from tests.stories.walking import Receipt, Street, Visitor

pytestmark = pytest.mark.story

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def photo(name: str = "door.png") -> dict[str, Any]:
    """A photograph as a browser sends it."""
    return {"name": name, "mimeType": "image/png", "buffer": PICTURE}


def test_an_unnamed_report_without_scripts_goes_from_the_first_page_to_its_rating(
    street: Street, site: Site
) -> None:
    lin = street.visitor(scripts=False)
    receipt = lin.bring(bringing.HAZARD, bringing.hazard(files={"files": photo()}))
    the_receipt_holds_what_is_promised(lin, receipt)
    lin.follow(receipt)
    said = lin.text
    assert "The exit of the market is locked" in said
    add_a_word_and_a_picture(lin)
    handle(street, site, receipt.number)
    read_the_result(lin)


def the_receipt_holds_what_is_promised(lin: Visitor, receipt: Receipt) -> None:
    assert re.fullmatch(r"DW-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", receipt.number)
    assert lin.page.locator(".dw-qr svg").count() == 1
    steps = lin.page.locator(".dw-line__item--next")
    assert steps.count() > 0
    for step in steps.all():
        assert step.locator(".dw-line__when").inner_text().startswith("by ")
        assert "article " in step.locator(".dw-cite").inner_text()
    pdf = lin.page.request.get(f"{lin.address}/write/receipt.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.body().startswith(b"%PDF-")
    signed = lin.page.request.get(f"{lin.address}/write/receipt.json")
    assert receipt.number in signed.text()
    assert receipt.secret not in signed.text()


def add_a_word_and_a_picture(lin: Visitor) -> None:
    lin.follow_link("Add something")
    lin.fill({"text": "Tonight it was locked again.", "files": photo("again.png")})
    lin.press()
    assert lin.path == "/matter", lin.text
    assert "Tonight it was locked again." in lin.text


def handle(street: Street, site: Site, number: str) -> None:
    deng, han = street.staff("deng"), street.staff("han")
    deng.step(number, "register", behaviour="A locked exit", class_reason="As the reporter says")
    deng.step(number, "assign", handler="han")
    han.step(
        number,
        "verify",
        result="unfounded",
        inspector_1="han",
        inspector_2="both",
        checked_at=times.now().strftime("%Y-%m-%dT%H:%M"),
        credentials_shown="yes",
        inspection_record="The door was open, the lock had been taken away.",
    )
    han.step(number, "note_untellable_checked", why_untellable="The reporter left no address.")
    site.work()


def read_the_result(lin: Visitor) -> None:
    lin.go("/matter")
    happened = lin.page.locator(".dw-line").inner_text()
    for told in ("registered", "Tonight"):
        assert told in happened or told in lin.text
    lin.follow_link("Rate how you were dealt with")
    lin.fill({"score": "2", "comment": "Quick, but I had to look it up myself."})
    lin.press()
    assert "Your rating stands in the register" in lin.text
