"""Handing over, taking back, and declared interests: refused matter by matter, with reasons."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from dengwen.errors import Refusal
from dengwen.law.procedure import Approval
from dengwen.ledger import rebuild
from dengwen.matters.actions import case
from dengwen.matters.actions.approve import approve
from dengwen.matters.actions.assign import assign
from dengwen.matters.actions.hand_over import hand_over
from dengwen.matters.actions.name_subject import name_subject
from dengwen.matters.actions.open import load, open_matter
from dengwen.matters.actions.receive import Bringing
from dengwen.matters.actions.recuse import recuse
from dengwen.matters.actions.send_back import send_back
from dengwen.matters.actions.take import take
from dengwen.matters.actions.take_remedy import take_remedy
from dengwen.matters.actions.unassign import unassign
from dengwen.people.actions.declare_interest import declare_interest
from tests.matters import town, walk

NOTE = "產假，進度見備註"


def of_han(**more: Any) -> str:
    """A matter that han handles."""
    number = town.brought(**more).number
    assign(town.staff("su"), number, "han")
    return number


def handed(numbers: list[str], to: str = "hao", who: str = "su") -> list[tuple[str, str]]:
    done = hand_over(town.staff(who), numbers, "han", to, "leave", NOTE)
    return [
        (one.number, one.refusal.code if one.refusal else "proposed" if one.proposed else "")
        for one in done
    ]


@pytest.mark.usefixtures("people")
def test_all_or_chosen_matters_go_to_another_with_a_note() -> None:
    first, second, kept = of_han(), of_han(), of_han()
    assert handed([first, second]) == [(first, ""), (second, "")]
    matter = load(first)
    assert matter.assigned == "hao"
    assert matter.handlers == ["han", "hao"]
    line = matter.lines[-1]
    assert (line.type, line.by, line.data.occasion) == ("matter_handed_over", "staff:su", "leave")
    assert line.data.note.value == NOTE
    assert load(kept).assigned == "han"
    shown = open_matter(town.party(matter), first)
    assert NOTE not in repr(shown.lines)


@pytest.mark.usefixtures("people")
def test_a_conflict_refuses_its_own_matter_and_no_other() -> None:
    free, about, out, closed, other = of_han(), of_han(), of_han(), of_han(), of_han()
    name_subject(town.staff("ren"), about, staff=["hao"])
    recuse(town.staff("su"), out, "hao", "kin", "")
    take(town.party(load(closed)), closed, "withdraw", {})
    assign(town.staff("su"), other, "hao")
    assert handed([free, about, out, closed, other, "DW-0000-0000-0"]) == [
        (free, ""),
        (about, "cannot_be_assigned"),
        (out, "cannot_be_assigned"),
        (closed, "closed"),
        (other, "not_theirs"),
        ("DW-0000-0000-0", "not_found"),
    ]
    assert load(about).assigned == "han"


@pytest.mark.usefixtures("people")
def test_who_decided_before_is_handed_no_challenge() -> None:
    first = walk.to_served_opinion(town.brought())
    paper = first.document_of("opinion")
    assert paper is not None
    again = take_remedy(town.party(first), first.number, "recheck", paper.id, "不服")
    assign(town.staff("top.su"), again.number, "top.han")
    done = hand_over(town.staff("top.su"), [again.number], "top.han", "han", "other", NOTE)
    assert done[0].refusal is not None
    assert done[0].refusal.code == "decided_before"


@pytest.mark.usefixtures("people")
def test_whoever_gives_out_no_matters_hands_none_over() -> None:
    number = of_han()
    assert handed([number], who="han") == [(number, "not_your_role")]
    assert handed([number], who="stranger") == [(number, "not_found")]
    for wrong in ({"staff_to": "nobody"}, {"staff_to": "han"}, {"occasion": "x"}, {"note": " "}):
        given = {"staff_from": "han", "staff_to": "hao", "occasion": "leave", "note": NOTE}
        with pytest.raises(Refusal) as no:
            hand_over(town.staff("su"), [number], **(given | wrong))  # type: ignore[arg-type]
        assert no.value.field
    assert load(number).assigned == "han"


@pytest.mark.usefixtures("people")
def test_a_handler_gives_a_matter_back_and_a_supervisor_takes_it() -> None:
    number = of_han()
    with pytest.raises(Refusal) as no:
        unassign(town.staff("hao"), number, "x")
    assert no.value.code == "not_your_role"
    unassign(town.staff("han"), number, "下週起休假")
    assert load(number).assigned == ""
    assert load(number).notes[-1].text.value == "下週起休假"
    with pytest.raises(Refusal) as no:
        unassign(town.staff("su"), number, "x")
    assert no.value.code == "nobody_assigned"
    assign(town.staff("su"), number, "han")
    unassign(town.staff("su"), number, "另派")
    assert load(number).assigned == ""


@pytest.fixture
def four_eyes(people: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A law under which naming a handler needs a second pair of eyes."""
    before = case.law_of

    def asks(matter: Any) -> Any:
        under = before(matter)
        steps = dict(under.procedure.steps)
        eyes = Approval(roles=["approver"], basis=list(under.procedure.basis))
        steps["assign"] = msgspec.structs.replace(steps["assign"], approval=eyes)
        procedure = msgspec.structs.replace(under.procedure, steps=steps)
        return type(under)(procedure, under.pack, under.calendars)

    monkeypatch.setattr(case, "law_of", asks)


