"""Thanks that arrive, a name cleared, words softened, and a secret that is found again."""

from __future__ import annotations

import pytest

from tests.stories import bringing
from tests.stories.bringing import Pages
from tests.stories.site import Site
from tests.stories.walking import Clerk, Receipt, Street, Visitor

pytestmark = pytest.mark.story

THANKS = "commendation.thank"


def thanks() -> Pages:
    """Thanks to whoever carried a neighbour down."""
    pages = bringing.claim()
    return pages | {
        "what": {
            "subject": "Thank you for my neighbour",
            "statement": "He carried her down six floors and never let go of her hand.",
        },
        "details": {"whom": "The officer with the short beard, engine 2", "may_publish": "yes"},
    }


def test_thanks_reach_the_officer_and_the_head_and_lin_is_told(street: Street, site: Site) -> None:
    lin = street.visitor()
    receipt = lin.bring(THANKS, thanks())
    deng = street.staff("deng")
    deng.step(receipt.number, "identify", thanked=["staff:zhan"], how_known="Engine 2, that night.")
    deng.step(receipt.number, "pass_on")
    site.work()
    for name in ("zhan", "shen"):
        reader = street.staff(name)
        reader.go("/desk/bell")
        assert "never let go of her hand" in reader.text
        assert "Zhan Fang" in reader.text
        assert paper_on_the_desk(reader).startswith(b"%PDF-")
    lin.follow(receipt)
    assert "reached those you thank" in lin.text
    assert "Your thanks have arrived" in lin.text
    assert any("have arrived" in letter for letter in site.letters())


def paper_on_the_desk(reader: Clerk) -> bytes:
    """The paper that came with the newest message at the desk."""
    link = reader.page.locator("main a", has_text="PDF").first.get_attribute("href")
    return reader.page.request.get(f"{reader.address}{link}").body()


def test_who_was_accused_without_ground_is_cleared_and_learns_no_name(
    street: Street, site: Site
) -> None:
    lin = street.visitor()
    receipt = lin.bring(bringing.ACCUSATION, bringing.accusation())
    jian, cha, zhan = street.staff("jian"), street.staff("cha"), street.staff("zhan")
    number = receipt.number
    jian.step(number, "confirm_subject", subject=["staff:zhan"], how_confirmed="By the roster.")
    jian.step(number, "accept")
    jian.step(number, "assign", handler="cha")
    cha.step(number, "record_finding", found="Nothing of the kind.")
    cha.step(number, "tell_outcome", result="not_substantiated", reasons="We found no hint of it.")
    jian.approve(number)
    zhan.go("/desk/bell")
    assert "澄清" not in zhan.text
    cha.step(number, "clear_subject", cleared_of="Selling.", cleared_because="No ground was found.")
    jian.approve(number)
    zhan.go("/desk/bell")
    assert "現予澄清" in zhan.text  # the desk speaks to each in their own language
    assert paper_on_the_desk(zhan).startswith(b"%PDF-")
    for secret in ("Lin", number, "extinguisher", "shop"):
        assert secret not in zhan.page.content()
    answer = zhan.page.request.get(f"{zhan.address}/desk/m/{number}")
    assert answer.status == 404
    lin.follow(receipt)
    lin.open_paper("Notice of the outcome")
    assert lin.paper().startswith(b"%PDF-")


def test_a_cold_reply_is_softened_and_a_lost_secret_found_again(street: Street, site: Site) -> None:
    lin = street.visitor()
    receipt = lin.bring(bringing.CLAIM, bringing.claim())
    number = receipt.number
    the_reply_is_softened(street, number)
    street.staff("shen").approve(number)
    lin.follow(receipt)
    lin.open_paper("Petition opinion")
    lin.go("/matter")
    lin.follow_link("Ask for a recheck")
    lin.fill({"text": "The price of the door was not counted."})
    lin.press()
    lost = lin.receipt()
    again = street.visitor()
    again.follow(receipt)
    again.press("Open it")
    assert lost.number in again.page.content()
    again.follow(receipt)
    again.press("I have no secret for it")
    found = Receipt(*(value_of(again, at) for at in (0, 1)))
    assert (found.number == lost.number, found.secret == lost.secret) == (True, False)
    street.visitor().follow(found)


def value_of(visitor: Visitor, at: int) -> str:
    return visitor.page.locator(".dw-receipt__value").nth(at).inner_text().strip()


def the_reply_is_softened(street: Street, number: str) -> None:
    deng, han = street.staff("deng"), street.staff("han")
    deng.step(number, "register", received_by="body")
    deng.step(number, "accept")
    deng.step(number, "assign", handler="han")
    han.step(number, "choose_route", route="residue", reason="No other road is open.")
    han.step(number, "record_finding", found="The door was broken to reach the flat above.")
    han.open(number)
    han.onward(han.page.locator('main a[href$="/step/issue_opinion"]'))
    cold = {"claims": "Pay for the door.", "facts": "You should have asked the owner first."}
    han.fill(cold | {"decision": "not_supported", "legal_basis": "Article 45"})
    advice = han.page.locator(".desk-wording mark", has_text="You should have")
    advice.wait_for()  # it comes while one writes …
    han.press("Check the wording")  # … and on a press, where no script runs
    assert "Plainer:" in han.text
    han.fill({"facts": "We broke the door to reach a child above, because no key was there."})
    han.onward(han.page.locator(".desk-bar .govuk-button"))
    assert "/step/" not in han.path
