"""Matters about the same thing: found, joined so that nobody loses theirs, and separated again."""

from __future__ import annotations

from typing import Any

import pytest

from dengwen.errors import Refusal, Undisclosed
from dengwen.intake import following, numbers
from dengwen.jobs import index
from dengwen.ledger import rebuild, verify
from dengwen.matters.actions import alike
from dengwen.matters.actions.carry_over import carry_over, offered
from dengwen.matters.actions.join_matters import join_matters
from dengwen.matters.actions.name_subject import name_subject
from dengwen.matters.actions.open import load, open_matter
from dengwen.matters.actions.receive import Bringing
from dengwen.matters.actions.separate import separate
from dengwen.matters.state import Matter
from tests.matters import town, walk

WHY = "同一樓道，同一天"


def person(name: str, phone: str = "", **more: Any) -> list[Bringing]:
    contact = {"email": f"{name}@example.org"} | ({"phone": phone} if phone else {})
    return [Bringing(name=name, contact=contact, notify_by="email", **more)]


def two() -> tuple[Matter, Matter]:
    """Lin's matter, which is being investigated by han, and Wang's about the same stairs."""
    lin = walk.to_investigation(town.brought(parties=person("林小明"), place="中山路377號"))
    wang = town.brought(parties=person("王大力"), place="鼓樓區中山路377号二樓")
    return lin, wang


def joined() -> tuple[str, str]:
    """The numbers of the two, joined: Lin's leads."""
    lin, wang = two()
    join_matters(town.staff("ren"), lin.number, wang.number, WHY, ["premises"])
    return lin.number, wang.number


def refused(code: str, *given: Any, **more: Any) -> None:
    with pytest.raises(Refusal) as no:
        join_matters(*given, **more)
    assert no.value.code == code


@pytest.mark.usefixtures("people")
def test_a_join_is_recorded_in_both_with_its_reason() -> None:
    number, other = joined()
    lead, follower = load(number), load(other)
    assert lead.followers == [other]
    assert follower.led_by == number
    for matter in (lead, follower):
        line = next(one for one in matter.lines if one.type == "matter_joined")
        assert line.by == "staff:ren"
        assert line.data.alike == ["premises"]
        assert line.data.reason.value == WHY
    assert follower.assigned == "han"  # who handles the one that leads


@pytest.mark.usefixtures("people")
def test_a_join_moves_no_clock_and_closes_no_door() -> None:
    secret = numbers.new_secret()
    lin, _wang = two()
    wang = town.brought(parties=person("王大力"), secret_digest=numbers.digest(secret))
    before = {key: clock.due_at for key, clock in load(wang.number).clocks.items()}
    join_matters(town.staff("ren"), lin.number, wang.number, WHY)
    after = load(wang.number)
    assert {key: clock.due_at for key, clock in after.clocks.items()} == before
    assert after.status == wang.status
    let_in = following.authenticate(wang.number, secret)
    assert let_in is not None
    assert open_matter(let_in, wang.number).number == wang.number


@pytest.mark.usefixtures("people")
def test_neither_person_learns_of_the_other() -> None:
    number, other = joined()
    for mine, theirs in ((number, other), (other, number)):
        shown = open_matter(town.party(load(mine)), mine)
        assert shown.joined == {}
        assert theirs not in repr(shown.lines)
        assert not [line for line in shown.lines if line.type == "matter_joined"]


@pytest.mark.usefixtures("people")
def test_each_is_served_the_answer_in_their_own_name_and_on_their_own_paper() -> None:
    number, other = joined()
    lead = load(number)
    done = carry_over(town.staff("ren"), number, "register", {"received_by": "body"}, [other])
    assert [one.refusal for one in done] == [None]
    carry_over(town.staff("ren"), number, "accept", {}, [other])
    follower = load(other)
    paper, own = lead.document_of("acceptance_notice"), follower.document_of("acceptance_notice")
    assert paper is not None
    assert own is not None
    assert own.number != paper.number
    assert own.to == ["p1"]
    assert {clock.clock for clock in follower.clocks.values()} >= {"conclude"}
    assert load(number).version == lead.version  # nothing happened in the other's


@pytest.mark.usefixtures("people")
def test_words_that_name_the_other_are_carried_nowhere() -> None:
    number, other = joined()
    ren = town.staff("ren")
    for words in ("林小明說的樓道", "請找 林小明@example.org", f"見 {number.lower()}"):
        with pytest.raises(Refusal) as no:
            carry_over(ren, number, "register", {"received_by": words}, [other])
        assert no.value.code == "names_another"
        assert "林小明" not in str(no.value.facts)
    assert not load(other).took("register")


@pytest.mark.usefixtures("people")
def test_a_step_is_carried_only_where_it_was_taken_and_may_be_taken() -> None:
    number, other = joined()
    han = town.staff("han")
    with pytest.raises(Refusal) as no:
        carry_over(han, number, "close", {}, [other])
    assert no.value.code == "not_taken_here"
    done = carry_over(han, number, "accept", {}, [other, "DW-0000-0000-0"])
    assert [(one.number, one.refusal.code) for one in done if one.refusal] == [(other, "not_now")]
    assert "register" in offered(load(number), town.staff("ren"), [load(other)])