@pytest.mark.usefixtures("four_eyes")
def test_where_the_pack_asks_for_four_eyes_it_is_proposed_first() -> None:
    first, second = of_han(), of_han()
    assert handed([first, second]) == [(first, "proposed"), (second, "proposed")]
    assert handed([first]) == [(first, "waiting_for_approval")]
    assert load(first).assigned == "han"
    with pytest.raises(Refusal):
        approve(town.staff("su"), first, "a1")
    approve(town.staff("an"), first, "a1")
    matter = load(first)
    assert matter.assigned == "hao"
    assert not matter.proposals
    assert matter.lines[-1].data.proposed_by == "staff:su"
    assert matter.lines[-1].data.note.value == NOTE
    send_back(town.staff("an"), second, "a1", "再想想")
    assert load(second).assigned == "han"
    assert not load(second).proposals


def interest(words: str, units: list[str] | None = None) -> None:
    declare_interest(town.staff("hao"), "hao", "kin", words, units or [])


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("words", "units", "given", "bars"),
    [
        ("我的表弟", [town.STATION], {"about_units": [town.STATION]}, True),
        ("我的表弟", [town.STATION], {"about_units": [town.OTHER]}, False),
        ("萬豪酒店\n林小明", [], {}, True),
        ("万豪酒店", [], {"place": "萬豪酒店三樓"}, True),
        ("萬豪 酒店", [], {"place": "萬豪酒店三樓"}, True),
        ("Golden Lotus", [], {"subject": "Fire door of the GOLDEN LOTUS"}, True),
        ("My brother runs a hotel of that name in the street beside", [], {}, False),
    ],
)
def test_a_declared_interest_bars_from_what_it_touches(
    words: str, units: list[str], given: dict[str, Any], bars: bool
) -> None:
    interest(words, units)
    number = town.brought(**given).number
    su = town.staff("su")
    if not bars:
        assert assign(su, number, "hao").assigned == "hao"
        return
    with pytest.raises(Refusal) as no:
        assign(su, number, "hao")
    assert no.value.code == "declared_interest"
    assert no.value.field == "staff"
    assert no.value.basis
    assert words.splitlines()[0] not in repr((no.value.says, no.value.facts, no.value.mend))


@pytest.mark.usefixtures("people")
def test_a_declared_interest_bars_in_a_step_and_in_a_hand_over_too() -> None:
    interest("林小明")
    number = town.brought().number
    take(town.staff("ren"), number, "register", {"received_by": "body"})
    take(town.staff("ren"), number, "accept", {})
    with pytest.raises(Refusal) as no:
        take(town.staff("su"), number, "assign", {"handler": "hao"})
    assert no.value.code == "declared_interest"
    assert handed([of_han(), of_han(parties=[Bringing(name="別人")])])[0][1] == "declared_interest"
    assert handed([of_han(parties=[Bringing(name="別人")])])[0][1] == ""


@pytest.mark.usefixtures("committed_people")
def test_after_a_hand_over_the_rows_are_what_the_ledger_says() -> None:
    handed([of_han()])
    assert rebuild.rebuild(tables=["matters_matter", "matters_clock", "matters_proposal"]).same
