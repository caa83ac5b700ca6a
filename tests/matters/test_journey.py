"""One matter walked from the door to its answer, and what each act must leave behind."""

from __future__ import annotations

import pytest

from dengwen.delivery.models import OutboxRow
from dengwen.documents.issuing import open_document
from dengwen.errors import Refusal
from dengwen.jobs.index import index
from dengwen.jobs.sequence import sequence
from dengwen.ledger import rebuild
from dengwen.matters import models
from dengwen.matters.actions import lists
from dengwen.matters.actions.add import add
from dengwen.matters.actions.approve import approve
from dengwen.matters.actions.ask import answer, ask
from dengwen.matters.actions.assign import assign
from dengwen.matters.actions.erase import erase
from dengwen.matters.actions.extend import extend
from dengwen.matters.actions.open import load, open_matter
from dengwen.matters.actions.rate import rate
from dengwen.matters.actions.send_back import send_back
from dengwen.matters.actions.take import take
from dengwen.matters.actions.take_remedy import take_remedy
from tests.matters import town, walk

pytestmark = pytest.mark.usefixtures("people")


def test_a_matter_that_came_in_has_its_clocks_and_rows() -> None:
    matter = town.brought()
    row = models.MatterRow.objects.get(number=matter.number)
    assert (row.status, row.unit, row.version) == ("received", town.BRIGADE, matter.version)
    assert models.ClockRow.objects.filter(number=matter.number, state="running").exists()
    assert models.SecretRow.objects.get(number=matter.number).party == "p1"


def test_the_same_press_twice_is_one_matter() -> None:
    first = town.brought(entry_token="token-1")
    again = town.brought(entry_token="token-1")
    assert first.number == again.number
    assert models.MatterRow.objects.count() == 1


def test_a_petition_is_registered_accepted_and_assigned() -> None:
    number = town.brought().number
    take(town.staff("ren"), number, "register", {"received_by": "body"})
    matter = take(town.staff("ren"), number, "accept", {})
    assert matter.clocks["conclude"].state == "running"
    assert [d.kind for d in matter.documents.values()] == ["acceptance_notice"]
    matter = take(town.staff("su"), number, "assign", {"handler": "han"})
    assert (matter.assigned, matter.status) == ("han", "investigating")
    matter = assign(town.staff("su"), number, "hao")
    assert matter.assigned == "hao"
    with pytest.raises(Refusal, match="not_assigned"):
        take(town.staff("han"), number, "record_finding", {"found": "x"})


def test_an_opened_matter_says_what_was_said() -> None:
    number = town.brought().number
    matter = open_matter(town.staff("han"), number)
    assert matter.statement is not None
    assert matter.statement.value == "樓道被雜物堵塞，請幫忙。"
    assert load(number).parties["p1"].name is not None


def test_an_opinion_needs_another_who_did_not_investigate() -> None:
    matter = walk.to_proposed_opinion(town.brought())
    proposal = next(iter(matter.proposals))
    assert [p.proposal for p in lists.waiting(town.staff("an"))] == [proposal]
    assert not lists.waiting(town.staff("han"))
    for wrong in ("han", "su", "hao"):
        with pytest.raises(Refusal):
            approve(town.staff(wrong), matter.number, proposal)
    matter = send_back(town.staff("an"), matter.number, proposal, "請補充依據")
    assert not matter.proposals
    matter = take(town.staff("han"), matter.number, "issue_opinion", walk.OPINION)
    matter = approve(town.staff("an"), matter.number, "a2")
    assert (matter.status, matter.outcome) == ("opinion_issued", "supported")
    paper = matter.document_of("opinion")
    assert paper is not None
    assert paper.number
    assert open_document(matter.stream, paper.id).startswith(b"%PDF")


def test_service_starts_the_remedy_and_the_remedy_goes_up_to_others() -> None:
    matter = walk.to_served_opinion(town.brought())
    assert matter.clocks["conclude"].state == "stopped"
    assert matter.clocks["apply_recheck:p1"].state == "running"
    person = town.party(matter)
    new = take_remedy(person, matter.number, "recheck", "d2", "我不同意", secret_digest="ab" * 32)
    old = load(matter.number)
    assert new.unit == town.TOP
    assert new.challenges == matter.number
    assert "han" in new.not_by
    assert "an" in new.not_by
    assert old.clocks["apply_recheck:p1"].state == "stopped"
    assert [link.other_number for link in old.links] == [new.number]
    assert new.clocks["recheck_opinion"].state == "running"
    with pytest.raises(Refusal, match="remedy_taken"):
        take_remedy(person, matter.number, "recheck", "d2", "再說一遍")


def test_an_extension_waits_for_the_approver_and_tells_the_person() -> None:
    matter = walk.to_investigation(town.brought())
    number, before = matter.number, matter.clocks["conclude"].due_at
    with pytest.raises(Refusal, match="extension_too_long"):
        extend(town.staff("han"), number, "conclude", 31, "complex", "人多")
    matter = extend(town.staff("han"), number, "conclude", 30, "complex", "人多")
    assert matter.clocks["conclude"].due_at == before
    with pytest.raises(Refusal, match="own_proposal"):
        approve(town.staff("han"), number, "a1")
    matter = approve(town.staff("an"), number, "a1")
    assert matter.clocks["conclude"].due_at > before
    assert matter.clocks["conclude"].extended_by == 30
    assert matter.document_of("extension_notice") is not None
    told = OutboxRow.objects.filter(stream=matter.stream, channel="email")
    assert {"step_told", "document_issued"} <= set(told.values_list("notice", flat=True))
    with pytest.raises(Refusal, match="extended_already"):
        extend(town.staff("han"), number, "conclude", 1, "complex", "還要")


def test_the_person_is_asked_answers_adds_and_rates() -> None:
    matter = walk.to_investigation(town.brought())
    number, person = matter.number, town.party(matter)
    ask(town.staff("han"), number, "哪一棟？")
    answer(person, number, "q1", "三棟")
    with pytest.raises(Refusal, match="answered_already"):
        answer(person, number, "q1", "四棟")
    add(person, number, "補充一張照片")
    with pytest.raises(Refusal, match="not_answered_yet"):
        rate(person, number, 5)
    matter = take(person, number, "withdraw", {})
    assert matter.final
    matter = rate(person, number, 5, "很好")
    assert matter.rating is not None
    with pytest.raises(Refusal, match="closed"):
        add(person, number, "還有")


def test_an_erased_person_is_gone_from_every_place() -> None:
    matter = town.brought()
    person = town.party(matter)
    index_all()
    assert lists.search(town.staff("han"), "雜物").count() == 1
    take(person, matter.number, "withdraw", {"reason": "搬走了"})
    erase(person, matter.number, "p1")
    again = load(matter.number)
    assert again.statement is not None
    assert again.statement.value is None
    index_all()
    assert lists.search(town.staff("han"), "雜物").count() == 0
    assert lists.search(town.staff("han"), "林小明").count() == 0


def test_every_row_is_what_the_fold_says() -> None:
    walk.to_served_opinion(town.brought())
    town.brought("accusation", about_said="站長收錢")
    index_all()
    report = rebuild.rebuild()
    assert report.same, report.differences


def index_all() -> None:
    """Bring positions and search up to date."""
    while sequence(1000):
        pass
    while index(500):
        pass
