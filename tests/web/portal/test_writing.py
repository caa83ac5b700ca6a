"""Bringing a matter: from the danger question to the receipt, and everything that goes wrong."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from PIL import Image

from dengwen.matters.actions.open import load
from dengwen.matters.models import MatterRow
from dengwen.web.portal import sending
from tests.web.portal import walking


def test_a_matter_is_written_without_scripts_and_gets_a_receipt(visitor: Client) -> None:
    number, secret = walking.sent(visitor)
    matter = load(number)
    assert matter.subject is not None
    assert matter.subject.value == "Exit locked"
    assert (matter.procedure, matter.kind, matter.unit) == (
        "hazard_report",
        "within_24_hours",
        "u2",
    )
    assert len(secret) >= 16
    page = visitor.get("/write/sent").content.decode()
    assert "Check on the spot within 24 hours" in page
    assert visitor.get("/write/receipt.pdf")["Content-Type"] == "application/pdf"


def test_a_double_press_is_one_matter_and_shows_the_same_receipt(visitor: Client) -> None:
    token = walking.write(visitor)
    visitor.post("/write/send", {"press": token})
    first = walking.receipt(visitor)
    again = visitor.post("/write/send", {"press": token})
    assert again.status_code == 302
    assert walking.receipt(visitor) == first
    assert MatterRow.objects.count() == 1


def test_two_matters_from_one_browser_are_two(visitor: Client) -> None:
    first, _secret = walking.sent(visitor)
    second, _secret = walking.sent(visitor)
    assert first != second


def test_a_stale_form_sends_nothing(visitor: Client) -> None:
    walking.write(visitor)
    assert visitor.post("/write/send", {"press": "another"}).status_code == 302
    assert MatterRow.objects.count() == 0


def test_a_page_cannot_be_skipped(visitor: Client) -> None:
    visitor.get("/write", {"offer": "hazard_report.hazard"})
    assert visitor.get("/write/contact")["Location"] == "/write/danger"
    assert visitor.get("/write/check")["Location"] == "/write/danger"


def test_danger_shows_the_numbers_and_still_takes_the_matter(visitor: Client) -> None:
    visitor.get("/write", {"offer": "hazard_report.hazard"})
    answer = visitor.post("/write/danger", {"danger": "yes"})
    assert answer["Location"] == "/write/emergency"
    page = visitor.get("/write/emergency").content.decode()
    assert 'href="tel:119"' in page


def test_an_urgent_matter_is_marked(visitor: Client) -> None:
    number, _secret = walking.sent(visitor, danger={"danger": "yes"})
    assert load(number).danger


def test_anonymous_needs_no_contact(visitor: Client) -> None:
    visitor.get("/write", {"offer": "hazard_report.hazard"})
    walking.up_to(visitor, "who")
    visitor.post("/write/who", {"who": "anonymous"})
    page = visitor.get("/write/check").content.decode()
    visitor.post("/write/send", {"press": walking.press(page)})
    number, _secret = walking.receipt(visitor)
    assert not load(number).reachable


@pytest.mark.parametrize(
    ("page", "given", "said"),
    [
        ("danger", {}, "Say whether anyone is in danger now."),
        ("subject", {"subject": "x" * 201}, "201 characters"),
        ("what", {"statement": ""}, "Tell what happened."),
        ("what", {"statement": "y" * 10_001}, "10001 characters"),
        ("about", {}, "Say whether it is about someone"),
        ("where", {}, "Choose the way that is easiest"),
        ("place", {}, "Write the street"),
        ("area", {"unit": "nowhere"}, "Choose one of the answers offered."),
        ("area", {}, "Choose the area"),
        ("who", {"who": "king"}, "Choose one of the answers offered."),
        ("name", {"name": ""}, "Write your name."),
        ("notify", {"notify_by": "pigeon"}, "Choose one of the answers offered."),
        ("contact", {"email": ""}, "Write the e-mail address"),
        ("contact", {"email": "a@b.org", "phone": "call me"}, "not a telephone"),
        ("electronic", {}, "Say whether papers"),
        ("public", {}, "Say whether your name"),
        ("needs", {"kinds": "hearing"}, "Tick that you agree"),
        ("needs", {"kinds": "rich", "consent": "on"}, "Choose one of the answers offered."),
        ("detail-seen", {"seen": "dragon"}, "Select a valid choice"),
        ("detail-when_seen", {"when_seen": "x" * 201}, "200"),
    ],
)
def test_wrong_answers_are_told_on_the_page(
    visitor: Client, page: str, given: dict[str, Any], said: str
) -> None:
    walking.up_to(visitor, page)
    answer = visitor.post(f"/write/{page}", given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "govuk-error-summary" in answer.content.decode()


def test_files_are_told_by_content_and_can_be_removed(visitor: Client) -> None:
    walking.write(visitor)
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "JPEG")
    good = SimpleUploadedFile("a.jpg", picture.getvalue())
    assert visitor.post("/write/files", {"files": good, "add": "1"}).status_code == 302
    liar = SimpleUploadedFile("b.png", b"%PDF-1.7 lies")
    answer = visitor.post("/write/files", {"files": liar})
    assert answer.status_code == 422
    assert "b.png" in answer.content.decode()
    page = visitor.get("/write/files").content.decode()
    file = page.split("/write/files/")[1].split("/remove")[0]
    visitor.post(f"/write/files/{file}/remove")
    assert "a.jpg" not in visitor.get("/write/files").content.decode()


def test_the_server_cannot_read_a_draft(visitor: Client, tmp_path: Path) -> None:
    walking.write(visitor)
    kept = b"".join(p.read_bytes() for p in (tmp_path / "drafts").rglob("*") if p.is_file())
    assert kept
    assert b"Exit locked" not in kept
    assert visitor.cookies["dengwen_draft"].value.encode() not in kept


def test_a_database_that_is_away_takes_nothing_and_keeps_the_draft(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = walking.write(visitor)

    def away(held: object) -> None:
        raise OperationalError("the server is gone")

    monkeypatch.setattr(sending, "send", away)
    answer = visitor.post("/write/send", {"press": token})
    assert answer.status_code == 503
    assert "there is no receipt" in answer.content.decode()
    assert visitor.get("/write/sent").status_code == 302
    monkeypatch.undo()
    visitor.post("/write/send", {"press": token})
    assert walking.receipt(visitor)[0]


def test_throwing_away_leaves_nothing(visitor: Client, tmp_path: Path) -> None:
    walking.write(visitor)
    visitor.post("/write/discard")
    assert [path for path in (tmp_path / "drafts").rglob("*") if path.is_file()] == []
