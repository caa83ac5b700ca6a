"""Every address of the site, tried in every role: with a matter that must not be known of and
without it there is the same page, the same table, the same file and the same work.

The addresses are read from the router, so that one added later is tried too.
"""

from __future__ import annotations

import io
import re
import statistics
import time
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter

from dengwen.intake import numbers
from dengwen.ledger import aside
from dengwen.matters.actions.name_subject import name_subject
from dengwen.people import actions
from dengwen.people.actor import SYSTEM
from dengwen.people.roles import ROLES
from tests.matters import town, walk
from tests.matters.conftest import master_key, people
from tests.web.desk.conftest import SignIn, as_staff
from tests.web.test_policy import FILLED, NOWHERE, bare, find_all

__all__ = ["as_staff", "master_key", "people"]

QUERIES = ("", "?tab=all", "?tab=unit", "?q=樓道", "?q=lin@example.org", "?by=person")
MOVING = re.compile(r"\d+:\d\d(:\d\d)?|\d+ (minutes?|hours?)|\d{8}T\d+Z?|<v>\d+\.\d+</v>")
"""What changes from one second to the next on any page."""

PASSING = ("Content-Length", "Date", "Expires")
"""Headers that tell the time, or how long the changing parts are."""

ENDS = ("language/", "follow/leave", "desk/sign-out")
"""What ends or changes a visit."""


def routes(found: URLResolver | None = None, before: str = "") -> list[tuple[str, URLPattern]]:
    """Every route, with its whole pattern."""
    every: list[tuple[str, URLPattern]] = []
    for each in (found or get_resolver()).url_patterns:
        whole = before + str(each.pattern)
        every += routes(each, whole) if isinstance(each, URLResolver) else [(whole, each)]
    return every


def addresses(number: str) -> list[str]:
    """An address of every route; where it names a matter, of this one."""
    found = []
    for whole, route in routes():
        for name, kind in route.pattern.converters.items():
            given = number if name == "number" else FILLED.get(name, "u2")
            value = "1" if isinstance(kind, IntConverter) else given
            whole = re.sub(rf"<(\w+:)?{name}>", value, whole)
        if not whole.startswith(ENDS):
            found.append(f"/{whole}")
    return found


def naming() -> list[str]:
    """The addresses that name a matter; /check is of papers, whose numbers tell nothing of one."""
    named = [address for address in addresses("NUMBER") if "NUMBER" in address]
    return [address for address in named if not address.startswith("/check")]


def told(browser: Client, address: str, number: str = NOWHERE, method: str = "get") -> str:
    """What an answer tells: its status, headers and words, without what changes by itself."""
    answer = getattr(browser, method)(address)
    kept = {k: v for k, v in answer.headers.items() if k not in PASSING}
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as table:
            body = b"".join(table.read(n) for n in table.namelist() if "docProps" not in n)
    words = bare(body, number).decode(errors="replace")
    words = re.sub(r'name="press" value="[^"]+"', "", words)
    if address == "/desk/audit":  # auditors see how far the whole ledger has come
        words = re.sub(r"(?s)<dl.*?</dl>", "", words)
    return f"{answer.status_code} {kept} {MOVING.sub('', words)}".replace(number, NOWHERE)


TOGETHER = {
    "who acts and watches": sorted(set(ROLES) - {"administrator"}),
    "who gives out power": ["administrator", "publisher"],
}
IN_TURN = [*TOGETHER, *(pytest.param(role, marks=pytest.mark.soak) for role in sorted(ROLES))]
"""Some roles are kept apart by rule; in the soak, each of them is tried alone too."""


def member(role: str, unit: str) -> str:
    """Someone with this role (or all of these), and no other, in this unit."""
    held = TOGETHER.get(role, [role])
    actions.add_staff(SYSTEM, "x", "x", unit, roles=[(one, unit) for one in held])
    return "x"


def accusation() -> str:
    """A matter about the brigade, not confirmed yet."""
    number = town.brought().number
    name_subject(town.staff("top.ren"), number, units=[town.BRIGADE])
    return number


