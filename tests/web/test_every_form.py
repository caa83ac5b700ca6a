"""Hostile words in every field of every form that is found by walking the site: each is refused or
kept as words, never run, never a fault, and nothing that was stored comes back alive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from dengwen.intake import numbers
from dengwen.matters.actions.open import load
from tests.matters import town, walk
from tests.matters.conftest import master_key, people
from tests.web.desk.conftest import SignIn, as_staff
from tests.web.portal import walking
from tests.web.test_every_route import ENDS, addresses, find_all, member

__all__ = ["as_staff", "master_key", "people"]

ALIVE = "<script>drum("
HOSTILE = {
    "script": f"\"'></title></textarea>{ALIVE}1)</script><img src=x onerror=drum(2)>",
    "address": "javascript:drum(3)//https://evil.example/\\\\evil.example",
    "template": '{{ 7|add:7 }}{% debug %}${7*7}#panic("x") #read("/etc/passwd") $ \\ @ <a>',
    "statement": "'; DROP TABLE matters_matter; -- \\'; SELECT pg_sleep(9)",
    "path": "../../../../etc/passwd",
    "formula": '=HYPERLINK("http://evil.example","x")',
    "alike": "ＤＷ－７Ｋ３М－О０１Ӏ 消\u202e防\u200b\u2066\ufeff火",
    "number": "9" * 400,
    "below": "-1",
    "digits": "１２３٤٥๖",
    "marks": "\u0301" * 500 + "🔥" * 50,
    "long": "火" * 20_000,
    "header": "a\r\nBcc: evil@example.org\r\n\r\nx",
    "nothing": "",
}
UNREADABLE = ["a\0b", "\x1b[31m", "\ud800", "\ufffd"]
QUICK = ("script", "alike", "number")
SETS = [QUICK, pytest.param(tuple(HOSTILE), marks=pytest.mark.soak)]
"""What every run of the tests sends; the soak sends all of it."""

CONTROLS = ("input", "textarea", "select", "button")
LEAVES = (*ENDS, "write/discard", "write/leave", "desk/account")


class Forms(HTMLParser):
    """The forms of a page that are posted: where to, and the names of their fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._fields: dict[str, str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = {} if said.get("method", "").lower() == "post" else None
            if self._fields is not None:
                self.found.append((said.get("action", ""), self._fields))
        elif tag in CONTROLS and self._fields is not None and said.get("name"):
            hidden = said.get("type") == "hidden"
            self._fields[said["name"]] = said.get("value", "") if hidden else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: Any) -> Iterator[None]:
    """Drafts and files of the test's own."""
    settings.DENGWEN_HOME = tmp_path
    settings.DENGWEN_FILES = tmp_path / "files"
    yield
    translation.deactivate()


@pytest.fixture
def browsers(as_staff: SignIn) -> dict[str, tuple[Client, str]]:
    """Everyone who meets forms, and the matter that they meet."""
    secret = numbers.new_secret()
    mine = walk.to_served_opinion(town.brought(secret_digest=numbers.digest(secret))).number
    follower = Client()
    follower.post("/follow", {"number": mine, "secret": secret})
    visitor = Client()
    walking.write(visitor)
    new = town.brought().number
    desk = as_staff(member("who acts and watches", town.BRIGADE))
    return {
        "visitor": (visitor, new),
        "follower": (follower, mine),
        "desk": (desk, new),
        "administrator": (as_staff("guan"), new),
    }


def forms(browser: Client, number: str) -> list[tuple[str, dict[str, str]]]:
    """Every form that this browser comes upon."""
    found: dict[tuple[str, tuple[str, ...]], tuple[str, dict[str, str]]] = {}
    for address in addresses(number):
        if address.lstrip("/").startswith(LEAVES):
            continue
        answer = browser.get(address)
        if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
            for action, fields in Forms(answer.content.decode()).found:
                to = urljoin(address, action)
                if not to.lstrip("/").startswith(LEAVES):
                    found[(to, tuple(sorted(fields)))] = (to, fields)
    return list(found.values())


def filled(fields: dict[str, str], words: str) -> dict[str, str]:
    """The form with these words in every field that is not hidden, the press and version kept."""
    return {name: value or words for name, value in fields.items()}


