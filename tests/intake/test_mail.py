"""The e-mail door: nothing that arrives is lost, whatever it looks like."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import msgspec
import pytest

from dengwen.delivery.models import OutboxRow
from dengwen.intake import mail
from dengwen.law import library
from dengwen.matters.actions.open import load
from dengwen.matters.models import MatterRow
from dengwen.people import actions
from dengwen.people.actor import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit, and a pack that says under which offer mail is registered."""
    actions.open_unit(SYSTEM, "top", {"en": "Top"})
    pack = library.current()
    named = next(
        f"{name}.{offer_name}"
        for name, versions in pack.procedures.items()
        for offer_name, offer in versions[-1].offers.items()
        if not any(field.required for field in offer.asks.values())
    )
    file = msgspec.structs.replace(pack.file, settings={**pack.file.settings, "email_offer": named})
    other = msgspec.structs.replace(pack, file=file)
    monkeypatch.setattr(library, "current", lambda: other)


def message(**changes: Any) -> EmailMessage:
    """A message as people write them."""
    made = EmailMessage()
    made["From"] = "王小明 <wang@example.org>"
    made["Subject"] = "樓道堆物"
    made["Date"] = "Mon, 02 Mar 2026 14:05:00 +0800"
    made.set_content(changes.get("text", "三單元樓道堆滿紙箱。\n請處理。"))
    return made


def test_a_message_is_registered_with_its_words_sender_date_and_files() -> None:
    sent = message()
    sent.add_attachment("證據".encode(), maintype="text", subtype="plain", filename="證據.txt")
    matter = load(mail.take(sent.as_bytes()).number)
    assert matter.subject is not None
    assert matter.subject.value == "樓道堆物"
    assert matter.statement is not None
    assert matter.statement.value == "三單元樓道堆滿紙箱。\n請處理。"
    assert matter.parties["p1"].contact.value == {"email": "wang@example.org"}  # type: ignore[union-attr]
    assert [file.name.value for file in matter.files.values()] == ["證據.txt"]
    assert matter.channel == "email"
    assert matter.received_at is not None
    assert matter.received_at.isoformat() == "2026-03-02T06:05:00+00:00"


def test_the_same_message_twice_is_one_matter() -> None:
    sent = message().as_bytes()
    assert mail.take(sent).number == mail.take(sent).number
    assert MatterRow.objects.count() == 1


def test_a_machine_is_never_answered_by_a_machine() -> None:
    sent = message()
    sent["Auto-Submitted"] = "auto-replied"
    matter = load(mail.take(sent.as_bytes()).number)
    assert matter.parties["p1"].notify_by == "none"
    assert OutboxRow.objects.count() == 0


def test_a_page_is_read_without_its_markup() -> None:
    sent = message()
    sent.clear_content()
    sent.set_content("<p>樓道&amp;<b>堆物</b><script>x()</script></p>", subtype="html")
    matter = load(mail.take(sent.as_bytes()).number)
    assert matter.statement is not None
    assert "樓道&" in matter.statement.value
    assert "x()" not in matter.statement.value
    assert "<" not in matter.statement.value


def test_a_file_that_is_not_taken_does_not_shut_the_door() -> None:
    sent = message()
    sent.add_attachment(b"MZ\x90\0", maintype="application", subtype="x-exe", filename="a.jpg")
    matter = load(mail.take(sent.as_bytes()).number)
    assert [file.name.value for file in matter.files.values()] == ["message.txt"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0\xff\xfe",
        b"Subject: =?utf-9?B?!!!?=\nDate: tomorrow\nFrom: nobody\n\n\xff\xff",
        b"Content-Type: text/plain; charset=klingon\n\nwords",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\n--y",
        b"Subject: x\n\n" + "長".encode() * 11_000,
        b"Date: Mon, 02 Mar 2999 14:05:00 +0800\n\nwords",
    ],
)
def test_what_no_machine_reads_is_kept_with_a_number_for_a_person(raw: bytes) -> None:
    receipt = mail.take(raw)
    assert load(receipt.number).statement is not None
