"""One's own in a matter: needs with consent, the preview and its black marks, the supervisor."""

from __future__ import annotations

import pytest
from django.test import Client

from dengwen.delivery import outbox
from dengwen.intake import numbers
from dengwen.ledger import store, verify
from dengwen.matters.actions import erase
from dengwen.matters.actions.name_subject import name_subject
from dengwen.matters.actions.open import load, open_matter
from dengwen.matters.actions.receive import Bringing
from dengwen.matters.rules import publishing
from dengwen.matters.rules.needs import read
from dengwen.people.actor import SYSTEM
from tests.matters import town, walk
from tests.web.portal import walking
from tests.web.portal.test_answered import SECRET, follow

NEEDS = {"kinds": ["hearing", "travel"], "words": "Knock twice", "consent": "on"}
STATEMENT = "我叫林小明，住東街18號。出口鎖了。電話13800001111。"


@pytest.fixture
def mine(visitor: Client) -> str:
    """A matter that is followed; its number."""
    person = Bringing(name="林小明", contact={"email": "lin@example.org", "phone": "13800001111"})
    matter = town.brought(
        secret_digest=numbers.digest(SECRET), parties=[person], statement=STATEMENT
    )
    follow(visitor, matter.number)
    return matter.number


@pytest.fixture
def answered(visitor: Client) -> str:
    """A petition whose opinion was served; its number."""
    matter = walk.to_served_opinion(town.brought(secret_digest=numbers.digest(SECRET)))
    follow(visitor, matter.number)
    return matter.number


def test_needs_stated_at_the_door_reach_who_handles_it_and_nobody_else(visitor: Client) -> None:
    number, _secret = walking.sent(visitor, needs={**NEEDS, "speaks": "Min"})
    party = load(number).parties["p1"]
    assert read(party.needs.value if party.needs else None).kinds == ("hearing", "travel")
    assert "I agree" in party.stated[0].consent
    for who, knows in (("ren", True), ("su", False), ("an", True)):
        seen = open_matter(town.staff(who), number).parties["p1"].needs
        assert bool(seen and seen.value) is knows, who
        line = next(
            x for x in open_matter(town.staff(who), number).lines if x.type == "needs_stated"
        )
        assert bool(line.data.needs.value) is knows


def test_needs_without_consent_are_not_kept(visitor: Client, mine: str) -> None:
    given = {"kinds": ["sight"], "language": "en", "notify_by": "none"}
    answer = visitor.post("/matter/needs", given)
    assert answer.status_code == 422
    assert load(mine).parties["p1"].needs is None


def test_needs_change_language_and_way_of_what_is_told(visitor: Client, mine: str) -> None:
    given = {**NEEDS, "language": "en", "notify_by": "sms"}
    assert visitor.post("/matter/needs", given)["Location"] == "/matter/needs"
    party = load(mine).parties["p1"]
    assert (party.language, party.notify_by) == ("en", "sms")
    page = visitor.get("/matter/needs").content.decode()
    assert "I do not hear well" in page
    assert "You agreed to this" in page
    assert "By letter" not in page  # no address was given


def test_taking_the_consent_back_destroys_what_was_said(visitor: Client, mine: str) -> None:
    given = {**NEEDS, "language": "zh-Hant", "notify_by": "none"}
    visitor.post("/matter/needs", given)
    visitor.post("/matter/needs", {**given, "words": "Knock three times"})
    for _press in range(2):
        assert visitor.post("/matter/needs/withdraw")["Location"] == "/matter/needs"
    assert load(mine).parties["p1"].needs is None
    stated = [e for e in store.read(f"matter:{mine}", unseal=True) if e.type == "needs_stated"]
    assert len(stated) == 2
    assert all(event.data["needs"].value is None for event in stated)
    assert verify.verify() == []
    assert load(mine).statement.value == STATEMENT  # type: ignore[union-attr]
    assert "Nothing is kept of what you need" in visitor.get("/matter/needs").content.decode()


