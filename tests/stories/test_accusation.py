"""An accusation: those it is about see nothing anywhere; the inspectorate answers it."""

from __future__ import annotations

import re

import pytest

from tests.stories import bringing, town
from tests.stories.site import Site
from tests.stories.walking import Clerk, Street

pytestmark = pytest.mark.story

MISSING = "DW-0000-0000-0"
VARIES = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def test_the_accused_unit_sees_nothing_and_the_inspectorate_answers(
    street: Street, site: Site
) -> None:
    lin = street.visitor()
    zhan = street.staff("zhan")
    before = counts(zhan)
    receipt = lin.bring(bringing.ACCUSATION, bringing.accusation())
    site.work()
    number = receipt.number
    sees_nothing(zhan, number, before)
    sees_nothing(street.staff("han"), number, None)
    jian, cha = street.staff("jian"), street.staff("cha")
    jian.step(
        number,
        "confirm_subject",
        subject=[f"unit:{town.STATION}"],
        how_confirmed="By the roster of that day.",
    )
    jian.step(number, "accept")
    jian.step(number, "assign", handler="cha")
    cha.step(number, "record_finding", found="The hint was given.")
    cha.step(number, "tell_outcome", result="substantiated", reasons="He was called to account.")
    site.work()
    sees_nothing(zhan, number, before)
    sees_nothing(street.staff("lu"), number, None)
    cha.open(number)
    assert "Waiting for approval" in cha.text
    jian.approve(number)
    lin.follow(receipt)
    lin.open_paper("Notice of the outcome")
    assert lin.paper().startswith(b"%PDF-")
    lin.go("/matter")
    assert "Found true" in lin.text
    sees_nothing(zhan, number, before)


def counts(clerk: Clerk) -> list[str]:
    """Every number that the desk shows to this reader."""
    tabs = re.findall(r'class="desk-count">(\d+)<', read(clerk, "/desk/"))
    figures = re.findall(r"<strong>(\d+)</strong>", read(clerk, "/desk/supervise"))
    assert len(tabs) > 3
    assert len(figures) > 3
    return [*tabs, *figures]


def sees_nothing(clerk: Clerk, number: str, before: list[str] | None) -> None:
    """No list, count, search or address gives the matter away."""
    if before is not None:
        assert counts(clerk) == before
    for tab in ("mine", "unit", "approval", "unassigned", "all", "closed"):
        assert number not in read(clerk, f"/desk/?tab={tab}")
    for words in (number, "extinguisher", "Told to buy"):
        found = read(clerk, f"/desk/?tab=all&q={words}")
        assert f"/desk/m/{number}" not in found
        assert "0 found" in found
    for path in ("/desk/m/{}", "/desk/m/{}/step/accept", "/desk/m/{}/do/note", "/desk/clock/{}/x"):
        assert answer(clerk, path, number) == answer(clerk, path, MISSING)


def read(clerk: Clerk, path: str) -> str:
    """A page of the desk, as it is sent."""
    got = clerk.page.request.get(clerk.address + path, headers={"accept-language": "en"})
    assert got.status == 200, path
    return got.text()


def answer(clerk: Clerk, path: str, number: str) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers, without what is different at each asking."""
    got = clerk.page.request.get(clerk.address + path.format(number))
    headers = {k: v for k, v in got.headers.items() if k not in ("date", "set-cookie")}
    return got.status, VARIES.sub("", got.text()).replace(number, "NUMBER"), headers
