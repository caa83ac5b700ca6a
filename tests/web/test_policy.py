"""Every address of the site, tried by everyone: what is barred is as if it were not.

The routes are read from the URL conf itself, so that an address added later is tried too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dengwen.intake import numbers
from dengwen.jobs.index import index
from dengwen.jobs.sequence import sequence
from dengwen.matters.actions.assign import assign
from dengwen.matters.actions.name_subject import name_subject
from dengwen.matters.actions.open import load
from dengwen.matters.actions.take import take
from tests.matters import town, walk
from tests.matters.conftest import master_key, people
from tests.web.desk.conftest import SignIn, as_staff

__all__ = ["as_staff", "master_key", "people"]

NOWHERE = "DW-0000-0000-0"
FILLED = {
    "step": "register",
    "verb": "note",
    "proposal": "a1",
    "document": "d1",
    "file": "0" * 32,
    "key": "conclude",
    "party": "p1",
    "kind": "opinion",
}
SINGLE = (
    "home",
    "hand_over",
    "approvals",
    "supervise",
    "early",
    "outbox",
    "mail",
    "views",
    "bell",
    "windows",
    "audit",
)


def routes(found: URLResolver | None = None) -> Iterator[URLPattern]:
    """Every route of the site."""
    for pattern in (found or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern)
        else:
            yield pattern


def under_a_number() -> list[tuple[str, dict[str, str]]]:
    """Every route of the desk that names a matter, with something for its other parts."""
    found = []
    for route in routes(get_resolver("dengwen.web.desk.urls")):
        names = list(route.pattern.converters)
        if "number" in names:
            found.append((f"desk:{route.name}", {n: FILLED[n] for n in names if n != "number"}))
    return found


def bare(body: bytes, number: str) -> bytes:
    """A page without the number asked for and the random token of its forms."""
    text = body.replace(number.encode(), NOWHERE.encode())
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"token", text)


def accusation(about: list[str]) -> str:
    """A matter about these units, not confirmed yet."""
    number = town.brought().number
    if about:
        name_subject(town.staff("top.ren"), number, units=about)
    return number


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["ren", "han", "an", "su", "station", "stranger", "guan"])
def test_what_one_may_not_know_of_answers_everywhere_as_what_is_not(
    as_staff: SignIn, who: str, method: str
) -> None:
    number = accusation([town.BRIGADE])
    if who in ("stranger", "guan"):
        number = town.brought().number
    browser = as_staff(who)
    assert under_a_number()
    for name, more in under_a_number():
        there = getattr(browser, method)(reverse(name, kwargs={"number": number, **more}))
        nowhere = getattr(browser, method)(reverse(name, kwargs={"number": NOWHERE, **more}))
        assert there.status_code == nowhere.status_code, name
        assert there.status_code in (404, 405), name
        assert bare(there.content, number) == bare(nowhere.content, number), name
        assert dict(there.headers) == dict(nowhere.headers), name


@pytest.mark.parametrize("who", ["ren", "han", "an", "su", "station", "stranger", "guan", "shen"])
def test_every_list_and_count_is_the_same_with_and_without_what_one_may_not_know(
    as_staff: SignIn, who: str
) -> None:
    town.brought("within_24_hours", "hazard_report")
    find_all()
    browser = as_staff(who)
    before = {room: seen(browser, room) for room in rooms()}
    if who == "shen":
        number = town.brought().number
        name_subject(town.staff("ren"), number, staff=["shen"])
    else:
        number = accusation([town.BRIGADE] if who not in ("stranger", "guan") else [])
    find_all()
    for room, shown in before.items():
        assert seen(browser, room) == shown, room
    assert number not in "".join(before.values())


def find_all() -> None:
    """Bring the search to the head."""
    while sequence(1000):
        pass
    while index(500):
        pass


def rooms() -> list[str]:
    """The addresses of lists, with tabs and searches."""
    home = reverse("desk:home")
    queries = ["?tab=all", "?tab=unit", "?tab=unassigned", "?tab=closed", "?q=樓道", "?q=堵塞"]
    by = [reverse("desk:supervise") + f"?by={way}" for way in ("unit", "procedure", "person")]
    return [*(reverse(f"desk:{room}") for room in SINGLE), *(home + q for q in queries), *by]


def seen(browser: Client, room: str) -> str:
    """A list without its tokens, and without how far the ledger has come."""
    page = bare(browser.get(room).content, NOWHERE).decode()
    return re.sub(
        r"\d+:\d\d(:\d\d)?|\d+ (minutes?|hours?)", "", re.sub(r"(?s)<dl.*?</dl>", "", page)
    )


def test_a_stranger_at_the_door_is_sent_to_sign_in_everywhere(people: None) -> None:
    number = town.brought().number
    for name, more in under_a_number():
        pages = [
            Client().get(reverse(name, kwargs={"number": n, **more})) for n in (number, NOWHERE)
        ]
        assert {page.status_code for page in pages} <= {302, 405}, name
        assert {page.content for page in pages} == {pages[0].content}, name


def test_whoever_investigated_cannot_approve_by_any_address(as_staff: SignIn) -> None:
    number = walk.to_investigation(town.brought()).number
    take(town.staff("han"), number, "record_finding", {"found": "查實"})
    before = load(number)
    for proposal in [*before.proposals, "a1", "1"]:
        address = reverse("desk:proposal", args=[number, proposal])
        given = {"version": str(before.version), "decision": "approve"}
        assert as_staff("han").post(address, given).status_code in (403, 404, 409, 422)
    assert load(number).version == before.version


@pytest.mark.parametrize("verb", ["note", "assign", "attach", "ask", "serve", "extend", "subject"])
def test_a_handler_acts_on_no_matter_of_another_unit(as_staff: SignIn, verb: str) -> None:
    number = town.brought().number
    given = {"version": str(load(number).version), "text": "x", "staff": "stranger"}
    address = reverse("desk:act", args=[number, verb])
    assert as_staff("stranger").post(address, given).status_code == 404
    assert load(number).version == int(given["version"])


def test_a_colleague_without_the_role_changes_nothing(as_staff: SignIn) -> None:
    number = town.brought().number
    assign(town.staff("ren"), number, "han")
    before = str(load(number).version)
    for who in ("hao", "an", "su"):
        for verb in ("note", "subject", "extend"):
            given = {"version": before, "text": "x", "about": "staff:han"}
            as_staff(who).post(reverse("desk:act", args=[number, verb]), given)
        step = reverse("desk:step", args=[number, "record_finding"])
        assert as_staff(who).post(step, {"version": before, "found": "x"}).status_code in (
            403, 404, 409, 422,
        )  # fmt: skip
    assert not load(number).took("record_finding")


def test_a_party_reaches_nothing_of_another_matter(people: None) -> None:
    secret = numbers.new_secret()
    mine = town.brought(secret_digest=numbers.digest(secret)).number
    other = walk.to_investigation(town.brought()).number
    visitor = Client(headers={"accept-language": "zh-Hans"})
    visitor.post("/follow", {"number": mine, "secret": secret})
    assert visitor.get("/matter").status_code == 200
    theirs = load(other)
    for key in set(theirs.clocks) - set(load(mine).clocks):
        assert visitor.get(reverse("portal:date", args=[key])).status_code == 404
    for document in [*theirs.documents, "d1", "d99"]:
        for name in ("document", "document_pdf"):
            assert visitor.get(reverse(f"portal:{name}", args=[document])).status_code == 404
        opened = visitor.post(reverse("portal:receive_document", args=[document]))
        assert opened.status_code == 404
    for file in [*theirs.files, "0" * 32]:
        assert visitor.get(reverse("portal:file", args=[file])).status_code == 404
    assert load(other).version == theirs.version


def test_a_wrong_secret_and_a_number_that_is_not_get_one_answer(people: None) -> None:
    number = town.brought(secret_digest=numbers.digest(numbers.new_secret())).number
    told = []
    for asked in (number, NOWHERE, "DW-1111-1111-1"):
        visitor = Client(headers={"accept-language": "zh-Hans"})
        answer = visitor.post("/follow", {"number": asked, "secret": "0000-0000-0000-0000"})
        assert answer.status_code == 422
        page = bare(answer.content, asked).decode()
        told.append(re.sub(r'name="number" value="[^"]*"', "", page))
    assert len(set(told)) == 1


def test_every_page_behind_a_door_is_kept_by_no_cache_and_every_page_has_its_headers(
    as_staff: SignIn,
) -> None:
    number = town.brought().number
    browser = as_staff("ren")
    for room in [*rooms(), reverse("desk:matter", args=[number]), "/", "/follow", "/nothing"]:
        answer = browser.get(room)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], room
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert "ETag" not in answer.headers
        if room.startswith("/desk"):
            assert answer.headers["Cache-Control"] == "no-store", room
