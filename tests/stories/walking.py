"""Walking the site as people do: a browser window, and what someone in front of it does.

Fields are named by their form names, so that the same walk goes in every language. Everything the
browser complains of on the way (an error of a script, a breach of the content policy) is kept, and
fails the story at its end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page

Answers = Mapping[str, Any]

SUBJECTS = {
    **dict.fromkeys(("subject", "about", "whom"), "what"),
    **dict.fromkeys(("place", "area"), "where"),
    **dict.fromkeys(("name", "notify", "electronic", "public", "needs"), "contact"),
    **dict.fromkeys(("speakers", "others"), "group"),
}
"""Of what the question of a page is, where a story tells several answers together."""

TELL_BREACHES = """addEventListener("securitypolicyviolation", breach => console.error(
    "breach of the content policy", breach.violatedDirective, breach.blockedURI, location.href))"""
"""A breach is told even where the browser would keep it to itself."""

PLAINLY: dict[str, dict[str, Any]] = {
    "about": {"is_about": "no"},
    "electronic": {"electronic": "no"},
    "public": {"named_publicly": "no"},
}
"""What is answered where a story says nothing."""


@dataclass(frozen=True)
class Receipt:
    """What a person holds in hand afterwards."""

    number: str
    secret: str


class Walker:
    """Someone in front of a browser."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.complaints: list[str] = []
        context.add_init_script(TELL_BREACHES)
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> Page:
        """Open a page of the site. Fails on an answer that is not a page."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200, f"{path} answered {answer.status}"
        return self.page

    @property
    def path(self) -> str:
        """Where one stands."""
        return urlsplit(self.page.url).path

    @property
    def text(self) -> str:
        """What can be read on the page."""
        return self.page.locator("main").inner_text()

    def press(self, name: str = "") -> None:
        """Press the page's own button, or the one that says `name`."""
        named = self.page.get_by_role("button", name=name)
        own = self.page.locator('main form button.govuk-button:not([type="button"])')
        self.onward(named if name else own)

    def follow_link(self, name: str | re.Pattern[str]) -> None:
        """Follow the first link of that name."""
        self.onward(self.page.locator("main").get_by_role("link", name=name))

    def onward(self, control: Locator) -> None:
        """Press the first of what was found, and wait for the page that it leads to."""
        with self.page.expect_navigation():
            control.first.click()

    def fill(self, answers: Answers) -> None:
        """Write answers into the form, each into the field of its name."""
        for name, value in answers.items():
            self._put(self.page.locator(f'main [name="{name}"]'), value)

    def _put(self, control: Locator, value: Any) -> None:
        first = control.first
        kind = first.evaluate("e => e.type")
        if kind in ("radio", "checkbox"):
            for one in value if isinstance(value, list) else [value]:
                wanted = (
                    first if one is True else control.and_(self.page.locator(f'[value="{one}"]'))
                )
                # As a person would: out from under the bar of buttons that stays at the foot.
                wanted.evaluate("e => e.scrollIntoView({block: 'center'})")
                wanted.check(force=True)
        elif kind == "select-one":
            first.select_option(**(value if isinstance(value, dict) else {"value": value}))
        elif kind == "file":
            first.set_input_files(value)
        else:
            first.fill(str(value))

    def _heard(self, message: Any) -> None:
        said = message.text
        if message.type == "error" and "Failed to load resource" not in said:
            self.complaints.append(f"{self.page.url}: {said}")


class Visitor(Walker):
    """A member of the public."""

    def bring(self, offer: str, answers: Mapping[str, Answers], *, start: str = "/") -> Receipt:
        """Walk from the first page to the receipt, answering each page as it comes."""
        self.go(start)
        self.onward(self.page.locator(f'a[href$="offer={offer}"]'))
        seen = ""
        while "/write/check" not in self.page.url:
            name = self.path.rsplit("/", 1)[-1]
            assert name != seen, f"the page {name} did not let go on:\n{self.text}"
            seen = name
            self.answer(name, answers)
            self.press()
        self.press()
        return self.receipt()

    def answer(self, name: str, answers: Mapping[str, Answers]) -> None:
        """Answer the question of a page, out of what is told of its subject."""
        about = SUBJECTS.get(name, "details" if name.startswith("detail-") else "")
        given = {**PLAINLY.get(name, {}), **answers.get(about, {}), **answers.get(name, {})}
        if name == "where" and "way" not in given:
            given["way"] = "words" if "place" in given else "area"
        if name == "about" and "about" in given:
            given["is_about"] = "yes"
        here = [n for n in given if self.page.locator(f'main [name="{n}"]').count()]
        yes = {True: "yes", False: "no"}
        self.fill({n: yes.get(given[n], given[n]) if name in PLAINLY else given[n] for n in here})

    def receipt(self) -> Receipt:
        """What the page of the receipt shows."""
        values = self.page.locator(".dw-receipt__value")
        assert values.count() == 2, self.text
        return Receipt(values.nth(0).inner_text().strip(), values.nth(1).inner_text().strip())

    def follow(self, receipt: Receipt) -> None:
        """Come back with number and secret."""
        self.go("/follow")
        self.fill({"number": receipt.number, "secret": receipt.secret})
        self.press()
        assert self.path == "/matter", self.text

    def open_paper(self, label: str) -> None:
        """Open a paper that may be served by opening it here."""
        self.go("/matter")
        self.follow_link(label)
        if self.page.locator("form[action$='/open']").count():
            with self.page.expect_download():
                self.page.locator("main form .govuk-button").click()
            self.page.reload()

    def paper(self) -> bytes:
        """The PDF that the page of a paper links to."""
        link = self.page.locator("main a.govuk-button").get_attribute("href")
        answer = self.page.request.get(f"{self.address}{link}")
        assert answer.headers["content-type"] == "application/pdf"
        return answer.body()


