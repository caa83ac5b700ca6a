"""What can be seen to be wrong on a page: it scrolls sideways, speaks two languages, shuts out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"

FOREIGN = (
    ".dw-number, .desk-number, .dw-languages, [lang], code, kbd,"
    " .dw-said, .desk-said, .desk-table__title, .desk-beside__title, .desk-details dd"
)
"""What stands in its own script on pages of every language: numbers of papers, people's words."""


def too_wide(page: Page) -> str:
    """What makes the page scroll sideways; '' where nothing does."""
    found = page.evaluate(
        """() => {
            const wide = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= wide) return "";
            const out = [...document.querySelectorAll("body *")].filter(
                e => e.getBoundingClientRect().right > wide + 1);
            return out.slice(-3).map(e => e.tagName + "." + e.className).join(" ") || "something";
        }"""
    )
    return f"{page.url}: {found}" if found else ""


def readable(page: Page) -> str:
    """The words of the page that are in the reader's language, hidden ones for the blind too."""
    return str(
        page.evaluate(
            """foreign => {
                const copy = document.body.cloneNode(true);
                copy.querySelectorAll(`script, style, ${foreign}`).forEach(e => e.remove());
                return copy.textContent + " " + document.title;
            }""",
            FOREIGN,
        )
    )


_ENGLISH = re.compile(r"[A-Za-z][a-z]+(?:[ ,.’'-]+[A-Za-z][a-z]*){2,}")
_CHINESE = re.compile(r"[㐀-鿿]{2,}")
_PAPER = re.compile(r"[㐀-鿿]+〔\d{4}〕\d+[号號]")
"""The number of a paper is Chinese on papers in every language."""


def not_in(language: str, page: Page, known: tuple[str, ...]) -> list[str]:
    """Runs of words on the page that are not in its language."""
    text = _PAPER.sub("", readable(page))
    for word in known:
        text = text.replace(word, "")
    found = (_CHINESE if language == "en" else _ENGLISH).findall(text)
    return [f"{page.url}: {run}" for run in dict.fromkeys(found)]


def barriers(page: Page) -> list[str]:
    """What axe finds serious or critical on the page."""
    page.evaluate(AXE.read_text("utf-8"))
    result: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{page.url}: {v['id']} {[node['html'][:120] for node in v['nodes'][:3]]}"
        for v in result["violations"]
        if v["impact"] in ("serious", "critical")
    ]


def dates_without_reckoning(page: Page) -> list[str]:
    """Clocks on the page that open neither here nor elsewhere to how they were reckoned."""
    found = []
    for clock in page.locator(".dw-clock, .desk-clock").all():
        if not clock.locator('details li, a[href*="/clock/"], a[href^="/date/"]').count():
            found.append(f"{page.url}: {clock.text_content()}")
    return found
