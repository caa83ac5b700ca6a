"""An objection goes to others: who decided is not given it, sees no draft and approves nothing."""

from __future__ import annotations

from typing import Any

import pytest

from dengwen.errors import Refusal, Undisclosed
from dengwen.intake.following import authenticate
from dengwen.intake.numbers import digest, new_secret
from dengwen.ledger import rebuild
from dengwen.matters import models
from dengwen.matters.actions import lists
from dengwen.matters.actions.add import note
from dengwen.matters.actions.approve import approve
from dengwen.matters.actions.assign import assign
from dengwen.matters.actions.onward import onward, reissue
from dengwen.matters.actions.open import load, open_matter
from dengwen.matters.actions.send_back import send_back
from dengwen.matters.actions.take import take
from dengwen.matters.actions.take_remedy import take_remedy
from dengwen.matters.state import Matter
from dengwen.people import actions
from dengwen.people.actor import SYSTEM
from tests.matters import town, walk

pytestmark = pytest.mark.usefixtures("people")

DRAFT = {"decision": "changed", "reasons": "樓道應當清理。"}


def challenged(**more: Any) -> tuple[Matter, Matter]:
    """An opinion that han drafted and an approved, and the recheck that Lin asked for."""
    old = walk.to_served_opinion(town.brought())
    paper = old.document_of("opinion")
    assert paper is not None
    new = take_remedy(town.party(old), old.number, "recheck", paper.id, "還是堵著。", **more)
    return load(old.number), new


def promoted() -> None:
    """Those who decided come to work at the unit above, in every role that could touch it."""
    for name in ("han", "an"):
        for role in ("handler", "approver", "registrar", "supervisor"):
            actions.grant(SYSTEM, name, role, town.TOP)


def drafted() -> Matter:
    """A recheck in which top.han looked into it and proposed an opinion."""
    _old, new = challenged()
    promoted()
    take(town.staff("top.ren"), new.number, "begin_recheck", {"handler": "top.han"})
    take(town.staff("top.han"), new.number, "record_finding", {"found": "現場仍有雜物"})
    note(town.staff("top.han"), new.number, "擬變更")
    return take(town.staff("top.han"), new.number, "issue_recheck_opinion", DRAFT)


def test_it_has_its_own_number_clock_and_secret_and_both_know_of_each_other() -> None:
    secret = new_secret()
    old, new = challenged(secret_digest=digest(secret))
    assert new.number != old.number
    assert new.clocks["recheck_opinion"].state == "running"
    assert old.clocks["apply_recheck:p1"].state == "stopped"
    assert [(x.relation, x.other_number) for x in old.links] == [("challenged_by", new.number)]
    assert [(x.relation, x.other_number) for x in new.links] == [("challenges", old.number)]
    let_in = authenticate(new.number, secret)
    assert let_in is not None
    assert (let_in.matter, let_in.party) == (new.number, "p1")
    assert authenticate(old.number, secret) is None


@pytest.mark.parametrize("name", ["han", "an"])
def test_who_handled_or_approved_the_first_is_given_nothing_of_it(name: str) -> None:
    _old, new = challenged()
    assert {"han", "an"} <= set(new.not_by)
    promoted()
    for do in (
        lambda: take(town.staff("top.ren"), new.number, "begin_recheck", {"handler": name}),
        lambda: assign(town.staff("top.su"), new.number, name),
        lambda: assign(town.staff(name), new.number, name),
        lambda: take(town.staff(name), new.number, "begin_recheck", {"handler": "top.han"}),
    ):
        with pytest.raises(Refusal, match="decided_before"):
            do()


@pytest.mark.parametrize("name", ["han", "an"])
def test_they_neither_approve_it_nor_send_it_back(name: str) -> None:
    number = drafted().number
    for do in (
        lambda: approve(town.staff(name), number, "a1"),
        lambda: send_back(town.staff(name), number, "a1", "不妥"),
    ):
        with pytest.raises(Refusal, match="decided_before"):
            do()
    assert not lists.waiting(town.staff(name)).exists()
    assert lists.waiting(town.staff("top.an")).count() == 1
    assert approve(town.staff("top.an"), number, "a1").outcome == "changed"


@pytest.mark.parametrize("name", ["han", "an"])
def test_they_see_that_it_is_there_and_no_draft_of_it(name: str) -> None:
    number = drafted().number
    seen = open_matter(town.staff(name), number)
    assert seen.statement is not None
    assert seen.statement.value == "還是堵著。"
    assert (seen.proposals, seen.notes) == ({}, [])
    told = " ".join(str(line.data) for line in seen.lines)
    for draft in (DRAFT["reasons"], "現場仍有雜物", "擬變更"):
        assert draft not in told
    whole = open_matter(town.staff("top.an"), number)
    assert whole.proposals
    assert whole.notes
    assert "現場仍有雜物" in " ".join(str(line.data) for line in whole.lines)


def test_what_was_issued_they_may_read() -> None:
    number = approve(town.staff("top.an"), drafted().number, "a1").number
    seen = open_matter(town.staff("han"), number)
    assert seen.outcome == "changed"
    assert seen.document_of("recheck_opinion") is not None


def test_the_rows_are_what_the_fold_says() -> None:
    drafted()
    report = rebuild.rebuild(tables=list(models.TABLES))
    assert report.same, report.differences


# The secret of the second, lost on the way


def test_the_first_secret_opens_the_way_to_the_second() -> None:
    old, new = challenged(secret_digest=digest(new_secret()))
    paper = old.document_of("opinion")
    assert paper is not None
    let_in = onward(town.party(old), "recheck", paper.id)
    assert (let_in.matter, let_in.party) == (new.number, "p1")
    assert open_matter(let_in, new.number).statement is not None
    for remedy, document in (("review", paper.id), ("recheck", "d99"), ("", "")):
        with pytest.raises(Undisclosed):
            onward(town.party(old), remedy, document)


def test_another_of_the_same_matter_finds_no_way_to_it() -> None:
    from dengwen.matters.actions.receive import Bringing

    both = [Bringing(name="甲", contact={"phone": "1"}), Bringing(name="乙")]
    old = walk.to_served_opinion(town.brought(parties=both))
    paper = old.document_of("opinion")
    assert paper is not None
    take_remedy(town.party(old), old.number, "recheck", paper.id, "不服。")
    with pytest.raises(Undisclosed):
        onward(town.party(old, "p2"), "recheck", paper.id)


def test_a_new_secret_opens_it_and_the_lost_one_does_no_more() -> None:
    lost, found = new_secret(), new_secret()
    old, new = challenged(secret_digest=digest(lost))
    paper = old.document_of("opinion")
    assert paper is not None
    reissue(onward(town.party(old), "recheck", paper.id), digest(found))
    assert authenticate(new.number, found) is not None
    assert authenticate(new.number, lost) is None
    assert load(new.number).clocks["recheck_opinion"].facts == new.clocks["recheck_opinion"].facts
    report = rebuild.rebuild(tables=list(models.TABLES))
    assert report.same, report.differences