class Clerk(Walker):
    """A member of staff at the desk."""

    def sign_in(self, staff: str, password: str) -> None:
        """Through the door, once."""
        self.go("/desk/sign-in")
        self.fill({"staff": staff, "password": password})
        self.press()
        assert self.path.startswith("/desk/"), self.text
        assert not self.path.endswith("/sign-in"), self.text

    def open(self, number: str) -> None:
        """The page of a matter."""
        self.go(f"/desk/m/{number}")

    def step(self, number: str, step: str, **answers: Any) -> None:
        """Take a step that the page of the matter offers."""
        self._do(number, f"/step/{step}", answers)

    def act(self, number: str, verb: str, **answers: Any) -> None:
        """Do something beside the steps that the page offers."""
        self._do(number, f"/do/{verb}", answers)

    def offers(self, step: str) -> bool:
        """Whether the page of the matter offers the step now."""
        return self.page.locator(f'.desk-acts a[href$="/step/{step}"]').count() > 0

    def why_not(self) -> str:
        """What stands under “Not now, and why”."""
        box = self.page.locator(".desk-not-now")
        return (box.text_content() or "") if box.count() else ""

    def approve(self, number: str) -> None:
        """Read the proposal that waits, and approve it."""
        self.open(number)
        self.onward(self.page.locator('main a[href*="/proposal/"]'))
        self._send({"decision": "approve"})

    def serve(self, number: str, day: str, way: str = "in_person") -> None:
        """Record that the paper was handed to everybody whom it has not reached."""
        self.open(number)
        while self.page.locator('main a[href*="/do/serve"]').count():
            self.onward(self.page.locator('main a[href*="/do/serve"]'))
            self._send({"reached": "yes", "way": way, "served_on": day, "proof": "signed for it"})
            self.open(number)

    def document(self, label: str) -> bytes:
        """The PDF of a document on the page of the matter."""
        link = self.page.locator("main a", has_text=label).first.get_attribute("href")
        answer = self.page.request.get(f"{self.address}{link}")
        assert answer.headers["content-type"] == "application/pdf"
        return answer.body()

    def _do(self, number: str, end: str, answers: Answers) -> None:
        self.open(number)
        link = self.page.locator(f'main a[href$="{end}"]')
        assert link.count(), f"{end} is not offered:\n{self.why_not()}"
        self.onward(link)
        self._send(answers)

    def _send(self, answers: Answers) -> None:
        before = self.page.url
        self.fill(answers)
        self.onward(self.page.locator(".desk-bar .govuk-button"))
        assert self.page.url != before, self.text


@dataclass
class Street:
    """Opens browser windows, and remembers them until the story is over."""

    browser: Any
    address: str
    signed_in: dict[str, Any]
    password: str
    walkers: list[Walker] = field(default_factory=list)

    def visitor(self, language: str = "en", *, scripts: bool = True, width: int = 1280) -> Visitor:
        """A window of someone from the public."""
        return self._keep(Visitor(self._window(language, scripts, width), self.address))

    def staff(self, name: str, language: str = "en", *, width: int = 1280) -> Clerk:
        """A window of a member of staff, signed in."""
        state = self.signed_in.get(name)
        clerk = self._keep(Clerk(self._window(language, True, width, state), self.address))
        if state is None:
            clerk.sign_in(name, self.password)
            self.signed_in[name] = clerk.context.storage_state()
        return clerk

    def close(self) -> None:
        """Shut every window; fail when one of them complained."""
        complaints = [said for walker in self.walkers for said in walker.complaints]
        for walker in self.walkers:
            walker.context.close()
        self.walkers.clear()
        assert not complaints, complaints

    def _keep(self, walker: Any) -> Any:
        self.walkers.append(walker)
        return walker

    def _window(
        self, language: str, scripts: bool, width: int, state: Any = None
    ) -> BrowserContext:
        context: BrowserContext = self.browser.new_context(
            locale=language,
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            storage_state=state,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        return context
