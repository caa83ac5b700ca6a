"""The rules on a tiny procedure held in memory: every guard says no for its own reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from dengwen.errors import Refusal, Undisclosed
from dengwen.law.procedure import Procedure
from dengwen.ledger.event import Event, Fact, Sealed
from dengwen.matters import events as e
from dengwen.matters import rules, state
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor, Held

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
PATH = ("top", "mid", "low")

TINY: dict[str, Any] = {
    "procedure": "tiny",
    "version": "1",
    "label": {"en": "Tiny"},
    "summary": {"en": "Tiny"},
    "in_force": {"from": "2020-01-01"},
    "governs": {"by": "received", "basis": ["law#1"]},
    "basis": ["law#1"],
    "statuses": {
        "open": {"label": {"en": "Open"}},
        "busy": {"label": {"en": "Busy"}},
        "done": {"label": {"en": "Done"}, "final": True},
    },
    "kinds": {
        "a": {"label": {"en": "A"}, "enters": "open", "basis": ["law#2"]},
        "b": {"label": {"en": "B"}, "enters": "open", "confidential": True, "basis": ["law#2"]},
    },
    "parties": {"person": {"label": {"en": "P"}, "brings": True, "max_representatives": 1}},
    "subject": {"basis": ["law#3"]},
    "steps": {},
    "clocks": {},
}

STEP: dict[str, Any] = {
    "label": {"en": "S"},
    "verb": {"en": "do"},
    "from": ["open"],
    "who": {"roles": ["handler"]},
    "basis": ["law#4"],
}


def procedure(**steps: dict[str, Any]) -> Procedure:
    made = {name: STEP | more for name, more in steps.items()}
    return msgspec.convert(TINY | {"steps": made}, Procedure)


def matter(*facts: tuple[e.Data, str], kind: str = "a", **more: Any) -> Matter:
    party = e.Party(party="p1", person="p1", role="person", name=Sealed("p1", "Lin"))
    first = e.MatterReceived(
        number="M-1",
        procedure="tiny",
        kind=kind,
        status="open",
        pack=e.PackRef(id="x", version="1", hash="h"),
        channel="web",
        language="en",
        unit=PATH[-1],
        unit_path=list(PATH),
        parties=[party],
        **more,
    )
    made = state.Matter()
    for version, (data, by) in enumerate([(first, "public"), *facts], start=1):
        state.apply(made, event(e.fact(data, by, NOW), version))
    return made


def event(fact: Fact, version: int) -> Event:
    return Event(
        "matter:M-1",
        version,
        fact.type,
        fact.v,
        NOW,
        fact.occurred_at,
        "server",
        fact.by,
        fact.basis,
        fact.data,
        b"",
        None,
    )


def staff(name: str, *roles: str, at: tuple[str, ...] = PATH) -> Actor:
    held = tuple(Held(role, at[-1], at) for role in roles)
    return Actor(f"staff:{name}", "staff", name, at, held)


def taken(step: str, **more: Any) -> e.StepTaken:
    return e.StepTaken(step=step, from_status="open", to_status="open", **more)


def why(procedure: Procedure, matter: Matter, actor: Actor, step: str = "s") -> str:
    refusal = rules.why_not(matter, procedure, step, actor)
    return refusal.code if refusal else ""


HAN = staff("han", "handler")
PERSON = Actor("party:p1", "party", matter="M-1", party="p1")


@pytest.mark.parametrize(
    ("more", "facts", "actor", "code"),
    [
        ({}, [], HAN, ""),
        ({"from": ["busy"]}, [], HAN, "not_now"),
        ({"kinds": ["b"]}, [], HAN, "not_this_kind"),
        ({"when": ["group_matter"]}, [], HAN, "condition_not_met"),
        ({"after": ["r"]}, [], HAN, "earlier_step_missing"),
        ({"once": True}, [(taken("s"), "staff:x")], HAN, "already_taken"),
        ({"not_who_took": ["r"]}, [(taken("r"), "staff:han")], HAN, "took_part_before"),
        (
            {"not_who_took": ["r"]},
            [(taken("r", proposed_by="staff:han"), "staff:x")],
            HAN,
            "took_part_before",
        ),
        ({"who": {"roles": ["handler"], "assigned": True}}, [], HAN, "not_assigned"),
        (
            {"who": {"roles": ["handler"], "assigned": True}},
            [(e.MatterAssigned(staff="han", unit="low"), "staff:x")],
            HAN,
            "",
        ),
        ({}, [], staff("reg", "registrar"), "not_your_role"),
        ({}, [], staff("up", "handler", at=("top", "mid")), ""),
        ({"who": {"roles": ["handler"], "level": "above"}}, [], HAN, "not_your_role"),
        (
            {"who": {"roles": ["handler"], "level": "above"}},
            [],
            staff("up", "handler", at=("top", "mid")),
            "",
        ),
        (
            {"who": {"roles": ["handler"], "level": "two_above"}},
            [],
            staff("up", "handler", at=("top", "mid")),
            "not_your_role",
        ),
        ({"who": {"roles": ["handler"], "level": "previous"}}, [], HAN, "not_your_role"),
        (
            {"who": {"roles": ["handler"], "level": "inspectorate"}},
            [],
            staff("i", "inspectorate", at=("top",)),
            "",
        ),
        ({}, [], PERSON, "not_yours"),
        ({"who": {"parties": ["person"]}}, [], PERSON, ""),
        ({"who": {"parties": ["person"]}}, [], HAN, "person_only"),
        ({}, [], staff("out", "handler", at=("top", "other")), "not_found"),
        ({}, [(e.RecusalDeclared(staff="han", ground="kin"), "staff:han")], HAN, "not_found"),
        ({}, [(e.SubjectNamed(units=["mid"], confirmed=True), "staff:x")], HAN, "not_found"),
        ({}, [(e.SubjectNamed(staff=["han"], confirmed=True), "staff:x")], HAN, "not_found"),
        ({}, [(e.StepProposed(proposal="a1", step="s"), "staff:x")], HAN, "waiting_for_approval"),
    ],
)
def test_each_guard_has_its_own_reason(
    more: dict[str, Any], facts: list[tuple[e.Data, str]], actor: Actor, code: str
) -> None:
    assert why(procedure(s=more, r={}), matter(*facts), actor) == code


def test_a_barred_actor_gets_the_answer_of_nothing_at_all() -> None:
    about = matter((e.SubjectNamed(staff=["han"], confirmed=True), "staff:x"))
    refusal = rules.why_not(about, procedure(s={}), "s", HAN)
    assert isinstance(refusal, Undisclosed)
    assert rules.steps_now(about, procedure(s={}), HAN) == []
    assert (refusal.facts, refusal.basis) == ({}, [])


def test_who_decided_what_is_challenged_keeps_out() -> None:
    assert why(procedure(s={}), matter(not_by=["han"]), HAN) == "decided_before"


def test_a_final_status_allows_only_what_the_pack_says() -> None:
    ended = matter((e.StepTaken(step="r", from_status="open", to_status="done", final=True), "x"))
    tiny = procedure(s={}, t={"from": ["done"]})
    assert why(tiny, ended, HAN) == "closed"
    assert why(tiny, ended, HAN, "t") == ""
    assert [offer.step_id for offer in rules.steps_now(ended, tiny, HAN)] == ["t"]


def test_every_refusal_of_a_step_names_an_article() -> None:
    tiny = procedure(s={"after": ["r"]}, r={"who": {"roles": ["approver"]}})
    offers = rules.steps_now(matter(), tiny, HAN)
    assert [offer.allowed for offer in offers] == [False, False]
    assert all(offer.refusal and offer.refusal.basis for offer in offers)


APPROVAL = {"approval": {"roles": ["approver"], "not_who_took": ["r"], "basis": ["law#5"]}}


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (staff("an", "approver"), ""),
        (staff("han", "approver"), "own_proposal"),
        (staff("hao", "handler"), "not_your_approval"),
        (staff("dug", "approver"), "took_part_before"),
        (staff("out", "approver", at=("top", "other")), "not_found"),
    ],
)
def test_four_eyes(actor: Actor, code: str) -> None:
    tiny = procedure(s=APPROVAL, r={})
    waiting = matter(
        (taken("r"), "staff:dug"), (e.StepProposed(proposal="a1", step="s"), "staff:han")
    )
    try:
        rules.require_approval(waiting, tiny, "a1", actor)
        found = ""
    except Refusal as refusal:
        found = refusal.code
    assert found == code


def field(type: str, **more: Any) -> Any:
    from dengwen.law.procedure import Field

    return msgspec.convert({"label": {"en": "F"}, "type": type} | more, Field)


@pytest.mark.parametrize(
    ("type", "value", "expected"),
    [
        ("line", "  one \n two ", "one two"),
        ("text", "a\r\nb", "a\nb"),
        ("choice", "x", "x"),
        ("yes_no", "no", False),
        ("date", "2026-02-28", "2026-02-28"),
        ("datetime", "2026-02-28T08:00", "2026-02-28T00:00:00.000000Z"),
        ("number", " 42 ", 42),
        ("money", "1,200.50", "1200.50"),
        ("party", "p1", "p1"),
        ("unit", "u-1", "u-1"),
        ("subject", {"staff": ["han"]}, {"units": [], "staff": ["han"]}),
    ],
)
def test_a_field_is_cleaned(type: str, value: Any, expected: Any) -> None:
    needs = {"f": field(type, options={"x": {"en": "X"}})}
    assert rules.clean_fields(needs, {"f": value}, matter(), "Asia/Shanghai") == {"f": expected}


@pytest.mark.parametrize(
    ("type", "value", "code"),
    [
        ("line", "x" * 201, "too_long"),
        ("text", "a\x00b", "unreadable_text"),
        ("text", "a\ud800b", "unreadable_text"),
        ("text", "  ", "missing"),
        ("text", None, "missing"),
        ("text", 7, "wrong_value"),
        ("choice", "y", "wrong_value"),
        ("yes_no", "perhaps", "wrong_value"),
        ("date", "2026-02-30", "wrong_value"),
        ("date", "0001-01-01", "wrong_value"),
        ("date", "9999-12-31", "wrong_value"),
        ("datetime", "soon", "wrong_value"),
        ("number", "1e9", "wrong_value"),
        ("number", "٣", "wrong_value"),
        ("number", True, "wrong_value"),
        ("number", "9999999999999", "wrong_value"),
        ("money", "1.234", "wrong_value"),
        ("unit", "../x", "wrong_value"),
        ("party", "p9", "wrong_value"),
        ("subject", {"people": []}, "wrong_value"),
        ("subject", {"staff": []}, "missing"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(type: str, value: Any, code: str) -> None:
    needs = {"f": field(type, options={"x": {"en": "X"}})}
    with pytest.raises(Refusal) as refused:
        rules.clean_fields(needs, {"f": value}, matter(), "Asia/Shanghai")
    assert (refused.value.code, refused.value.field) == (code, "f")


def test_what_was_not_asked_for_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        rules.clean_fields({}, {"extra": "1"}, matter(), "Asia/Shanghai")
    assert refused.value.field == "extra"


def test_free_text_is_sealed_and_choices_are_not() -> None:
    needs = {"t": field("text"), "c": field("choice"), "o": field("text", sealed=False)}
    sealed = rules.seal(needs, {"t": "x", "c": "y", "o": "z"}, "p1")
    assert sealed == {"t": Sealed("p1", "x"), "c": "y", "o": "z"}


@pytest.mark.parametrize(
    ("served_on", "code"),
    [("2026-03-03", "day_to_come"), ("2026-03-01", "before_issue"), ("2026-03-02", "")],
)
def test_the_day_of_service_makes_sense(served_on: str, code: str) -> None:
    issued = e.DocumentIssued(
        document="d1", kind="k", number="1", languages=["en"], sha256="", person="p1", to=["p1"]
    )
    paper = matter((issued, "staff:han")).documents["d1"]
    try:
        rules.served_at(paper, served_on, NOW + timedelta(hours=1), "Asia/Shanghai")
        found = ""
    except Refusal as refusal:
        found = refusal.code
    assert found == code
