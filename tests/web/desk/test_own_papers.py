"""What is one's own to read stands on one's own desk, whether or not one may see the matter."""

from __future__ import annotations

import re

import pytest

from dengwen.delivery import outbox
from dengwen.matters.actions.approve import approve
from dengwen.matters.actions.open import load
from dengwen.matters.actions.take import take
from tests.matters import test_clearing, test_commendation, town
from tests.web.desk.conftest import SignIn

TOKEN = rb'name="csrfmiddlewaretoken" value="[^"]+"'


def test_the_thanked_read_it_on_their_desk_with_its_paper(as_staff: SignIn) -> None:
    matter = test_commendation.thanked(["stranger"])
    browser = as_staff("stranger", "zh-Hant")
    page = browser.get("/desk/bell").content.decode()
    assert test_commendation.WORDS in page
    assert matter.number not in page  # a matter that is not theirs to see
    (link,) = re.findall(r'href="(/desk/bell/\d+\.pdf)"', page)
    pdf = browser.get(link)
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.headers["Cache-Control"] == "no-store"
    assert pdf.content.startswith(b"%PDF")


def test_who_may_see_the_matter_finds_it_from_there(as_staff: SignIn) -> None:
    matter = test_commendation.thanked(["hao"])
    page = as_staff("hao").get("/desk/bell").content.decode()
    assert f'href="/desk/m/{matter.number}"' in page


def test_the_cleared_read_it_and_find_no_way_to_the_matter(as_staff: SignIn) -> None:
    matter = test_clearing.cleared()
    browser = as_staff("station", "zh-Hant")
    page = browser.get("/desk/bell").content.decode()
    assert "澄清通知書" in page
    assert matter.number not in page
    (link,) = re.findall(r'href="(/desk/bell/\d+\.pdf)"', page)
    answer = browser.get(link)
    assert answer.content.startswith(b"%PDF")
    assert matter.number not in str(answer.headers)
    assert browser.get(f"/desk/m/{matter.number}").status_code == 404


def test_another_s_paper_is_as_if_it_were_not(as_staff: SignIn) -> None:
    test_clearing.cleared()
    (ring,) = outbox.bell("station")
    for name in ("du", "han", "stranger"):
        asked = (ring.id, ring.id + 9_999)
        answers = [as_staff(name).get(f"/desk/bell/{at}.pdf") for at in asked]
        assert [answer.status_code for answer in answers] == [404, 404]
        there, nowhere = (
            re.sub(TOKEN, b"", re.sub(rb"bell%2F\d+", b"", answer.content)) for answer in answers
        )
        assert there == nowhere


@pytest.mark.parametrize("name", ["station", "stranger", "han"])
def test_an_accusation_that_clears_nobody_changes_nothing_for_the_accused(
    as_staff: SignIn, name: str
) -> None:
    before = as_staff(name).get("/desk/bell").content
    test_clearing.outcome("substantiated")
    after = as_staff(name).get("/desk/bell").content
    assert re.sub(TOKEN, b"", before) == re.sub(TOKEN, b"", after)


def test_the_draft_of_a_clearing_can_be_looked_at_before(as_staff: SignIn) -> None:
    matter = test_clearing.outcome("not_substantiated")
    given = test_clearing.CLEARED | {"version": str(matter.version)}
    address = f"/desk/m/{matter.number}/step/clear_subject"
    pdf = as_staff("du").post(f"{address}/preview/clearing", given)
    assert pdf.content.startswith(b"%PDF")
    assert outbox.bell("station") == []
    assert as_staff("du").post(address, given).status_code == 302
    approve(town.staff("dou"), matter.number, next(iter(load(matter.number).proposals)))
    assert [ring.notice for ring in outbox.bell("station")] == ["clearing"]


def test_thanks_need_somebody_to_thank(as_staff: SignIn) -> None:
    number = town.brought("thanks", "commendation").number
    page = as_staff("ren").post(f"/desk/m/{number}/step/identify", {"version": "2"})
    assert page.status_code in (409, 422)
    assert not load(number).took("identify")
    take(town.staff("ren"), number, "identify", {"thanked": {"staff": ["han"], "units": []}})
    assert load(number).status == "identified"
