"""Two people bring the same thing: it is seen, joined, and each is answered as if alone."""

from __future__ import annotations

import pytest

from tests.stories import town
from tests.stories.site import Site
from tests.stories.test_counter import register
from tests.stories.walking import Clerk, Receipt, Street

pytestmark = pytest.mark.story

CLAIM = {
    "channel": "counter",
    "danger": "no",
    "subject": "Scooters charge in the stairs",
    "statement": "Every night scooters charge in the stairs of our house.",
    "wish": "Have them taken away.",
    "place": "Dongjie 18, stairs",
    "unit": town.GULOU,
    "language": "en",
}


def test_two_who_bring_the_same_are_each_answered(street: Street, site: Site) -> None:
    deng = street.staff("deng")
    lin = register(deng, "petition/solve", CLAIM | {"name": "Lin Xiaoming", "phone": "13800138000"})
    deng.step(lin.number, "register", received_by="body")
    site.work()
    wang = wang_comes_to_the_counter(deng, lin)
    site.work()
    deng.open(wang.number)
    assert "This may be the same thing" in deng.text
    deng.onward(deng.page.get_by_role("link", name=f"Join them {lin.number}"))
    deng.fill({"reason": "The same stairs, the same week."})
    deng.onward(deng.page.locator(".desk-bar .govuk-button"))
    assert "Dealt with together" in deng.text
    deng.open(lin.number)
    deng.onward(deng.page.locator('main a[href*="/do/carry"]'))
    deng.onward(deng.page.locator(".desk-bar .govuk-button"))
    assert "Done in the joined matters." in deng.text
    for mine, theirs in ((lin, wang), (wang, lin)):
        visitor = street.visitor()
        visitor.follow(mine)
        assert "Registered" in visitor.text
        assert theirs.number not in visitor.text
    deng.act(lin.number, "separate", reason="Wang means the house next door.")
    assert "Dealt with together" not in deng.text


def wang_comes_to_the_counter(deng: Clerk, lin: Receipt) -> Receipt:
    """While Wang still stands there, deng looks, and registers all the same."""
    deng.go("/desk/register/petition/solve")
    deng.fill(CLAIM | {"name": "Wang Dali"})
    with deng.page.expect_popup() as opened:
        deng.page.get_by_role("button", name="Look whether it is here already").click()
    beside = opened.value
    assert lin.number in beside.locator("main").inner_text()
    assert "same premises" in beside.locator("main").inner_text()
    beside.close()
    deng.onward(deng.page.locator(".desk-bar .govuk-button"))
    shown = deng.page.locator(".desk-secret")
    return Receipt(shown.nth(0).inner_text(), shown.nth(1).inner_text())


def test_a_supervisor_hands_over_before_a_leave(street: Street) -> None:
    deng, shen = street.staff("deng"), street.staff("shen")
    numbers = [register(deng, "petition/solve", CLAIM).number for _one in range(2)]
    for number in numbers:
        shen.act(number, "assign", staff="han")
    shen.go("/desk/hand-over?from=han")
    for number in numbers:
        assert number in shen.text
    shen.page.locator(f'input[value="{numbers[1]}"]').uncheck(force=True)
    shen.fill({"staff_to": "both", "occasion": "leave", "note": "Away until Monday."})
    shen.onward(shen.page.locator(".desk-bar .govuk-button"))
    assert numbers[0] in shen.text
    assert numbers[1] not in shen.text
    shen.open(numbers[0])
    assert "Handed over by Han Li to Qiao An" in shen.text
    han = street.staff("han")
    han.act(numbers[1], "unassign", reason="Away from tomorrow.")
    assert "The matter is with nobody now." in han.text
