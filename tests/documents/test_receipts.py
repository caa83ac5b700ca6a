"""Receipts: signed, whole, checkable offline by one file, and never holding the secret."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from pypdf import PdfReader

from dengwen.documents import receipt_check, receipts
from dengwen.documents.receipts import Next, Receipt
from dengwen.ledger import erasure, sealing, store
from dengwen.ledger.event import Fact, Sealed

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 6, 5, tzinfo=UTC)
STREAM = "matter:DW-7K3M-9Q2D-X"
SAID = "三單元的安全出口鎖上了 🔒"
UNIT = {"zh-Hant": "鼓樓區消防救援大隊", "en": "Gulou District"}
STEPS = [Next(clock="route", label={"zh-Hant": "告知去向", "en": "Tell"}, due_on="2026-03-17")]


@pytest.fixture
def text() -> str:
    """A receipt as the register writes it."""
    data = {"number": "DW-7K3M-9Q2D-X", "statement": Sealed(person="p1", value=SAID)}
    fact = Fact(type="matter_received", data=data, by="public", occurred_at=AT)
    with transaction.atomic():
        store.append([(STREAM, 0, [fact])])
        registered = receipts.Registered(
            stream=STREAM,
            version=1,
            number="DW-7K3M-9Q2D-X",
            person="p1",
            received_at=AT,
            unit=UNIT,
            label={"en": "Request"},
            procedure="some",
            pack={"id": "x", "version": "1", "hash": "0"},
            steps=STEPS,
        )
        return receipts.write(registered)


def key(text: str) -> bytes:
    """The public key that a receipt names."""
    return sealing.public_keys()[json.loads(text)["key"]]


def test_a_receipt_holds_and_says_what_was_said(text: str) -> None:
    assert receipt_check.problems(text, key(text)) == []
    assert receipt_check.said(text) == {"/statement": SAID}


def changed(text: str, change: Any) -> str:
    """The receipt after somebody changed its body, with the old signature."""
    receipt = json.loads(text)
    body = json.loads(receipt["body"])
    change(body)
    receipt["body"] = json.dumps(body)
    return json.dumps(receipt)


def test_any_change_is_found(text: str) -> None:
    def other_number(body: Any) -> None:
        body["number"] = "DW-0000-0000-0"

    def other_event(body: Any) -> None:
        body["opening"]["event"] = body["opening"]["event"].replace("public", "nobody")

    def other_words(body: Any) -> None:
        body["opening"]["disclosures"] = ["WyJhIiwiL3MiLCJiIl0"]

    def other_salt(body: Any) -> None:
        body["opening"]["leaf_salt"] = "00" * 32

    for change, found in (
        (other_number, "The number"),
        (other_event, "The hash"),
        (other_words, "Something is shown"),
        (other_salt, "The commitment"),
    ):
        problems = receipt_check.problems(changed(text, change), key(text))
        assert problems[0].startswith("The signature")
        assert any(problem.startswith(found) for problem in problems)
    assert receipt_check.problems(text, bytes(32)) != []


@pytest.mark.parametrize("junk", ["", "{}", "[]", '{"body": 1}', "\x00", "null"])
def test_what_is_no_receipt_is_said_to_be_none(junk: str) -> None:
    assert receipt_check.problems(junk, bytes(32)) == ["This is not a receipt."]


def test_the_checker_runs_as_a_program(text: str, tmp_path: Any, capsys: Any) -> None:
    file = tmp_path / "receipt.json"
    file.write_text(text, encoding="utf-8")
    assert receipt_check.main([str(file), key(text).hex()]) == 0
    assert "holds" in capsys.readouterr().out
    assert receipt_check.main([str(file), "00" * 32]) == 1
    assert receipt_check.main([]) == 2


def test_it_can_be_read_again_until_it_is_erased(text: str) -> None:
    assert receipts.read(STREAM) == text
    with transaction.atomic():
        erasure.erase(STREAM, "p1")
    assert receipts.read(STREAM) is None
    assert receipts.read("matter:none") is None


@pytest.mark.parametrize(("language", "word"), [("zh-Hant", "鼓樓區"), ("en", "GulouDistrict")])
def test_the_page_shows_the_secret_and_its_code_leads_to_the_number_only(
    language: str, word: str
) -> None:
    receipt = Receipt(
        number="DW-7K3M-9Q2D-X",
        secret="ABCD-EFGH-JKMN-PQRS",
        text="",
        received_at=AT,
        unit=UNIT,
        label={"zh-Hant": "請求", "en": "Request"},
        next=STEPS,
    )
    page = PdfReader(io.BytesIO(receipts.pdf(receipt, language))).pages[0]
    said = "".join(page.extract_text().split())
    assert "ABCD-EFGH-JKMN-PQRS" in said
    assert "2026-03-0214:05" in said
    assert word in said
    assert "ABCD" not in receipts.follow_address(receipt.number)