def test_erasing_a_person_erases_their_needs(visitor: Client, mine: str) -> None:
    visitor.post("/matter/needs", {**NEEDS, "language": "zh-Hant", "notify_by": "none"})
    visitor.post("/matter/step/withdraw", {"reason": "x"})
    erase.erase(SYSTEM, mine, "p1")
    stated = [e for e in store.read(f"matter:{mine}", unseal=True) if e.type == "needs_stated"]
    assert [event.data["needs"].value for event in stated] == [None]
    assert verify.verify() == []


def test_the_preview_shows_the_handling_and_blackens_who_it_was(visitor: Client, mine: str) -> None:
    page = visitor.get("/matter/public").content.decode()
    shown = page.split("What the public never sees")[0]
    assert "出口鎖了" in shown
    assert "林小明" not in shown
    assert "13800001111" not in shown
    assert "(blacked out)" in shown


def test_marked_passages_are_black_and_the_original_stays(visitor: Client, mine: str) -> None:
    page = visitor.get("/matter/public/mark").content.decode()
    assert "住東街18號" in page
    sentence = next(
        f"statement|{a}|{b}"
        for a, b in publishing.sentences(STATEMENT)
        if "出口鎖了" in STATEMENT[a:b]
    )
    given = {"sentences": [sentence], "also": "東街18號"}
    for _press in range(2):
        assert visitor.post("/matter/public/mark", given)["Location"] == "/matter/public"
    shown = visitor.get("/matter/public").content.decode()
    assert "出口鎖了" not in shown
    assert "東街18號" not in shown
    matter = load(mine)
    assert matter.statement.value == STATEMENT  # type: ignore[union-attr]
    assert [line.type for line in matter.lines].count("words_redacted") == 1
    again = visitor.get("/matter/public/mark").content.decode()
    assert "checked" in again
    assert "東街18號</textarea>" in again


@pytest.mark.parametrize(
    "given", [{"also": "Not a word of mine"}, {"sentences": ["statement|0|9999"]}]
)
def test_only_ones_own_words_are_marked(
    visitor: Client, mine: str, given: dict[str, object]
) -> None:
    assert visitor.post("/matter/public/mark", given).status_code == 422
    assert load(mine).redacted == {}


def test_of_a_confidential_matter_nothing_is_shown(visitor: Client, mine: str) -> None:
    name_subject(town.staff("top.ren"), mine, units=[town.BRIGADE], confirmed=False)
    page = visitor.get("/matter/public").content.decode()
    assert "no part of it is published" in page
    assert "出口鎖了" not in page


def test_an_unhappy_rating_becomes_an_objection_with_one_press(
    visitor: Client, answered: str
) -> None:
    visitor.post("/matter/rate", {"score": "1", "comment": "Nobody looked at the exit."})
    page = visitor.get("/matter/rated").content.decode()
    assert "Have it looked at again, now" in page
    token = walking.press(page)
    sent = {"press": token, "text": "Nobody looked at the exit."}
    for _press in range(2):
        assert visitor.post("/matter/remedy/recheck/d2", sent)["Location"] == "/write/sent"
    number, _secret = walking.receipt(visitor)
    assert load(number).challenges == answered
    assert [link.other_number for link in load(answered).links] == [number]


def test_the_supervisor_is_told_once_and_not_one_it_is_about(
    visitor: Client, answered: str
) -> None:
    visitor.post("/matter/rate", {"score": "2", "comment": "Slow."})
    for _press in range(2):
        assert visitor.post("/matter/supervisor")["Location"] == "/matter/rated"
    told = [line for line in load(answered).lines if line.type == "attention_asked"]
    assert [line.data.told for line in told] == [["staff:su"]]
    rings = [ring for ring in outbox.bell("su") if ring.notice == "attention_asked"]
    assert len(rings) == 1
    assert answered in rings[0].text
    assert "The supervisor was told" in visitor.get("/matter/rated").content.decode()


def test_the_pages_of_ones_own_are_for_who_follows(people: None) -> None:
    stranger = Client()
    for path in ("/matter/needs", "/matter/public", "/matter/public/mark"):
        assert stranger.get(path)["Location"] == "/follow"
    for path in ("/matter/needs/withdraw", "/matter/supervisor"):
        assert stranger.post(path)["Location"] == "/follow"
