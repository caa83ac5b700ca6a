"""A tour of the pages: where it leads, and what can be seen to be wrong on any page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.stories import bringing
from tests.stories.site import Site
from tests.stories.standing import WORDS, claim
from tests.stories.walking import Receipt, Street, Visitor

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"

OPEN_PAGES = (
    "/",
    "/about",
    "/accessibility",
    "/privacy",
    "/follow",
    "/law",
    "/law/petition",
    "/law/hazard_report",
    "/calculator",
    "/check",
    "/write/emergency",
    "/desk/sign-in",
)
DESK = (
    "/desk/",
    "/desk/register",
    "/desk/register/petition/solve",
    "/desk/approvals",
    "/desk/supervise",
    "/desk/outbox",
    "/desk/bell",
    "/desk/account",
    "/desk/staff",
    "/desk/staff/add",
    "/desk/staff/han",
    "/desk/units",
)

FOREIGN = (
    ".dw-number, .desk-number, .dw-languages, [lang], code, kbd,"
    " .dw-said, .desk-said, .desk-table__title"
)
"""What stands in its own script on pages of every language: numbers of papers, people's words."""


def public(street: Street, language: str, width: int) -> Iterator[Page]:
    """The pages that are open to all, then each page of the form up to the receipt."""
    lin = street.visitor(language, width=width)
    for path in OPEN_PAGES:
        yield lin.go(path)
    yield from writing(lin, language, dict(zip(WORDS, WAYS, strict=False))[language])


WAYS: dict[str, dict[str, str]] = {
    "address": {"street": "東街18"},
    "landmark": {"known": "學校", "from_there": "後面"},
    "junction": {"first": "東街", "second": "西街"},
    "map": {"latitude": "31.3", "longitude": "121.0"},
}
"""The ways in which the place is told, a language each."""


def writing(lin: Visitor, language: str, way: str = "junction") -> Iterator[Page]:
    """Each page on which a matter is written, the check and the receipt."""
    subject, statement, wish = WORDS[language]
    answers = bringing.claim(
        what={"subject": subject, "statement": statement},
        details={"wish": wish},
        where={"way": way, "unit": "u-gulou", **WAYS[way]},
        who={"who": "group"},
        contact={"name": "林", "notify_by": "none"},
        group={"signatories": "王"},
    )
    lin.go("/write?offer=" + bringing.CLAIM)
    while "/write/check" not in lin.page.url:
        name = lin.path.rsplit("/", 1)[-1]
        yield lin.page
        lin.answer(name, answers)
        lin.press()
        assert not lin.path.endswith(name), lin.text
    yield lin.page
    lin.press()
    yield lin.page


def matter(street: Street, site: Site, language: str, width: int) -> Iterator[Page]:
    """The pages of a matter, as the person who brought it sees them."""
    number, secret = site.inside(claim, language)
    lin = street.visitor(language, width=width)
    lin.follow(Receipt(number, secret))
    yield lin.page
    links = lin.page.locator('main a[href^="/matter/"], main a[href^="/date/"]')
    found = {str(link.get_attribute("href")) for link in links.all()}
    for path in sorted(found):
        yield lin.go(path)
    site.work()
    yield from desk(street, number, language, width)


def desk(street: Street, number: str, language: str, width: int) -> Iterator[Page]:
    """The desk's pages, the matter's among them."""
    shen = street.staff("shen", language, width=width)
    deng = street.staff("deng", language, width=width)
    shu = street.staff("shu", language, width=width)
    for path in DESK:
        at = deng if "register" in path else shu if "staff" in path or "units" in path else shen
        yield at.go(path)
    han = street.staff("han", language, width=width)
    yield han.go(f"/desk/m/{number}")
    wanted = '[href*="/step/"], [href*="/do/"], [href*="/desk/clock/"]'
    links = han.page.locator(f"main a:is({wanted})")
    for path in sorted({str(link.get_attribute("href")) for link in links.all()}):
        yield han.go(path)
    shen.open(number)
    shen.onward(shen.page.locator('main a[href*="/proposal/"]'))
    yield shen.page


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
        if not clock.locator('details li, a[href^="/desk/clock/"]').count():
            found.append(f"{page.url}: {clock.text_content()}")
    return found
