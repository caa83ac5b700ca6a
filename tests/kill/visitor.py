"""A visitor 來訪者: fills in the public's pages one by one, as a browser without JavaScript does.

Knows no page by its content: whatever a page asks is answered from the kind of its controls.
"""

from __future__ import annotations

import http.client
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

WANTED = ("no", "anonymous")
WORDS = "三單元的安全出口晚上被鎖住"
PLACE = {"latitude": "31.1", "longitude": "121.1"}


class Form(HTMLParser):
    """The last form of a page that is posted to the register, with an answer to each question."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._open = False
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = given.get("method", "").lower() == "post"
            if self._open:
                self.forms.append((given.get("action", ""), {}))
        elif self._open and given.get("name") and tag != "button":
            self._answer(tag, given)
        elif self._open and tag == "option" and self._select:
            self.forms[-1][1].setdefault(self._select, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False
        elif tag == "select":
            self._select = ""

    def _answer(self, tag: str, given: dict[str, str]) -> None:
        answers, name, kind = self.forms[-1][1], given["name"], given.get("type", "text")
        if tag == "select":
            self._select = name
        elif kind == "hidden":
            answers[name] = given.get("value", "")
        elif kind == "radio":
            if name not in answers or given["value"] in WANTED:
                answers[name] = given["value"]
        elif tag == "textarea" or kind == "text":
            answers[name] = PLACE.get(name, WORDS)


class Visitor:
    """One browser with its cookies, calling from an address of its own."""

    def __init__(self, port: int, address: str) -> None:
        self.port = port
        self.address = address
        self.cookies: dict[str, str] = {}
        self.language = "zh-Hant"

    def register(self, offer: str) -> str:
        """Bring a matter; the number on the receipt.

        Raises OSError or HTTPException when the service goes away meanwhile, LookupError when it
        answers with anything but a receipt.
        """
        at, page = self._go(*self.write(offer))
        if not at.endswith("/sent"):
            raise LookupError(f"the receipt is not at {at}")
        return next(f[1]["number"] for f in Form(page).forms if "number" in f[1])

    def write(self, offer: str) -> tuple[str, dict[str, str]]:
        """Answer every page; the address of the form that sends it, and what it holds."""
        at, page = self._go(f"/write?offer={offer}")
        for _ in range(40):
            forms = [f for f in Form(page).forms if f[0] in ("", at) or f[0].endswith("/send")]
            if not forms:
                raise LookupError(f"nothing to fill in at {at}")
            action, answers = forms[-1]
            if action.endswith("/send"):
                return action, answers
            at, page = self._go(urljoin(at, action), answers)
        raise LookupError(f"never came further than {at}")

    def _go(self, path: str, answers: dict[str, str] | None = None) -> tuple[str, str]:
        """Where a request ends after all redirections, and the page there."""
        for _ in range(10):
            status, place, page = self.ask(path, answers)
            if status not in (301, 302, 303):
                if status != 200:
                    raise LookupError(f"{path} answered {status}")
                return urlsplit(path).path, page
            path, answers = urljoin(path, place), None
        raise LookupError(f"{path} goes round in circles")

    def ask(self, path: str, answers: dict[str, str] | None = None) -> tuple[int, str, str]:
        """One request: status, where it leads, and the page."""
        call = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=20, source_address=(self.address, 0)
        )
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        headers["Accept-Language"] = self.language
        if answers is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            body = None if answers is None else urlencode(answers)
            call.request("GET" if body is None else "POST", path, body, headers)
            answer = call.getresponse()
            for line in answer.headers.get_all("Set-Cookie", []):
                for name, morsel in SimpleCookie(line).items():
                    self.cookies[name] = morsel.value
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            call.close()
