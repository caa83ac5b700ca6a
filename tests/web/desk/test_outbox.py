"""The board of messages: a line for each recipient, nothing of what is sealed, and no stranger."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from dengwen.delivery import outbox
from dengwen.delivery.models import OutboxRow, State
from dengwen.matters.actions.assign import assign
from dengwen.matters.actions.name_subject import name_subject
from dengwen.matters.actions.open import load
from tests.matters import town
from tests.web.desk.conftest import SignIn

BOARD = reverse("desk:outbox")


def dead() -> OutboxRow:
    """A message to the reporter of a matter that was given up."""
    matter = town.brought()
    whose, where = matter.parties["p1"].person, f"matter:{matter.number}"
    told = {"number": matter.number, "received_on": "2026年3月2日", "next": "告知去向"}
    made = outbox.put(where, whose, "email", "lin@example.org", "receipt", told, "zh-Hant")
    row = OutboxRow.objects.get(pk=made)
    row.state, row.last_error, row.attempts = State.DEAD, "recipient_refused", 8
    row.save()
    return row


def board(browser: Client, query: str = "") -> str:
    return str(browser.get(BOARD + query).content.decode())


def test_it_tells_what_became_of_a_message_and_neither_address_nor_words(
    as_staff: SignIn,
) -> None:
    number = dead().stream.removeprefix("matter:")
    shown = board(as_staff("su"))
    for word in (number, "E-mail", "Given up", "recipient_refused", '<td data-label="Tries">8'):
        assert word in shown
    for word in ("lin@example.org", "林小明", "樓道"):
        assert word not in shown


def test_it_counts_and_shows_only_messages_of_matters_one_may_know_of(as_staff: SignIn) -> None:
    number = dead().stream.removeprefix("matter:")
    before = board(as_staff("su"), "?state=dead")
    assert number in before
    name_subject(town.staff("ren"), number, staff=["su"])
    shown = board(as_staff("su"), "?state=dead")
    assert number not in shown
    assert shown.count('desk-count">0<') == 6
    row = OutboxRow.objects.get(state=State.DEAD)
    for act in ("retry", "give_up"):
        given = {"row": str(row.pk), "act": act, "reason": "x"}
        assert as_staff("su").post(BOARD, given).status_code == 404
        nowhere = as_staff("su").post(BOARD, given | {"row": "999999"})
        assert nowhere.status_code == 404
    row.refresh_from_db()
    assert row.state == State.DEAD


def test_a_dead_message_is_tried_again_by_who_watches_there(as_staff: SignIn) -> None:
    row = dead()
    assert "Try again" in board(as_staff("su"))
    as_staff("su").post(BOARD, {"row": str(row.pk), "act": "retry"})
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.PENDING, 0)


def test_a_message_not_sent_any_more_leaves_its_reason_in_the_matter(as_staff: SignIn) -> None:
    row = dead()
    number = row.stream.removeprefix("matter:")
    browser = as_staff("su")
    given = {"row": str(row.pk), "act": "give_up"}
    assert browser.post(BOARD, given).status_code == 422
    browser.post(BOARD, given | {"reason": "told by telephone"})
    row.refresh_from_db()
    assert (row.state, row.body, row.address) == (State.CANCELLED, None, None)
    assert load(number).lines[-1].type == "note_added"
    shown = browser.get(reverse("desk:matter", args=[number])).content.decode()
    assert "told by telephone" in shown


def test_an_auditor_reads_the_board_and_changes_nothing(as_staff: SignIn) -> None:
    row = dead()
    browser = as_staff("shen")
    assert "Given up" in board(browser)
    assert "Try again" not in board(browser)
    for act in ("retry", "give_up"):
        browser.post(BOARD, {"row": str(row.pk), "act": act, "reason": "x"})
    row.refresh_from_db()
    assert row.state == State.DEAD


@pytest.mark.parametrize(
    "query", ["?state=x", "?before=x", "?before=-1", "?before=9" + "9" * 40, "?before=²"]
)
def test_nonsense_in_the_address_is_no_fault(as_staff: SignIn, query: str) -> None:
    assert as_staff("su").get(BOARD + query).status_code == 200


def test_the_bells_of_staff_are_not_on_the_board(as_staff: SignIn) -> None:
    row = dead()
    OutboxRow.objects.filter(pk=row.pk).update(channel="desk", staff="han")
    assert row.stream.removeprefix("matter:") not in board(as_staff("su"), "?state=dead")


def letter() -> OutboxRow:
    """A letter to the reporter of a matter, that waits to be posted."""
    matter = town.brought()
    whose, where = matter.parties["p1"].person, f"matter:{matter.number}"
    told = {"number": matter.number, "received_on": "2026年3月2日", "next": "告知去向"}
    made = outbox.put(where, whose, "post", "東街18號", "receipt", told, "zh-Hant")
    return OutboxRow.objects.get(pk=made)


def test_a_letter_is_printed_posted_once_and_its_receipt_stands_in_the_matter(
    as_staff: SignIn,
) -> None:
    row = letter()
    number = row.stream.removeprefix("matter:")
    browser = as_staff("ren")
    assert "Letters to post" in board(browser)
    shown = board(browser, "?state=to_post")
    assert number in shown
    assert "東街18號" not in shown
    printed = browser.get(reverse("desk:letter", args=[row.pk]))
    text = "".join(PdfReader(io.BytesIO(printed.content)).pages[0].extract_text().split())
    assert "東街18號" in text
    assert number in text
    given = {"row": str(row.pk), "act": "posted", "proof": "XA123456789CN"}
    assert browser.post(BOARD, {**given, "proof": ""}).status_code == 422
    for _press in range(2):
        assert browser.post(BOARD, given).status_code == 302
    row.refresh_from_db()
    assert row.state == State.SENT
    assert outbox.opened(row, row.proof) == b"XA123456789CN"
    assert [str(n.text.value).endswith("XA123456789CN") for n in load(number).notes] == [True]
    assert browser.get(reverse("desk:letter", args=[row.pk])).status_code == 404


def test_a_letter_is_printed_by_who_may_know_whom_it_goes_to(as_staff: SignIn) -> None:
    row = letter()
    for name, status in (("su", 404), ("shen", 404), ("stranger", 404), ("han", 403)):
        assert as_staff(name).get(reverse("desk:letter", args=[row.pk])).status_code == status
    message = dead()
    assert as_staff("ren").get(reverse("desk:letter", args=[message.pk])).status_code == 404
    assert as_staff("ren").get(reverse("desk:letter", args=[2**63 - 1])).status_code == 404


def test_what_was_given_up_names_who_sees_to_it(as_staff: SignIn) -> None:
    row = dead()
    assert "seen to by Su" in board(as_staff("su"), "?state=dead")
    assign(town.staff("ren"), row.stream.removeprefix("matter:"), "han")
    assert "seen to by Han" in board(as_staff("su"), "?state=dead")
