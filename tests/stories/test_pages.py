"""Every page, in every language: it fits a telephone, speaks one language, and shuts nobody out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.stories import bringing, looking, town
from tests.stories.site import Site
from tests.stories.touring import Tour
from tests.stories.walking import Street, Visitor

pytestmark = pytest.mark.story

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
KNOWN = (*(name for name, _unit, _roles in town.STAFF.values()), "繁體", "简体", "English")
"""Names are written as people write them."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_public_pages_fit_a_telephone_and_speak_one_language(
    street: Street, site: Site, language: str
) -> None:
    wrong: list[str] = []
    for nth, page in enumerate(Tour(street, language, 360).public(site)):
        wrong += seen_on(page, language)
        wrong += looking.barriers(page) if nth % 3 == LANGUAGES.index(language) else []
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_a_matter_fit_speak_one_language_and_explain_their_dates(
    street: Street, site: Site, language: str
) -> None:
    wrong: list[str] = []
    for nth, page in enumerate(Tour(street, language, 360).matter(site)):
        wrong += seen_on(page, language)
        wrong += looking.dates_without_reckoning(page)
        wrong += looking.barriers(page) if nth % 3 == LANGUAGES.index(language) else []
    assert not wrong, "\n".join(wrong)


def seen_on(page: Page, language: str) -> list[str]:
    """What makes the page scroll sideways, and its words in another language."""
    wide = looking.too_wide(page)
    return [*([wide] if wide else []), *looking.not_in(language, page, KNOWN)]


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
