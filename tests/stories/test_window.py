"""At the window: a number, the wait, what is brought, and whom to see."""

from __future__ import annotations

import pytest

from tests.stories import town
from tests.stories.walking import Clerk, Street, Visitor

pytestmark = pytest.mark.story

WINDOW = "front"
ALWAYS = "00:00–24:00"
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLAIM = {
    "channel": "counter",
    "danger": "no",
    "subject": "The hydrant before my shop",
    "statement": "It leaks since May.",
    "wish": "Mend it.",
    "unit": town.GULOU,
    "language": "en",
}


def set_up(shu: Clerk) -> None:
    """Open a window that is never closed, unless another story has."""
    if shu.page.goto(f"{shu.address}/desk/windows/{WINDOW}").status == 200:  # type: ignore[union-attr]
        return
    shu.go("/desk/windows/add")
    shu.fill(
        {"unit": town.GULOU, "window": WINDOW, "name_en": "Front window", "place_en": "12 Dongjie"}
        | {f"hours_{day}": ALWAYS for day in WEEK}
    )
    shu.page.locator('[name="follows"]').uncheck(force=True)
    shu.press("Open it to the public")
    assert "The window is open to the public" in shu.text


def take(lin: Visitor) -> str:
    """Take a number at the page of the queue; the number."""
    lin.go(f"/windows/{WINDOW}/queue")
    lin.press()
    return lin.page.locator(".dw-stub__number").inner_text()


def code(lin: Visitor) -> str:
    return lin.page.locator(".dw-stub .dw-receipt__value").inner_text()


def call(deng: Clerk, number: str) -> None:
    """Call whoever is next, until it is this one."""
    deng.go(f"/desk/windows/{WINDOW}")
    deng.press("Call ")
    assert deng.page.locator(".desk-stub").inner_text() == number


def test_nobody_leaves_the_window_without_a_number_and_a_name(street: Street) -> None:
    set_up(street.staff("shu"))
    lin, mo, deng = street.visitor(width=360), street.visitor(scripts=False), street.staff("deng")
    first, second = take(lin), take(mo)
    mo.go("/windows/ticket")
    assert "1 person is called before you." in mo.text
    call(deng, first)
    lin.go("/windows/ticket")
    assert "It is your turn" in lin.text
    deng.follow_link("Register a matter")
    assert f"For number {first} at Front window" in deng.text
    deng.onward(deng.page.locator('a[href*="/solve?ticket="]'))
    deng.fill(CLAIM)
    deng.onward(deng.page.locator(".desk-bar .govuk-button"))
    matter = deng.page.locator(".desk-secret").first.inner_text()
    deng.follow_link("Tell them whom to see, and finish")
    deng.press("They were told: finish")
    assert "Nobody leaves without the name" in deng.text
    deng.fill({"officer": "han"})
    deng.press("They were told: finish")
    assert deng.page.locator(".desk-receipt__qr svg").bounding_box()["width"] > 100  # type: ignore[index]
    lin.page.reload()
    assert "The one to see from now on: Han Li." in lin.text
    assert matter in lin.text
    assert lin.page.locator(".dw-qr svg").count() == 1
    lin.follow_link("Follow a matter")
    assert lin.page.locator('[name="number"]').input_value() == matter
    mo.go("/windows/ticket")
    assert "You are next." in mo.text
    mo.press("Leave the queue")
    assert "You left the queue." in mo.text
    deng.go(f"/desk/windows/{WINDOW}")
    assert second not in deng.page.locator("#queue").inner_text()


def test_a_booked_time_is_changed_and_given_back_by_its_code_alone(street: Street) -> None:
    set_up(street.staff("shu"))
    lin = street.visitor(width=360)
    lin.go("/windows")
    lin.follow_link("Front window")
    lin.follow_link("Book a time")
    lin.onward(lin.page.locator(".dw-days__day").nth(1))
    lin.page.locator(".govuk-radios__input").nth(3).check(force=True)
    lin.press()
    assert "Your time is booked" in lin.text
    kept = code(lin)
    other = street.visitor("zh-Hans")
    other.go("/windows/ticket")
    other.fill({"code": kept.lower()})
    other.press()
    other.onward(other.page.locator('a[href="/windows/ticket/move"]'))
    other.onward(other.page.locator(".dw-days__day").nth(2))
    other.page.locator(".govuk-radios__input").nth(5).check(force=True)
    other.press()
    assert "01:15" in other.text
    lin.go("/windows/ticket")
    assert "You gave this time back" in lin.text
    other.onward(other.page.locator('form[action="/windows/ticket/give-up"] button'))
    assert "您已经取消这个预约" in other.text


def test_who_waits_reads_that_it_is_shut_and_the_supervisor_reads_for_how_long(
    street: Street,
) -> None:
    set_up(street.staff("shu"))
    lin, shen, deng = street.visitor(), street.staff("shen"), street.staff("deng")
    number = take(lin)
    shen.go(f"/desk/windows/{WINDOW}")
    shen.fill({"reason": "Power cut in the street"})
    shen.press("Shut it for now")
    assert "shut since" in shen.text
    lin.go("/windows/ticket")
    assert "Power cut in the street" in lin.text
    assert "Your number is kept" in lin.text
    shen.press("Open it again")
    deng.go(f"/desk/windows/{WINDOW}")
    deng.onward(deng.page.locator(".desk-line__number", has_text=number))
    deng.page.locator("summary").click()
    deng.fill({"call_back": "deng"})
    deng.press("Left unserved")
    assert number in deng.page.locator(".desk-beside").inner_text()
    lin.page.reload()
    assert "Deng Xiaomin sees to it" in lin.text
