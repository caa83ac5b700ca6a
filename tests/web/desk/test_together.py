"""Matters beside a matter at the desk: found, joined, answered, separated; contacts; hand-over."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from dengwen.ledger import store
from dengwen.matters.actions.assign import assign
from dengwen.matters.actions.join_matters import join_matters
from dengwen.matters.actions.name_subject import name_subject
from dengwen.matters.actions.open import load
from dengwen.matters.actions.receive import Bringing
from dengwen.matters.actions.take import take
from dengwen.people.actions.declare_interest import declare_interest
from tests.matters import town, walk
from tests.web.desk.conftest import SignIn
from tests.web.desk.test_seeing import find_all

pytestmark = pytest.mark.usefixtures("people")


def person(name: str, phone: str) -> list[Bringing]:
    return [Bringing(name=name, contact={"phone": phone})]


def two() -> tuple[str, str]:
    """Lin's matter, investigated by han, and Wang's about the same stairs."""
    lin = town.brought(parties=person("林小明", "13800138000"), place="中山路377號")
    wang = town.brought(parties=person("王大力", "13900139000"), place="中山路377号二樓")
    walk.to_investigation(lin)
    find_all()
    return lin.number, wang.number


def address(name: str, number: str, *more: str) -> str:
    return reverse(f"desk:{name}", args=[number, *more])


def act(browser: Any, number: str, verb: str, **given: Any) -> Any:
    version = str(load(number).version)
    return browser.post(address("act", number, verb), {"version": version, **given})


def shown(browser: Any, number: str) -> str:
    return str(browser.get(address("matter", number)).content.decode())


def test_what_may_be_the_same_thing_stands_on_the_page_with_each_factor(as_staff: SignIn) -> None:
    number, other = two()
    page = shown(as_staff("ren"), other)
    assert "This may be the same thing" in page
    assert f"{address('act', other, 'together')}?other={number}" in page
    for factor in ("same premises", "words: 樓道堵塞", "within a day of each other", "same kind"):
        assert factor in page


def test_the_undisclosed_is_not_on_the_page_nor_counted_on_it(as_staff: SignIn) -> None:
    number, other = two()
    browser = as_staff("hao")
    version = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    before = version.sub("", shown(browser, other))
    hidden = town.brought(place="中山路377號").number
    name_subject(town.staff("ren"), hidden, staff=["hao"])
    find_all()
    assert version.sub("", shown(browser, other)) == before
    assert number in before


def test_joined_answered_and_separated_from_the_pages(as_staff: SignIn) -> None:
    number, other = two()
    ren = as_staff("ren")
    form = ren.get(address("act", other, "together"), {"other": number}).content.decode()
    assert f'value="{number}"' in form
    given = {"other": number.lower(), "leads": "other", "reason": "同一樓道"}
    answer = act(ren, other, "together", **given)
    assert answer.headers["Location"] == address("matter", other)
    assert load(other).led_by == number
    assert "premises" in load(other).joined[number].alike
    page = shown(ren, number)
    assert "Dealt with together" in page
    assert f"{address('act', number, 'carry')}?step=register" in page
    form = ren.get(address("act", number, "carry"), {"step": "register"}).content.decode()
    assert f'value="{other}"' in form
    carried = {"step": "register", "to": [other], "received_by": "body"}
    assert act(ren, number, "carry", **carried).status_code == 302
    assert load(other).took("register")
    page = shown(ren, number)
    assert f"{address('act', number, 'carry')}?step=accept" in page
    answer = act(ren, other, "separate", other=number, reason="不是")
    assert answer.status_code == 302
    assert not load(number).joined
    page = shown(ren, number)
    assert "Dealt with together" not in page
    assert "Separated from another matter" in page


def test_a_join_with_what_may_not_be_known_is_told_as_with_what_is_not(as_staff: SignIn) -> None:
    number, hidden = two()
    name_subject(town.staff("ren"), hidden, staff=["han"])
    told = []
    for other in (hidden, "DW-0000-0000-0"):
        given = {"other": other, "leads": "here", "reason": "x"}
        answer = act(as_staff("han"), number, "together", **given)
        assert answer.status_code == 422
        told.append(re.sub(r"DW-[-0-9A-Z]+|value=\"\w{20,}\"", "", answer.content.decode()))
    assert told[0] == told[1]
    assert "No matter that you may see has this number" in told[0]


def test_a_joined_matter_that_may_not_be_known_leaves_no_trace(as_staff: SignIn) -> None:
    number, other = two()
    join_matters(town.staff("ren"), number, other, "x")
    name_subject(town.staff("ren"), other, staff=["han"])
    page = shown(as_staff("han"), number)
    assert other not in page
    assert "Joined: this matter leads" not in page
    assert "Dealt with together" not in page


def test_the_person_is_told_nothing_of_a_join(as_staff: SignIn) -> None:
    from dengwen.matters.actions.open import open_matter
    from dengwen.web.portal import story

    number, other = two()
    join_matters(town.staff("ren"), number, other, "同一樓道")
    lin = town.party(load(number))
    told = story.tell(open_matter(lin, number), lin)
    assert other not in repr(told)
    assert "同一樓道" not in repr([line.what for line in told.lines])


def test_decided_matters_stand_among_the_similar_with_how_they_ended(as_staff: SignIn) -> None:
    number, other = two()
    take(town.party(load(number)), number, "withdraw", {})
    page = shown(as_staff("ren"), other)
    assert "This may be the same thing" not in page
    similar = page[page.index("Matters beside this one") :]
    assert number in similar
    assert "Withdrawn" in similar
    assert "ended" in similar


def test_a_remedy_and_what_it_challenges_stand_beside_each_other(as_staff: SignIn) -> None:
    from dengwen.matters.actions.take_remedy import take_remedy

    first = walk.to_served_opinion(town.brought())
    paper = first.document_of("opinion")
    assert paper is not None
    again = take_remedy(town.party(first), first.number, "recheck", paper.id, "不服")
    page = shown(as_staff("top.ren"), again.number)
    assert "Challenges" in page
    assert address("matter", first.number) in page


def test_other_contacts_are_found_by_telephone_and_each_look_is_recorded(as_staff: SignIn) -> None:
    mine = town.brought(parties=person("林小明", "13800138000")).number
    again = town.brought(parties=person("林", "+86 138 0013 8000")).number
    namesake = town.brought(parties=person("林小明", "13700137000")).number
    find_all()
    page = as_staff("han").get(address("contacts", mine, "p1")).content.decode()
    assert again in page
    assert namesake not in page
    assert "13800138000" not in page
    assert "found" not in re.sub(r"(?s)<[^>]+>", "", page).lower().replace("found by", "")
    (stream,) = store.streams("access:staff:han")
    read = [(event.data["matter"], event.data["fields"]) for event in store.read(stream)]
    assert (mine, ["contacts"]) in read
    assert (again, ["contact"]) in read


def test_other_contacts_need_the_capability_and_each_matter_to_be_known(as_staff: SignIn) -> None:
    mine = town.brought(parties=person("林小明", "13800138000")).number
    again = town.brought(parties=person("林小明", "13800138000")).number
    name_subject(town.staff("ren"), again, staff=["han"])
    find_all()
    assert again not in as_staff("han").get(address("contacts", mine, "p1")).content.decode()
    assert again in as_staff("ren").get(address("contacts", mine, "p1")).content.decode()
    for who in ("su", "shen", "an"):
        assert as_staff(who).get(address("contacts", mine, "p1")).status_code == 403
        assert "reached in the same way" not in shown(as_staff(who), mine)
    assert as_staff("stranger").get(address("contacts", mine, "p1")).status_code == 404
    assert as_staff("han").get(address("contacts", mine, "p9")).status_code == 404


def test_at_the_counter_one_looks_before_registering(as_staff: SignIn) -> None:
    number, _other = two()
    look = reverse("desk:alike", args=["petition", "solve"])
    given = {"subject": "楼道堵塞了", "place": "中山路377号", "unit": town.BRIGADE}
    page = as_staff("ren").post(look, given).content.decode()
    assert number in page
    assert "same premises" in page
    assert as_staff("han").post(look, given).status_code == 403
    assert number not in as_staff("stranger").post(look, given).content.decode()
    assert "Nothing like it" in as_staff("ren").post(look, {}).content.decode()
    form = as_staff("ren").get(reverse("desk:register_offer", args=["petition", "solve"]))
    assert f'formaction="{look}"' in form.content.decode()


def test_matters_are_handed_over_and_refusals_told_one_by_one(as_staff: SignIn) -> None:
    free, barred, touched = (town.brought().number for _one in range(3))
    other = town.brought(subject="萬豪酒店消防門").number
    for number in (free, barred, touched, other):
        assign(town.staff("su"), number, "han")
    name_subject(town.staff("ren"), barred, staff=["hao"])
    declare_interest(town.staff("hao"), "hao", "kin", "万豪酒店")
    browser = as_staff("su")
    page = browser.get(reverse("desk:hand_over"), {"from": "han"}).content.decode()
    assert page.count('name="numbers"') == 4
    assert 'value="hao"' in page
    given = {
        "numbers": [free, barred, other],
        "staff_to": "hao",
        "occasion": "leave",
        "note": "注意",
    }
    done = browser.post(reverse("desk:hand_over") + "?from=han", given).content.decode()
    assert [load(n).assigned for n in (free, barred, touched, other)] == [
        "hao",
        "han",
        "han",
        "han",
    ]
    refused = done[done.index("Not handed over") :]
    assert barred in refused
    assert "cannot be assigned to this person" in refused
    assert "declared an interest" in refused
    assert "万豪" not in done
    assert free not in refused


def test_a_hand_over_needs_a_note_and_one_who_gives_matters_out(as_staff: SignIn) -> None:
    number = town.brought().number
    assign(town.staff("su"), number, "han")
    given = {"numbers": [number], "staff_to": "hao", "occasion": "leave", "note": ""}
    assert as_staff("su").post(reverse("desk:hand_over") + "?from=han", given).status_code == 422
    assert as_staff("han").get(reverse("desk:hand_over")).status_code == 403
    assert load(number).assigned == "han"


def test_a_matter_is_given_back_from_its_page(as_staff: SignIn) -> None:
    number = town.brought().number
    assign(town.staff("su"), number, "han")
    assert address("act", number, "unassign") in shown(as_staff("han"), number)
    assert address("act", number, "unassign") not in shown(as_staff("hao"), number)
    assert act(as_staff("han"), number, "unassign", reason="休假").status_code == 302
    assert load(number).assigned == ""
