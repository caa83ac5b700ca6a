"""A claim from its registration to the recheck of its answer, and the review offered after that."""

from __future__ import annotations

import pytest

from dengwen import times
from tests.stories import bringing
from tests.stories.site import Site
from tests.stories.walking import Receipt, Street, Visitor

pytestmark = pytest.mark.story


def today() -> str:
    """To-day where the law counts its days."""
    return times.today("Asia/Shanghai").isoformat()


def test_a_claim_runs_through_question_opinion_and_recheck(street: Street, site: Site) -> None:
    lin = street.visitor()
    receipt = lin.bring(bringing.CLAIM, bringing.claim())
    it_is_accepted_and_the_person_has_the_notice(street, lin, receipt)
    the_person_answers_a_question(street, lin, receipt)
    an_opinion_is_issued_by_four_eyes(street, lin, receipt)
    challenge = the_person_takes_the_recheck(lin)
    the_unit_above_rechecks_it(street, challenge)
    site.work()
    lin.follow(challenge)
    lin.open_paper("Recheck opinion")
    lin.go("/matter")
    assert lin.page.get_by_role("link", name="Ask for a review").count() > 0, lin.text


def it_is_accepted_and_the_person_has_the_notice(
    street: Street, lin: Visitor, receipt: Receipt
) -> None:
    deng = street.staff("deng")
    deng.step(receipt.number, "register", received_by="body")
    deng.step(receipt.number, "accept")
    assert deng.document("Acceptance notice").startswith(b"%PDF-")
    lin.follow(receipt)
    lin.open_paper("Acceptance notice")
    assert lin.paper().startswith(b"%PDF-")
    deng.step(receipt.number, "assign", handler="han")


def the_person_answers_a_question(street: Street, lin: Visitor, receipt: Receipt) -> None:
    han = street.staff("han")
    han.act(receipt.number, "ask", text="On which day was the door broken?")
    lin.go("/matter")
    assert "On which day was the door broken?" in lin.text
    lin.follow_link("Answer it")
    lin.fill({"text": "On the ninth, about eight in the evening."})
    lin.press()
    assert lin.path == "/matter", lin.text
    han.open(receipt.number)
    assert "On the ninth, about eight in the evening." in han.text


def an_opinion_is_issued_by_four_eyes(street: Street, lin: Visitor, receipt: Receipt) -> None:
    number = receipt.number
    both, shen = street.staff("both"), street.staff("shen")
    han = street.staff("han")
    han.step(number, "choose_route", route="residue", reason="No other road is open for it.")
    shen.step(number, "assign", handler="both")
    both.step(number, "record_finding", found="The door was broken in the rescue.")
    both.step(
        number,
        "issue_opinion",
        claims="Pay for the door.",
        facts="The door was broken to reach the fire.",
        decision="partly_supported",
        legal_basis="Fire Protection Law, article 45.",
    )
    both.go("/desk/approvals")
    assert number not in both.text
    both.open(number)
    assert "Waiting for approval" in both.text
    assert "cannot approve" in both.text or "may not approve" in both.text, both.text
    shen.approve(number)
    assert shen.document("Petition opinion").startswith(b"%PDF-")
    shen.open(number)
    assert "Opinion issued" in shen.text
    lin.open_paper("Petition opinion")
    assert lin.paper().startswith(b"%PDF-")
    lin.go("/matter")


def the_person_takes_the_recheck(lin: Visitor) -> Receipt:
    clock = lin.page.locator(".dw-clock", has_text="This is your time").first
    clock.locator("summary").click()
    assert clock.locator(".dw-reckoned li").count() > 0
    lin.follow_link("Ask for a recheck")
    lin.fill({"text": "The floor was spoilt too, and nobody looked at it."})
    lin.press()
    return lin.receipt()


def the_unit_above_rechecks_it(street: Street, challenge: Receipt) -> None:
    number = challenge.number
    wen, bai, yan = street.staff("wen"), street.staff("bai"), street.staff("yan")
    wen.step(number, "begin_recheck", handler="bai")
    bai.step(number, "record_finding", found="The floor was spoilt as well.")
    bai.step(number, "issue_recheck_opinion", decision="changed", reasons="Pay for the floor.")
    yan.approve(number)
    assert yan.document("Recheck opinion").startswith(b"%PDF-")


def test_a_longer_time_needs_its_ground_and_a_second_person(street: Street, site: Site) -> None:
    lin = street.visitor()
    receipt = lin.bring(bringing.CLAIM, bringing.claim())
    deng, han, shen = street.staff("deng"), street.staff("han"), street.staff("shen")
    deng.step(receipt.number, "register", received_by="body")
    deng.step(receipt.number, "accept")
    deng.step(receipt.number, "assign", handler="han")
    lin.follow(receipt)
    before = due(lin)
    han.act(
        receipt.number, "extend", by="20", ground="complex", reason="Two experts must be heard."
    )
    lin.go("/matter")
    assert due(lin) == before
    shen.approve(receipt.number)
    site.work()
    lin.go("/matter")
    assert due(lin) > before
    assert "Two experts must be heard." in lin.text
    lin.page.locator(".dw-clock", has_text="Decide and issue").locator("summary").click()
    assert "20" in lin.page.locator(".dw-clock", has_text="Decide and issue").inner_text()
    assert any("lin@example.org" in letter for letter in site.letters())


def due(lin: Visitor) -> str:
    """The day on which the opinion is due, as a machine reads it."""
    clock = lin.page.locator(".dw-clock", has_text="Decide and issue")
    return clock.locator("time").first.get_attribute("datetime") or ""


def test_a_group_has_its_speakers_and_everyone_is_served_the_one_answer(street: Street) -> None:
    lin = street.visitor()
    pages = bringing.claim(
        who={"who": "group"},
        group={
            "representatives": "Wang Fang, 13800000001\nZhao Lei, zhao@example.org",
            "signatories": "Sun Mei, sun@example.org\nHe Ping\nQian Duo\nZhou Yu",
        },
    )
    receipt = lin.bring(bringing.CLAIM, pages)
    deng, han, shen = street.staff("deng"), street.staff("han"), street.staff("shen")
    number = receipt.number
    deng.step(number, "register", received_by="body", signatories="7")
    deng.step(number, "accept")
    deng.step(number, "assign", handler="han")
    han.step(number, "choose_route", route="residue", reason="No other road is open for it.")
    han.step(number, "record_finding", found="As they say.")
    shen.step(number, "assign", handler="both")
    both = street.staff("both")
    both.step(
        number,
        "issue_opinion",
        claims="Pay for the door.",
        facts="As they say.",
        decision="supported",
        legal_basis="Fire Protection Law, article 45.",
    )
    shen.approve(number)
    shen.open(number)
    for name in ("Lin Xiaoming", "Wang Fang", "Zhao Lei", "Sun Mei", "He Ping", "Zhou Yu"):
        assert name in shen.text
    assert shen.page.locator(".desk-parties", has_text="representative").count() > 0
    han.serve(number, today())
    opinions = han.page.locator("main table tr", has_text="Petition opinion")
    assert opinions.count() == 1
    for name in ("Lin Xiaoming", "Wang Fang", "He Ping"):
        assert name in opinions.inner_text()
    assert "not yet served" not in opinions.inner_text()
