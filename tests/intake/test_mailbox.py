"""Fetching mail: every message once, what failed is written down, and nothing where it is off."""

from __future__ import annotations

import imaplib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured

from dengwen import times
from dengwen.errors import Refusal
from dengwen.intake import mail
from dengwen.intake.mailbox import boxes, fetching
from dengwen.intake.mailbox.models import MailRow, Outcome
from dengwen.matters.models import MatterRow
from tests.intake.test_mail import house, message

__all__ = ["house"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Maildir that is named in the settings."""
    (tmp_path / "new").mkdir()
    monkeypatch.setattr(configured, "DENGWEN_MAIL", f"maildir:{tmp_path}")
    return tmp_path


def arrives(box: Path, name: str = "1.a", data: bytes | None = None) -> None:
    """A message lies in the box."""
    (box / "new" / name).write_bytes(data if data is not None else message().as_bytes())


def test_nothing_is_fetched_where_no_mailbox_is_named() -> None:
    assert fetching.fetch() == 0
    assert not MailRow.objects.exists()


def test_a_message_becomes_a_matter_and_lies_among_the_taken(box: Path) -> None:
    arrives(box)
    assert fetching.fetch() == 1
    row = MailRow.objects.get()
    assert row.outcome == Outcome.TAKEN
    assert MatterRow.objects.get().number == row.number
    assert [p.name for p in (box / "cur").iterdir()] == ["1.a:2,S"]
    assert fetching.fetch() == 0


def test_the_same_message_again_is_the_same_matter(box: Path) -> None:
    arrives(box, "1.a")
    fetching.fetch()
    arrives(box, "2.b")
    fetching.fetch()
    assert MatterRow.objects.count() == 1
    assert not list((box / "new").iterdir())


def test_what_no_machine_can_read_has_a_number_and_waits_for_a_person(box: Path) -> None:
    arrives(box, data=b"\xff\xfe\x00garbage" * 9)
    assert fetching.fetch() == 1
    row = MailRow.objects.get()
    assert row.outcome == Outcome.UNREAD
    assert MatterRow.objects.filter(number=row.number).exists()


def test_a_failure_is_written_down_stays_in_the_box_and_is_tried_again(
    box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrives(box)
    arrives(box, "2.b", message(text="anders").as_bytes())
    taken, first = mail.take_in, message().as_bytes()

    def sometimes(data: bytes, *more: Any) -> Any:
        if data == first:
            raise Refusal("no_offer_for_mail", "No.", status=503)
        return taken(data, *more)

    monkeypatch.setattr(mail, "take_in", sometimes)
    assert fetching.fetch() == 1
    failed = MailRow.objects.get(outcome=Outcome.FAILED)
    assert (failed.error, failed.tries, failed.number) == ("no_offer_for_mail", 1, "")
    assert fetching.fetch() == 0
    failed.refresh_from_db()
    assert failed.tries == 1
    monkeypatch.setattr(mail, "take_in", taken)
    now = times.now() + timedelta(minutes=2)
    monkeypatch.setattr(times, "now", lambda: now)
    assert fetching.fetch() == 1
    failed.refresh_from_db()
    assert failed.outcome == Outcome.TAKEN
    assert MatterRow.objects.count() == 2


def test_a_box_that_is_not_there_is_told_and_forgotten_when_it_is(box: Path) -> None:
    (box / "new").rmdir()
    assert fetching.fetch() == 0
    row = MailRow.objects.get()
    assert (row.digest, row.error) == ("mailbox", "FileNotFoundError")
    (box / "new").mkdir()
    fetching.fetch()
    assert not MailRow.objects.exists()


def test_a_message_too_large_is_left_for_a_person(
    box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boxes, "LARGEST", 10)
    arrives(box)
    assert fetching.fetch() == 0
    assert MailRow.objects.get().error == "too_large"
    assert list((box / "new").iterdir())


class Server:
    """What an IMAP server answers."""

    def __init__(self, messages: dict[str, bytes]) -> None:
        self.messages, self.seen, self.said = messages, set[str](), list[str]()

    def __call__(self, host: str, port: int, timeout: float) -> Server:
        self.said.append(f"{host}:{port}")
        return self

    def login(self, user: str, password: str) -> None:
        if password != "right":
            raise imaplib.IMAP4.error("no")
        self.said.append(user)

    def select(self, folder: str) -> tuple[str, list[bytes]]:
        return ("OK" if folder == '"Eingang"' else "NO"), [b""]

    def uid(self, command: str, *given: str) -> tuple[str, list[Any]]:
        if command == "SEARCH":
            return "OK", [" ".join(k for k in self.messages if k not in self.seen).encode()]
        data = self.messages[given[0]]
        if command == "STORE":
            self.seen.add(given[0])
        size = f"1 (UID {given[0]} RFC822.SIZE {len(data)})".encode()
        return "OK", [size] if "SIZE" in given[1] else [(b"1 (BODY[]", data), b")"]

    def logout(self) -> None:
        self.said.append("bye")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server({"7": message().as_bytes(), "9": message(text="zwei").as_bytes()})
    monkeypatch.setattr(imaplib, "IMAP4_SSL", made)
    address = "imaps://post%40city.example@mail.city.example/Eingang"
    monkeypatch.setattr(configured, "DENGWEN_MAIL", address)
    monkeypatch.setattr(configured, "DENGWEN_MAIL_PASSWORD", "right")
    return made


def test_a_server_is_asked_for_what_nobody_has_seen(server: Server) -> None:
    assert fetching.fetch() == 2
    assert server.said == ["mail.city.example:993", "post@city.example", "bye"]
    assert server.seen == {"7", "9"}
    assert fetching.fetch() == 0


def test_a_server_that_refuses_is_written_down_without_its_words(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(configured, "DENGWEN_MAIL_PASSWORD", "wrong")
    assert fetching.fetch() == 0
    assert MailRow.objects.get().error == "error"
