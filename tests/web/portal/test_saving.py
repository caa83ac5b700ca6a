"""Save and come back: a code that opens the draft elsewhere, for a time, and nothing else does."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from dengwen import times
from dengwen.delivery import loop, outbox
from dengwen.delivery.models import OutboxRow
from dengwen.errors import Refusal
from dengwen.intake import returning, shelf
from dengwen.intake.actions import register as intake
from dengwen.matters.actions.open import load
from dengwen.matters.models import MatterRow
from dengwen.web.portal import drafts, sending
from tests.web.portal import walking


def saved(visitor: Client, page: str = "what", words: str = "Half of a sen") -> str:
    """Leave a page for later; gives the return code."""
    walking.up_to(visitor, page)
    answer = visitor.post(f"/write/{page}", {"statement": words, "save": "1"})
    assert answer["Location"] == "/write/saved"
    shown = visitor.get("/write/saved").content.decode()
    assert "Nothing has been sent yet" in shown
    found = re.search(r'dw-receipt__value">([^<]+)<', shown)
    assert found
    return found[1]


def elsewhere() -> Client:
    """Another device."""
    return Client(headers={"accept-language": "en"})


def test_a_return_code_opens_the_draft_on_another_device(visitor: Client) -> None:
    code = saved(visitor)
    other = elsewhere()
    answer = other.post("/write/return", {"code": code.lower().replace("-", " ")})
    assert answer["Location"] == "/write"
    assert other.get("/write")["Location"] == "/write/detail-seen"
    assert "Half of a sen" in other.get("/write/what").content.decode()


def test_an_empty_page_can_be_left_and_a_broken_answer_is_shown_first(visitor: Client) -> None:
    walking.up_to(visitor, "what")
    assert visitor.post("/write/what", {"save": "1"})["Location"] == "/write/saved"
    long = {"statement": "y" * 10_001, "save": "1"}
    assert visitor.post("/write/what", long).status_code == 422


def test_a_wrong_code_opens_nothing_and_is_tried_only_so_often(visitor: Client) -> None:
    answers = [visitor.post("/write/return", {"code": f"{n:020}"}) for n in range(22)]
    assert "No draft has this code" in answers[0].content.decode()
    assert answers[-1].status_code == 429
    assert "dengwen_draft" not in answers[0].cookies


def test_neither_disk_nor_database_opens_a_draft_or_holds_its_code(
    visitor: Client, tmp_path: Path
) -> None:
    code = saved(visitor)
    kept = b"".join(p.read_bytes() for p in (tmp_path / "drafts").rglob("*") if p.is_file())
    names = "".join(p.name for p in (tmp_path / "drafts").rglob("*"))
    assert b"Half of a sen" not in kept
    assert code.encode() not in kept
    assert "127.0.0.1" not in names
    assert visitor.cookies["dengwen_draft"].value not in names


def test_closing_leaves_this_device_and_the_code_still_opens(visitor: Client) -> None:
    code = saved(visitor)
    visitor.post("/write/leave")
    assert visitor.get("/write")["Location"] == "/write/danger"
    assert visitor.post("/write/return", {"code": code})["Location"] == "/write"
    assert "Half of a sen" in visitor.get("/write/what").content.decode()


def test_a_code_dies_with_the_draft_that_was_sent_or_thrown_away(visitor: Client) -> None:
    token = walking.write(visitor)
    visitor.post("/write/keep")
    code = drafts.open_for(visitor.get("/write/check").wsgi_request).draft.code
    assert shelf.key_of(code)
    visitor.post("/write/send", {"press": token})
    assert shelf.key_of(code) is None
    again = saved(elsewhere())
    assert shelf.key_of(again)


@pytest.mark.parametrize(("keeps", "days"), [(False, 1), (True, 7)])
def test_a_draft_ends_on_its_day_and_is_swept(
    visitor: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keeps: bool, days: int
) -> None:
    if keeps:
        code = saved(visitor)
    else:
        walking.up_to(visitor, "what")
    now = times.now()
    monkeypatch.setattr(times, "now", lambda: now + timedelta(days=days, minutes=-5))
    assert shelf.sweep() == 0
    monkeypatch.setattr(times, "now", lambda: now + timedelta(days=days, minutes=5))
    assert visitor.get("/write")["Location"] == "/write/danger"  # over before it is swept
    if keeps:
        assert shelf.key_of(code) is None
    assert shelf.sweep() == 1
    monkeypatch.setattr(times, "now", lambda: now + timedelta(days=200))
    shelf.sweep()
    left = [p for p in (tmp_path / "drafts").rglob("*") if p.is_file()]
    assert left == []


def test_an_address_keeps_only_so_many_drafts_and_so_much(
    people: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "MOST", 3)
    codes = [elsewhere().get("/write?offer=hazard_report.hazard").status_code for _n in range(4)]
    assert codes == [302, 302, 302, 429]
    other = Client(headers={"accept-language": "en"}, REMOTE_ADDR="10.1.2.3")
    assert other.get("/write?offer=hazard_report.hazard").status_code == 302
    monkeypatch.setattr(shelf, "LARGEST", 10)
    assert other.post("/write/danger", {"danger": "no"}).status_code == 422


def test_what_was_sent_counts_no_longer(people: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST", 1)
    for _n in range(2):
        walking.sent(elsewhere())
    assert MatterRow.objects.count() == 2


def test_the_code_is_sent_where_asked_and_the_message_destroyed(visitor: Client) -> None:
    code = saved(visitor)
    assert visitor.post("/write/saved", {"channel": "sms", "to": "lin@x.org"}).status_code == 422
    answer = visitor.post("/write/saved", {"channel": "email", "to": "lin@example.org"})
    assert "It is on its way to lin@example.org" in answer.content.decode()
    [row] = OutboxRow.objects.filter(notice=returning.NOTICE)
    message = outbox.message(row)
    assert message
    assert code in message.text
    assert f"/write/return#{code}" in message.text  # behind the #, which no log ever sees
    assert returning.sweep() == 0
    assert loop.deliver(10) == 1
    assert returning.sweep() == 1
    assert not OutboxRow.objects.filter(notice=returning.NOTICE).exists()
    assert outbox.message(row) is None


def test_a_code_goes_to_one_address_only_so_often(visitor: Client) -> None:
    saved(visitor)
    given = {"channel": "email", "to": "lin@example.org"}
    assert [visitor.post("/write/saved", given).status_code for _n in range(4)][-1] == 429


def lost_once(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> str:
    """Send a matter whose answer is lost after it was committed; gives the press."""

    def lost(submission: Any) -> Any:
        intake.register(submission)
        raise OperationalError("the connection was lost while it was committed")

    token = walking.write(visitor)
    monkeypatch.setattr(sending, "register", lost)
    assert visitor.post("/write/send", {"press": token}).status_code == 503
    monkeypatch.undo()
    return token


def test_words_changed_after_a_lost_answer_are_told_and_can_be_added(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    token = lost_once(visitor, monkeypatch)
    settings.DENGWEN_HOME = tmp_path
    visitor.post("/write/what?from=check", {"statement": "It is open again, do nothing."})
    visitor.post("/write/send", {"press": token})
    number, _secret = walking.receipt(visitor)
    page = visitor.get("/write/sent").content.decode()
    assert "What you changed is not in it" in page
    assert "It is open again, do nothing." in page
    assert load(number).statement.value == "The fire exit is locked every night."  # type: ignore[union-attr]
    for _press in range(2):
        visitor.post("/write/sent/add")
    [added] = load(number).statements
    assert "It is open again, do nothing." in str(added.text.value)
    page = visitor.get("/write/sent").content.decode()
    assert "Your changes were added" in page
    assert MatterRow.objects.count() == 1


def test_words_changed_after_a_lost_answer_can_be_a_matter_of_their_own(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = lost_once(visitor, monkeypatch)
    visitor.post("/write/place?from=check", {"street": "13 West Street"})
    visitor.post("/write/send", {"press": token})
    first, _secret = walking.receipt(visitor)
    press = walking.press(visitor.get("/write/check").content.decode())
    assert press != token
    visitor.post("/write/send", {"press": press})
    second, _secret = walking.receipt(visitor)
    assert second != first
    assert "What you changed" not in visitor.get("/write/sent").content.decode()


def test_nothing_changed_is_no_change(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    token = lost_once(visitor, monkeypatch)
    visitor.post("/write/send", {"press": token})
    assert "What you changed" not in visitor.get("/write/sent").content.decode()


def test_a_full_shelf_is_a_reasoned_no() -> None:
    assert isinstance(shelf.TOO_MANY, Refusal)
    assert shelf.TOO_MANY.mend
