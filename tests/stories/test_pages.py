"""Every page, in every language: it fits a telephone, speaks one language, and shuts nobody out."""

from __future__ import annotations

import re

import pytest

from tests.stories import bringing, touring, town
from tests.stories.site import Site
from tests.stories.walking import Street, Visitor

pytestmark = pytest.mark.story

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
KNOWN = (*(name for name, _unit, _roles in town.STAFF.values()), "繁體", "简体", "English")
"""Names are written as people write them."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_public_pages_fit_a_telephone_and_speak_one_language(
    street: Street, language: str
) -> None:
    seen = 0
    wrong: list[str] = []
    for page in touring.public(street, language, 360):
        seen += 1
        wrong += filter(None, [touring.too_wide(page)])
        wrong += touring.not_in(language, page, KNOWN)
    assert seen > 20
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_a_matter_fit_speak_one_language_and_explain_their_dates(
    street: Street, site: Site, language: str
) -> None:
    seen = 0
    wrong: list[str] = []
    for page in touring.matter(street, site, language, 360):
        seen += 1
        wrong += filter(None, [touring.too_wide(page)])
        wrong += touring.not_in(language, page, KNOWN)
        wrong += touring.dates_without_reckoning(page)
    assert seen > 15
    assert not wrong, "\n".join(wrong)


def test_nothing_serious_stands_in_the_way_of_the_public(street: Street) -> None:
    tour = touring.public(street, "en", 1280)
    wrong = [found for page in tour for found in touring.barriers(page)]
    assert not wrong, "\n".join(wrong)


def test_nothing_serious_stands_in_the_way_at_a_matter_and_at_the_desk(
    street: Street, site: Site
) -> None:
    tour = touring.matter(street, site, "en", 1280)
    wrong = [found for page in tour for found in touring.barriers(page)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", ["/", "/law/petition", "/calculator?limit=15", "/follow"])
def test_the_choice_of_language_keeps_the_page(street: Street, path: str) -> None:
    lin = street.visitor("zh-Hant")
    lin.go(path)
    here = lin.page.url
    for name, tag in (("简体", "zh-Hans"), ("English", "en"), ("繁體", "zh-Hant")):
        lin.onward(lin.page.locator(".dw-languages a", has_text=name))
        assert lin.page.url == here
        assert lin.page.locator("html").get_attribute("lang") == tag


def test_the_keyboard_alone_sends_a_report(street: Street) -> None:
    lin = street.visitor()
    lin.go("/")
    tab_to(lin, f'a[href$="offer={bringing.HAZARD}"]')
    enter(lin)
    answer(lin, ['[name="danger"]'], "ArrowDown")
    tab_to(lin, '[name="subject"]')
    lin.page.keyboard.type("A locked exit")
    go_on(lin)
    tab_to(lin, '[name="statement"]')
    lin.page.keyboard.type("It is locked every night.")
    go_on(lin)
    answer(lin, ['[name="seen"]'], "Space")
    answer(lin, ['[name="now"]'], "Space")
    go_on(lin)
    answer(lin, ['[name="is_about"]'], "ArrowDown")
    answer(lin, ['[name="way"]'], "Space")
    tab_to(lin, '[name="street"]')
    lin.page.keyboard.type("Dongjie 18")
    go_on(lin)
    answer(lin, ['[name="unit"]'], "ArrowDown")
    go_on(lin)
    answer(lin, ['[name="who"]'], "ArrowDown")
    tab_to(lin, ".govuk-button")
    enter(lin)
    assert re.match("DW-", lin.receipt().number)


def answer(lin: Visitor, controls: list[str], key: str) -> None:
    """Choose in each group of round buttons, and go on."""
    for control in controls:
        tab_to(lin, control)
        lin.page.keyboard.press(key)
    go_on(lin)


def tab_to(lin: Visitor, wanted: str) -> None:
    """Press the tab key until the wanted control has the focus."""
    for _press in range(80):
        lin.page.keyboard.press("Tab")
        if lin.page.evaluate("w => document.activeElement.matches(w)", wanted):
            return
    raise AssertionError(f"the keyboard never reaches {wanted} on {lin.page.url}")


def go_on(lin: Visitor) -> None:
    """Reach the page's button and press it."""
    before = lin.page.url
    tab_to(lin, 'form button.govuk-button:not([type="button"])')
    enter(lin)
    assert lin.page.url != before, lin.text


def enter(lin: Visitor) -> None:
    """Press the enter key, and wait for the page it leads to."""
    with lin.page.expect_navigation():
        lin.page.keyboard.press("Enter")
