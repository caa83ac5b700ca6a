"""What must never happen: the accused seeing, being given or finding what accuses them."""

from __future__ import annotations

import pytest

from dengwen.errors import Refusal, Undisclosed
from dengwen.jobs.index import index
from dengwen.jobs.sequence import sequence
from dengwen.matters.actions import lists
from dengwen.matters.actions.approve import approve
from dengwen.matters.actions.assign import assign
from dengwen.matters.actions.case import law_of
from dengwen.matters.actions.name_subject import name_subject
from dengwen.matters.actions.open import load, open_matter
from dengwen.matters.actions.recuse import recuse
from dengwen.matters.actions.take import take
from dengwen.matters.rules import steps_now
from tests.matters import town, walk

pytestmark = pytest.mark.usefixtures("people")

OUTSIDERS = ("station", "stranger", "han", "an", "su", "top.han", "shen", "guan")


def find_all() -> None:
    while sequence(1000):
        pass
    while index(500):
        pass


def accusation(unit: str = town.WATCH) -> str:
    """An accusation as it stands with the inspectorate, before its subject is confirmed."""
    return town.brought("accusation", about_said="三中隊站長", unit=unit).number


@pytest.mark.parametrize("name", OUTSIDERS)
def test_an_accusation_is_there_for_nobody_but_the_inspectorate(name: str) -> None:
    number = accusation()
    find_all()
    actor = town.staff(name)
    assert not lists.visible(actor).exists()
    assert not lists.clocks(actor).exists()
    assert not lists.search(actor, "站長").exists()
    assert not lists.search(actor, number).exists()
    with pytest.raises(Undisclosed):
        open_matter(actor, number)
    with pytest.raises(Undisclosed):
        take(actor, number, "confirm_subject", {})
    matter = load(number)
    assert steps_now(matter, law_of(matter).procedure, actor) == []


def test_the_inspectorate_sees_it_and_says_whom_it_is_about() -> None:
    number = accusation()
    assert open_matter(town.staff("du"), number).statement is not None
    matter = name_subject(town.staff("du"), number, units=[town.STATION])
    assert matter.about_confirmed
    with pytest.raises(Undisclosed):
        open_matter(town.staff("station"), number)


def test_a_matter_about_the_unit_that_has_it_is_taken_from_it() -> None:
    number = town.brought("request").number
    assert lists.visible(town.staff("han")).count() == 1
    matter = name_subject(town.staff("ren"), number, units=[town.BRIGADE])
    assert matter.unit == town.WATCH
    for name in ("ren", "han", "an", "station"):
        assert not lists.visible(town.staff(name)).exists()
        with pytest.raises(Undisclosed):
            open_matter(town.staff(name), number)
    assert lists.visible(town.staff("du")).count() == 1


def test_the_accused_is_never_assigned_and_the_answer_does_not_say_why() -> None:
    matter = walk.to_investigation(town.brought())
    matter = name_subject(town.staff("su"), matter.number, staff=["hao"])
    with pytest.raises(Refusal) as accused:
        assign(town.staff("su"), matter.number, "hao")
    with pytest.raises(Refusal) as elsewhere:
        assign(town.staff("su"), matter.number, "stranger")
    assert accused.value.says == elsewhere.value.says
    assert accused.value.code == elsewhere.value.code == "cannot_be_assigned"
    with pytest.raises(Undisclosed):
        open_matter(town.staff("hao"), matter.number)


def test_who_is_recused_is_out() -> None:
    matter = walk.to_investigation(town.brought())
    matter = recuse(town.staff("han"), matter.number, "han", "kin", "是我表弟")
    assert matter.assigned == ""
    with pytest.raises(Undisclosed):
        open_matter(town.staff("han"), matter.number)
    assert not lists.visible(town.staff("han")).exists()


def test_an_auditor_sees_the_structure_and_no_word_of_it() -> None:
    matter = town.brought()
    find_all()
    seen = open_matter(town.staff("shen"), matter.number)
    assert seen.statement is not None
    assert seen.statement.value is None
    assert all(p.name is None or p.name.value is None for p in seen.parties.values())
    assert not lists.search(town.staff("shen"), "雜物").exists()


def test_a_supervisor_reads_what_was_said_and_not_who_said_it() -> None:
    matter = town.brought()
    find_all()
    seen = open_matter(town.staff("su"), matter.number)
    name = seen.parties["p1"].name
    assert seen.statement is not None
    assert seen.statement.value
    assert name is not None
    assert name.value is None
    first = seen.lines[0].data
    assert first.parties[0].name.value is None
    assert not lists.search(town.staff("su"), "林小明").exists()
    assert lists.search(town.staff("han"), "林小明").exists()


def test_who_investigated_cannot_approve_even_with_the_role() -> None:
    from dengwen.people import actions
    from dengwen.people.actor import SYSTEM

    actions.grant(SYSTEM, "han", "approver", town.BRIGADE)
    actions.grant(SYSTEM, "hao", "approver", town.BRIGADE)
    matter = walk.to_investigation(town.brought())
    number = matter.number
    take(town.staff("han"), number, "record_finding", {"found": "查實"})
    assign(town.staff("su"), number, "hao")
    take(town.staff("hao"), number, "issue_opinion", walk.OPINION)
    with pytest.raises(Refusal, match="took_part_before"):
        approve(town.staff("han"), number, "a1")
    assert approve(town.staff("an"), number, "a1").status == "opinion_issued"


def test_another_person_of_a_group_is_not_shown_who_the_others_are() -> None:
    from dengwen.matters.actions.receive import Bringing

    both = [Bringing(name="甲", contact={"phone": "1"}), Bringing(name="乙")]
    matter = town.brought(parties=both)
    seen = open_matter(town.party(matter, "p2"), matter.number)
    name = seen.parties["p1"].name
    assert name is not None
    assert name.value is None
    own = seen.parties["p2"].name
    assert own is not None
    assert own.value == "乙"


def test_nothing_is_told_to_the_desk_of_the_accused() -> None:
    from dengwen.delivery import outbox

    matter = walk.to_investigation(town.brought())
    outbox.put(
        matter.stream,
        "",
        "desk",
        "han",
        "clock_reminder",
        {"number": matter.number, "clock": "x", "due_on": "y", "left": "z", "stage": "half"},
        "zh-Hant",
    )
    assert outbox.unseen("han") == 1
    name_subject(town.staff("su"), matter.number, staff=["han"])
    assert outbox.unseen("han") == 0
