"""Any history that the rules allow: it folds, its clocks are what the law says, its rows the fold.

Hypothesis walks matters of every kind through whatever steps are allowed to whomever, with papers
served and proposals decided in between, and asks after each act.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dengwen import times
from dengwen.errors import Refusal
from dengwen.law import library
from dengwen.law.procedure import Field
from dengwen.ledger import rebuild
from dengwen.matters import models, rules
from dengwen.matters.actions.approve import approve
from dengwen.matters.actions.case import law_of
from dengwen.matters.actions.extend import extend
from dengwen.matters.actions.open import load
from dengwen.matters.actions.send_back import send_back
from dengwen.matters.actions.serve import serve
from dengwen.matters.actions.take import take
from dengwen.matters.rules.clocks import Law, now_running
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor
from tests.matters import town

Act = Callable[[], object]

TABLES = [name for name in models.TABLES]
ACTORS = ("ren", "han", "an", "su", "top.ren", "top.han", "top.an", "top.su", "du", "dou")


def kinds() -> list[tuple[str, str]]:
    """Every kind that can be brought at the door."""
    pack = library.current()
    return [
        (name, kind)
        for name, versions in pack.procedures.items()
        for kind, rule in versions[-1].kinds.items()
        if not rule.remedy_only
    ]


def filled(draw: Any, field: Field, matter: Matter) -> Any:
    """Something that the field may hold."""
    plain: dict[str, Any] = {
        "line": "一行",
        "text": "幾句話",
        "date": "2026-03-02",
        "datetime": "2026-03-02T09:30",
        "number": 7,
        "money": "12.50",
        "subject": {"staff": ["hao"]},
    }
    if field.type in plain:
        return plain[field.type]
    choices: dict[str, list[Any]] = {
        "choice": sorted(field.options),
        "yes_no": [True, False],
        "unit": [town.TOP, town.OTHER, town.STATION, town.WATCH],
        "staff": ["han", "top.han", "du", "dou"],
        "party": sorted(matter.parties),
        "document": sorted(matter.documents),
        "file": sorted(matter.files),
    }
    return draw(st.sampled_from(choices[field.type] or [""]))


def possible(draw: Any, matter: Matter, under: Law) -> list[Act]:
    """Everything that someone may do now."""
    found: list[Act] = []
    people = [*(town.staff(name) for name in ACTORS), town.party(matter)]
    for actor in people:
        for offer in rules.steps_now(matter, under.procedure, actor):
            if offer.allowed:
                found.append(stepping(draw, actor, matter, offer.step_id, offer.step.needs))
        for proposal in matter.proposals:
            found.append(lambda a=actor, p=proposal: approve(a, matter.number, p))
            found.append(lambda a=actor, p=proposal: send_back(a, matter.number, p, "不妥"))
        for key in matter.clocks:
            if rules.why_not_extend(matter, under.procedure, key, actor) is None:
                found.append(extending(actor, matter, key, under))
        for paper in matter.documents.values():
            for party in paper.unserved:
                found.append(serving(actor, matter, paper.id, party, under.zone))
    return found


def stepping(draw: Any, actor: Actor, matter: Matter, step: str, needs: dict[str, Field]) -> Act:
    def do() -> object:
        fields = {name: filled(draw, field, matter) for name, field in needs.items()}
        return take(actor, matter.number, step, fields)

    return do


def extending(actor: Actor, matter: Matter, key: str, under: Law) -> Act:
    allowed = under.procedure.clocks[matter.clocks[key].clock].extension
    assert allowed is not None
    ground = next(iter(allowed.grounds))
    return lambda: extend(actor, matter.number, key, allowed.up_to, ground, "需要時間")


def serving(actor: Actor, matter: Matter, paper: str, party: str, zone: str) -> Act:
    return lambda: serve(actor, matter.number, paper, party, "in_person", times.today(zone))


def check(matter: Matter, under: Law) -> None:
    """What must hold of a matter at every moment."""
    for name, spec in under.procedure.clocks.items():
        for party in matter.parties if spec.per_party else [""]:
            recorded = matter.clocks.get(f"{name}:{party}" if party else name)
            running = now_running(matter, under, name, party)
            if running is None:
                assert recorded is None or not recorded.is_open
                continue
            assert recorded is not None
            assert recorded.state == running.state
            assert recorded.due_at == running.due.due_at
            assert recorded.facts.extended_by == running.extended_by
    assert rules.clock_facts(matter, under, times.now()) == []
    assert matter.lines[-1].version == matter.version == len(matter.lines)


@pytest.mark.usefixtures("people")
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_history_that_is_allowed_holds_together(data: st.DataObject) -> None:
    procedure, kind = data.draw(st.sampled_from(kinds()))
    unit = town.WATCH if kind == "accusation" else town.BRIGADE
    number = town.brought(kind, procedure, unit=unit).number
    for _ in range(data.draw(st.integers(1, 10))):
        matter = load(number)
        under = law_of(matter)
        check(matter, under)
        acts = possible(data.draw, matter, under)
        if not acts:
            break
        before = {key: clock for key, clock in matter.clocks.items() if clock.is_open}
        try:
            data.draw(st.sampled_from(acts))()
        except Refusal:
            assert load(number).version == matter.version  # a refusal writes nothing
            continue
        for key, clock in load(number).clocks.items():
            if key in before and clock.facts.why == "extended":
                assert clock.due_at >= before[key].due_at  # an extension never shortens
    check(load(number), law_of(load(number)))
    report = rebuild.rebuild(tables=TABLES)
    assert report.same, report.differences