@pytest.mark.usefixtures("people")
def test_separated_they_go_their_own_ways_and_what_was_done_stands() -> None:
    number, other = joined()
    separate(town.staff("ren"), other, number, "不是同一樓")
    lead, follower = load(number), load(other)
    assert lead.joined == follower.joined == {}
    assert [one.type for one in follower.lines].count("matter_joined") == 1
    assert follower.lines[-1].data.reason.value == "不是同一樓"
    assert follower.assigned == "han"
    with pytest.raises(Refusal) as no:
        separate(town.staff("ren"), other, number, "再")
    assert no.value.code == "not_joined"
    join_matters(town.staff("ren"), number, other, WHY)
    assert load(number).followers == [other]


@pytest.mark.usefixtures("people")
def test_what_cannot_be_joined_says_why() -> None:
    number, other = joined()
    ren = town.staff("ren")
    third = town.brought().number
    refused("joined_already", ren, other, third, WHY)
    refused("leads_already", ren, third, number, WHY)
    refused("same_matter", ren, third, third, WHY)
    report = town.brought("within_24_hours", "hazard_report").number
    refused("another_procedure", ren, third, report, WHY)
    above = town.brought(unit=town.TOP, unit_path=(town.TOP,)).number
    refused("another_unit", town.staff("top.su"), third, above, WHY)
    refused("not_your_role", town.staff("shen"), third, number, WHY)
    with pytest.raises(Refusal) as no:
        join_matters(ren, third, number, "", leads=False)
    assert no.value.field == "reason"
    join_matters(ren, third, number, WHY, leads=False)
    assert load(number).followers == [other, third]


@pytest.mark.usefixtures("people")
def test_a_matter_that_may_not_be_known_is_as_one_that_is_not() -> None:
    number, hidden = town.brought().number, town.brought().number
    name_subject(town.staff("ren"), hidden, staff=["han"])
    told = []
    for other in (hidden, "DW-0000-0000-0"):
        with pytest.raises(Refusal) as no:
            join_matters(town.staff("han"), number, other, WHY)
        told.append((no.value.code, no.value.says, no.value.facts, no.value.status))
    assert told[0] == told[1]
    with pytest.raises(Undisclosed):
        join_matters(town.staff("han"), hidden, number, WHY)
    assert not load(hidden).joined


@pytest.mark.usefixtures("committed_people")
def test_candidates_come_with_what_they_have_in_common() -> None:
    lin, wang = two()
    far = town.brought(subject="加油站罐車違規", statement="別的事", place="江邊路2號")
    index.catch_up()
    found = alike.alike(town.staff("ren"), alike.of(load(wang.number)))
    assert [one.row.number for one in found] == [lin.number]
    (one,) = found
    assert one.same_thing
    assert one.premises
    assert one.words == ("樓道堵塞",)
    assert {"premises", "words", "time", "procedure", "kind"} == set(one.factors)
    assert alike.alike(town.staff("ren"), alike.of(load(far.number))) == []


@pytest.mark.usefixtures("committed_people")
def test_near_points_are_found_by_their_distance() -> None:
    here = {"latitude": "31.2300", "longitude": "121.0000", "subject": "甲"}
    near = town.brought(**here).number
    town.brought(**here | {"latitude": "31.2400"})
    index.catch_up()
    asked = town.brought(**here | {"longitude": "121.0010", "subject": "乙"})
    index.catch_up()
    found = alike.alike(town.staff("ren"), alike.of(load(asked.number)))
    assert [(one.row.number, one.metres) for one in found] == [(near, 95)]


@pytest.mark.usefixtures("committed_people")
def test_what_is_undisclosed_is_no_candidate_and_pushes_none_away() -> None:
    lin, wang = two()
    index.catch_up()
    asked = alike.of(load(wang.number))
    before = alike.alike(town.staff("hao"), asked)
    for _one in range(alike.MOST):
        hidden = town.brought(place="中山路377號").number
        name_subject(town.staff("ren"), hidden, staff=["hao"])
    index.catch_up()
    assert [one.row.number for one in before] == [lin.number]
    assert alike.alike(town.staff("hao"), asked) == before
    for who in ("stranger", "shen", "guan"):
        assert alike.alike(town.staff(who), asked) == []


@pytest.mark.usefixtures("committed_people")
def test_after_joins_and_separations_the_rows_and_the_chains_are_whole() -> None:
    number, other = joined()
    separate(town.staff("ren"), number, other, WHY)
    index.catch_up()
    assert rebuild.rebuild().same
    assert verify.verify() == []


def test_runs_are_told_as_they_were_written() -> None:
    pieces = {"电动", "动车", "楼道"}
    assert alike.runs("電動車停在樓道裡", pieces) == ("電動車", "樓道")
    assert alike.runs("Smoke alarm, alarm", {"smoke", "alarm"}) == ("Smoke alarm", "alarm")
    assert alike.runs("水", {"火"}) == ()
