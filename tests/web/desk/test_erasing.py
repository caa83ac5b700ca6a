"""A person who asks the service is erased by two: one proposes, another decides."""

from __future__ import annotations

import pytest
from django.urls import reverse

from dengwen.errors import Refusal
from dengwen.ledger import verify
from dengwen.matters.actions.approve import approve
from dengwen.matters.actions.erase import propose_erasure
from dengwen.matters.actions.open import load
from dengwen.matters.actions.send_back import send_back
from dengwen.matters.actions.take import take
from tests.matters import town
from tests.web.desk.conftest import SignIn


def ended() -> str:
    """A matter that its reporter took back."""
    matter = town.brought()
    take(town.party(matter), matter.number, "withdraw", {})
    assert load(matter.number).final
    return matter.number


def test_one_proposes_another_decides_and_then_it_is_gone(as_staff: SignIn) -> None:
    number = ended()
    act = reverse("desk:act", args=[number, "erase"])
    shown = as_staff("ren").get(act).content.decode()
    assert "What stays is that a matter came in" in shown
    given = {"version": load(number).version, "party": "p1", "reason": "came with their card"}
    assert as_staff("ren").post(act, given).status_code == 302
    assert not load(number).parties["p1"].erased
    assert number in as_staff("an").get(reverse("desk:approvals")).content.decode()
    decide = reverse("desk:proposal", args=[number, "a1"])
    told = {"version": load(number).version, "decision": "approve"}
    assert as_staff("ren").post(decide, told).status_code in (403, 409, 422)
    assert as_staff("an").post(decide, told).status_code == 302
    after = load(number)
    assert after.parties["p1"].erased
    assert after.proposals == {}
    page = as_staff("han").get(reverse("desk:matter", args=[number])).content.decode()
    assert "林小明" not in page
    assert "樓道被雜物堵塞" not in page
    assert not verify.verify_stream(f"matter:{number}")


def test_it_is_sent_back_with_the_reason(as_staff: SignIn) -> None:
    number = ended()
    propose_erasure(town.staff("ren"), number, "p1", "wrote to us")
    send_back(town.staff("an"), number, "a1", "the signature is another's")
    assert load(number).proposals == {}
    assert not load(number).parties["p1"].erased


def test_who_proposed_it_does_not_decide_and_nothing_is_erased_while_it_runs(
    people: None,
) -> None:
    running = town.brought().number
    with pytest.raises(Refusal, match="still_running"):
        propose_erasure(town.staff("ren"), running, "p1", "asked")
    number = ended()
    propose_erasure(town.staff("su"), number, "p1", "asked")
    for wrong, code in (("su", "own_proposal"), ("han", "not_your_approval")):
        with pytest.raises(Refusal, match=code):
            approve(town.staff(wrong), number, "a1")
    with pytest.raises(Refusal, match="waiting_for_approval"):
        propose_erasure(town.staff("ren"), number, "p1", "asked")
    approve(town.staff("an"), number, "a1")
    with pytest.raises(Refusal, match="nobody_to_erase"):
        propose_erasure(town.staff("ren"), number, "p1", "asked")