def sound(answer: Any, where: object) -> None:
    """No fault, no trace, and nothing of what was sent stands alive on the page."""
    assert answer.status_code < 500, where
    if "text/html" in answer.headers.get("Content-Type", ""):
        page = answer.content.decode()
        assert ALIVE not in page, where
        assert "<img src=x" not in page, where
        assert not re.search(r'(href|src|action)="(javascript|https?:)?//?evil', page), where
        assert 'href="javascript' not in page, where
        assert "Traceback" not in page, where
    assert not urlsplit(answer.headers.get("Location", "")).netloc, where


@pytest.mark.parametrize("kinds", SETS, ids=["quick", "all"])
@pytest.mark.parametrize("who", ["visitor", "follower", "desk", "administrator"])
def test_hostile_words_in_every_field_are_words(
    browsers: dict[str, tuple[Client, str]], who: str, kinds: tuple[str, ...]
) -> None:
    browser, number = browsers[who]
    every = forms(browser, number)
    assert len(every) > 3
    for address, fields in every:
        for kind in kinds:
            words = HOSTILE[kind]
            sound(browser.post(address, filled(fields, words)), (address, kind))
            if kind == "script":  # hidden fields are chosen by whoever sends, too
                sound(browser.post(address, dict.fromkeys(fields, words)), (address, "hidden"))
        for words in UNREADABLE[:1] if kinds == QUICK else UNREADABLE:
            body = "&".join(f"{name}={quoted(words)}" for name in fields)
            answer = browser.generic("POST", address, body, FORM)
            assert answer.status_code in (400, 302, 403, 404, 405), (address, words)
        odd = SimpleUploadedFile("x.html", f"{ALIVE}1)</script>".encode(), "text/html")
        sound(browser.post(address, dict.fromkeys(fields, odd)), (address, "file"))
        sound(browser.post(address, b"[1,{", "application/json"), (address, "json"))
    find_all()
    for address in addresses(number):
        if not address.lstrip("/").startswith(LEAVES):
            sound(browser.get(address), (address, "stored"))
    assert load(number).number == number


def quoted(words: str) -> str:
    """Percent-encoded, lone surrogates too."""
    return "".join(f"%{byte:02X}" for byte in words.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("kinds", SETS, ids=["quick", "all"])
def test_hostile_queries_at_every_address_are_words(
    browsers: dict[str, tuple[Client, str]], kinds: tuple[str, ...]
) -> None:
    names = ("q", "next", "tab", "after", "offer", "unit", "page", "by", "number", "code", "from")
    for who in ("visitor", "desk"):
        browser, number = browsers[who]
        for address in addresses(number):
            if address.lstrip("/").startswith(LEAVES):
                continue
            for kind in (kinds[0], *kinds[2:]):
                given = dict.fromkeys(names, HOSTILE[kind])
                sound(browser.get(address, given), (address, kind))


@pytest.mark.parametrize("kinds", SETS, ids=["quick", "all"])
def test_hostile_words_in_place_of_every_part_of_an_address(
    browsers: dict[str, tuple[Client, str]], kinds: tuple[str, ...]
) -> None:
    for browser, number in browsers.values():
        for address in addresses(number):
            for kind in kinds[:2] if kinds == QUICK else kinds:
                bent = address.replace(number, HOSTILE[kind]).replace("u2", HOSTILE[kind])
                if bent != address and not address.lstrip("/").startswith(LEAVES):
                    sound(browser.get(bent), bent)


@pytest.fixture
def known(browsers: dict[str, tuple[Client, str]]) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """The forms that each of them comes upon."""
    return {who: forms(*pair) for who, pair in browsers.items()}


@bounds(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_sent_to_any_form_is_no_fault(
    browsers: dict[str, tuple[Client, str]],
    known: dict[str, list[tuple[str, dict[str, str]]]],
    data: st.DataObject,
) -> None:
    who = data.draw(st.sampled_from(sorted(known)))
    address, fields = data.draw(st.sampled_from(known[who]))
    words = st.one_of(st.text(max_size=40), st.sampled_from(sorted(HOSTILE.values())))
    given = {name: data.draw(words) for name in fields}
    given |= data.draw(st.dictionaries(st.text(max_size=9), words, max_size=3))
    sound(browsers[who][0].post(address, encoded(given), FORM), (address, given))


FORM = "application/x-www-form-urlencoded"


def encoded(given: dict[str, str]) -> bytes:
    """A form's body, whatever characters it has."""
    return "&".join(f"{quoted(name)}={quoted(words)}" for name, words in given.items()).encode()