def kept_from(unit: str) -> str:
    """A matter that nobody of this unit may know of: it is about theirs, or it is another's."""
    return accusation() if unit == town.BRIGADE else town.brought().number


@pytest.mark.parametrize("unit", [town.BRIGADE, town.OTHER])
@pytest.mark.parametrize("role", IN_TURN)
def test_what_one_may_not_know_of_answers_at_every_address_as_what_is_not(
    as_staff: SignIn, role: str, unit: str
) -> None:
    assert len(naming()) > 10
    browser, number = as_staff(member(role, unit)), kept_from(unit)
    for address in naming():
        for method in ("get", "post"):
            there = told(browser, address.replace("NUMBER", number), number, method)
            nowhere = told(browser, address.replace("NUMBER", NOWHERE), NOWHERE, method)
            assert there == nowhere, (address, method)
            assert there[:3] in ("404", "405", "403"), (address, method)


@pytest.mark.parametrize("unit", [town.BRIGADE, town.OTHER])
@pytest.mark.parametrize("role", IN_TURN)
def test_every_other_page_table_and_file_is_the_same_with_it_and_without(
    as_staff: SignIn, role: str, unit: str
) -> None:
    town.brought("within_24_hours", "hazard_report")
    find_all()
    browser = as_staff(member(role, unit))
    browser.get("/desk/")  # the first visit is noted
    places = [a for a in addresses(NOWHERE) if a.startswith("/desk") and NOWHERE not in a]
    places += [f"/desk/{query}" for query in QUERIES] + ["/desk/supervise?by=person"]
    before = {place: told(browser, place) for place in places}
    number = kept_from(unit)
    find_all()
    for place, shown in before.items():
        assert told(browser, place) == shown, place
        assert number not in shown


def test_a_visitor_meets_the_same_at_every_address_whatever_others_have_brought(
    people: None,
) -> None:
    secret = numbers.new_secret()
    mine = town.brought(secret_digest=numbers.digest(secret)).number
    stranger, follower = Client(), Client()
    follower.post("/follow", {"number": mine, "secret": secret})
    places = [a for a in addresses(NOWHERE) if not a.startswith("/desk")]
    before = {(b, a): told(b, a) for b in (stranger, follower) for a in places}
    other = walk.to_served_opinion(town.brought()).number
    find_all()
    for (browser, address), shown in before.items():
        assert told(browser, address) == shown, address
        assert other not in shown


def work(browser: Client, address: str) -> list[str]:
    """Every question asked of the database for one request, without its values."""
    beside = CaptureQueriesContext(aside._connection())
    with CaptureQueriesContext(connection) as asked, beside as more:
        browser.get(address)
    said = [q["sql"] for q in [*asked.captured_queries, *more.captured_queries]]
    return [re.sub(r"'[^']*'|\d+|SAVEPOINT \S+", "?", sql) for sql in said]


@pytest.mark.parametrize("who", ["ren", "han", "station", "stranger"])
def test_what_is_barred_costs_the_same_questions_as_what_is_not(as_staff: SignIn, who: str) -> None:
    number = accusation() if who != "stranger" else town.brought().number
    browser = as_staff(who)
    for address in naming():
        there, nowhere = (address.replace("NUMBER", n) for n in (number, NOWHERE))
        browser.get(nowhere)
        assert work(browser, there) == work(browser, nowhere), address


@pytest.mark.soak
def test_what_is_barred_takes_the_same_time_as_what_is_not(as_staff: SignIn) -> None:
    """Medians of interleaved requests; the bound is a fifth of the time of one."""
    number, browser = accusation(), as_staff("han")
    took: dict[str, list[float]] = {number: [], NOWHERE: []}
    for turn in range(600):
        for asked in (number, NOWHERE) if turn % 2 else (NOWHERE, number):
            began = time.perf_counter()
            browser.get(f"/desk/m/{asked}")
            if turn >= 50:
                took[asked].append(time.perf_counter() - began)
    there, nowhere = (statistics.median(took[asked]) for asked in (number, NOWHERE))
    print(f"barred: {there * 1000:.2f} ms, not there: {nowhere * 1000:.2f} ms (medians of 550)")
    assert abs(there - nowhere) < 0.2 * nowhere
