"""A tour of the pages: every address that a page links to is opened once, by who finds its door.

The tours follow links as people do, so that a page added tomorrow is on them. Two links that
differ only in the number of a matter lead to the same page; two steps are two pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.stories import bringing, standing
from tests.stories.site import Site
from tests.stories.standing import WORDS
from tests.stories.walking import Clerk, Receipt, Street, Visitor, Walker

WAYS: dict[str, dict[str, str]] = {
    "address": {"street": "東街18"},
    "landmark": {"known": "學校", "from_there": "後面"},
    "junction": {"first": "東街", "second": "西街"},
    "map": {"latitude": "31.3", "longitude": "121.0"},
}
"""The ways in which the place is told, a language each."""

APART = frozenset({"step", "verb", "procedure", "offer", "key", "code", "remedy"})
"""What in an address makes it another page: the step, not the number of the matter."""

HALLS = {"portal:write", "portal:begin", "portal:check_answers", "portal:sent", "portal:matter"}
"""Pages that are walked through in their order, not by their links."""


class Tour:
    """A walk that opens no page twice; `names` are the routes that were on it."""

    def __init__(self, street: Street, language: str, width: int) -> None:
        self.street, self.language, self.width = street, language, width
        self.seen: set[tuple[str, ...]] = set()
        self.names: set[str] = set()

    def public(self, site: Site) -> Iterator[Page]:
        """The pages that are open to all, a visit to a window, and each page of the form."""
        site.inside(standing.window)
        lin = self.street.visitor(self.language, width=self.width)
        yield from self.crawl(lin, "/", "/write/emergency", "/check/1", "/desk/sign-in")
        yield from self.noted(self.visit(lin))
        yield from self.noted(writing(lin, self.language))
        yield from self.crawl(lin, "/write/return")

    def visit(self, lin: Visitor) -> Iterator[Page]:
        """Take a number at the window, and look at it again."""
        lin.go(f"/windows/{standing.WINDOW}/queue")
        lin.press()
        yield lin.page
        yield from self.crawl(lin, "/windows/ticket")

    def matter(self, site: Site) -> Iterator[Page]:
        """The pages of two matters for the person who brought them, then the whole desk."""
        numbers = []
        for stands in (standing.answered, standing.claim):
            number, secret = site.inside(stands, self.language)
            numbers.append(number)
            lin = self.street.visitor(self.language, width=self.width)
            lin.follow(Receipt(number, secret))
            yield from self.around(lin)
            yield from self.noted(rating(lin))
        site.work()
        yield from self.desk(numbers)

    def desk(self, numbers: list[str]) -> Iterator[Page]:
        """Every room of the desk, by who finds its door, and the matters named."""
        for name in ("han", "shen", "deng", "shu", "kan"):
            clerk = self.street.staff(name, self.language, width=self.width)
            for number in numbers if name in ("han", "shen") else []:
                clerk.open(number)
                yield from self.around(clerk)
            clerk.go("/desk/")
            yield from self.around(clerk)
            if name == "shu":  # a door of hers on a page that others have seen
                ways = ("/desk/windows/add", f"/desk/windows/{standing.WINDOW}/arrange")
                yield from self.crawl(clerk, *ways)
            yield from self.noted(giving(clerk) if name == "shen" else iter([]))

    def around(self, walker: Walker) -> Iterator[Page]:
        """The page that one stands on, and all that it links to."""
        yield from self.noted(iter([walker.page]))
        yield from self.crawl(walker, *links(walker.page))

    def crawl(self, walker: Walker, *starts: str) -> Iterator[Page]:
        """Open the pages and all that they link to, each kind of page once."""
        waiting = list(starts)
        while waiting:
            path = waiting.pop(0)
            inside = path.startswith("/desk/") and not path.startswith("/desk/sign")
            if inside is not isinstance(walker, Clerk) or not self.opens(path):
                continue
            walker.go(path)
            self.names.add(name_of(walker.path))
            yield walker.page
            waiting += links(walker.page)

    def opens(self, path: str) -> bool:
        """Whether the address is a page that the tour has not seen."""
        try:
            match = resolve(urlsplit(path).path)
        except Resolver404:
            return False
        kind = (match.view_name, *(str(v) for k, v in match.kwargs.items() if k in APART))
        if kind in self.seen or match.view_name in HALLS or gives_file(match.route):
            return False
        self.seen.add(kind)
        return True

    def noted(self, pages: Iterator[Page]) -> Iterator[Page]:
        """The pages of a walk, with their routes noted."""
        for page in pages:
            self.names.add(name_of(urlsplit(page.url).path))
            yield page


def gives_file(route: str) -> bool:
    """Whether an address gives a file, or sets the language, and is no page."""
    last = route.rsplit("/", 1)[-1]
    return "file/" in route or "language/" in route or "." in last


def name_of(path: str) -> str:
    """The route of an address."""
    return str(resolve(path).view_name)


def links(page: Page) -> list[str]:
    """Where the page leads within the site, in the order of the page."""
    found = page.eval_on_selector_all(
        'a[href^="/"]', "all => all.map(one => one.getAttribute('href'))"
    )
    return list(dict.fromkeys(str(one).partition("#")[0] for one in found))


def writing(lin: Visitor, language: str) -> Iterator[Page]:
    """Each page on which a matter is written, the check and the receipt."""
    subject, statement, wish = WORDS[language]
    way = dict(zip(WORDS, WAYS, strict=False))[language]
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
    lin.onward(lin.page.locator('form[action$="/keep"] button'))
    yield lin.page
    lin.go("/write/check")
    lin.press()
    yield lin.page


def rating(lin: Visitor) -> Iterator[Page]:
    """What is said to somebody who is not content, where the matter may be rated."""
    lin.go("/matter")
    if lin.page.locator('main a[href="/matter/rate"]').count():
        lin.go("/matter/rate")
        lin.fill({"score": "1"})
        lin.press()
        yield lin.page


def giving(clerk: Clerk) -> Iterator[Page]:
    """The pages on which a whole list is given out, up to the plan."""
    clerk.go("/desk/?tab=unit")
    clerk.onward(clerk.page.locator("form[data-picks] button").last)
    yield clerk.page
    clerk.fill({"to": {"index": 1}})
    clerk.press()
    yield clerk.page
