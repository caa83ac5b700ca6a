"""The board of mail: what could not be read has a number and a person, failures are told."""

from __future__ import annotations

from django.urls import reverse

from dengwen import times
from dengwen.intake.mailbox.models import MailRow
from dengwen.matters.actions.assign import assign
from dengwen.matters.actions.name_subject import name_subject
from tests.matters import town
from tests.web.desk.conftest import SignIn

BOARD = reverse("desk:mail")


def came(outcome: str, number: str = "", error: str = "", digest: str = "d") -> None:
    now = times.now()
    MailRow.objects.create(
        digest=digest + number,
        number=number,
        outcome=outcome,
        error=error,
        tries=2,
        first_at=now,
        last_at=now,
    )


def test_what_no_machine_could_read_has_a_number_and_a_person(as_staff: SignIn) -> None:
    number = town.brought(channel="email").number
    came("unread", number)
    browser = as_staff("ren")
    shown = browser.get(BOARD).content.decode()
    assert number in shown
    assert "<td>Ren</td>" in shown
    assign(town.staff("ren"), number, "han")
    assert "<td>Han</td>" in browser.get(BOARD).content.decode()


def test_who_may_not_know_of_the_matter_finds_no_message(as_staff: SignIn) -> None:
    number = town.brought(channel="email").number
    came("unread", number)
    came("taken", town.brought(channel="email").number)
    assert number not in as_staff("stranger").get(BOARD).content.decode()
    name_subject(town.staff("ren"), number, staff=["su"])
    assert number not in as_staff("su").get(BOARD).content.decode()


def test_failures_are_told_without_anything_of_the_message(as_staff: SignIn) -> None:
    came("failed", error="no_offer_for_mail")
    came("failed", error="TimeoutError", digest="mailbox")
    shown = as_staff("su").get(BOARD).content.decode()
    assert "no_offer_for_mail" in shown
    assert "The mailbox cannot be reached." in shown
    assert as_staff("han").get(BOARD).status_code == 403
