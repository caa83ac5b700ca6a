"""Any procedure of any pack, walked at random through the rules alone: no database, no procedure
known by name.

The verbs' own stories are told on a `Case` in memory. Papers, units and staff stand in plain
dictionaries, for what is asked here is the law and the fold: whoever does whatever is allowed, on
whatever day, the history holds together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dengwen import times
from dengwen.errors import Refusal
from dengwen.law import library, loader
from dengwen.law.calendar import Calendar
from dengwen.law.count import Rule
from dengwen.law.explain import explain
from dengwen.law.pack import Pack
from dengwen.law.procedure import Step
from dengwen.ledger.event import Fact, Sealed
from dengwen.matters import events as e
from dengwen.matters import rules, state, visibility
from dengwen.matters.actions import approve as approving
from dengwen.matters.actions import lapsing, subjects, take
from dengwen.matters.actions.case import Case, calendars_of, provisional
from dengwen.matters.actions.lapsing import overtake
from dengwen.matters.actions.receive import Bringing, Received, first_fact, require_kind
from dengwen.matters.rules.clocks import Law
from dengwen.matters.rules.extensions import approval_of
from dengwen.matters.state import Clock, Matter, Proposal
from dengwen.people.actor import PUBLIC, Actor, Held
from tests.matters import town
from tests.matters.test_any_history import filled

ROOT = Path(__file__).parents[2]
FOLDERS = [ROOT / "packs" / "cn-fire", *sorted((ROOT / "tests" / "packs").glob("*-*"))]
PACKS = [loader.load(folder) for folder in FOLDERS]
EVERY = [(pack, name) for pack in PACKS for name in pack.procedures]
STARTS = (town.BRIGADE, town.BRIGADE, town.WATCH)
LIKELY = st.sampled_from([True, True, True, False])
BEGINNING = datetime(2026, 1, 5, 2, tzinfo=UTC)

PATHS = {
    town.TOP: (town.TOP,),
    town.BRIGADE: (town.TOP, town.BRIGADE),
    town.STATION: (town.TOP, town.BRIGADE, town.STATION),
    town.OTHER: (town.TOP, town.OTHER),
    town.WATCH: (town.TOP, town.WATCH),
}
STAFF = {
    name: Actor(
        id=f"staff:{name}",
        kind="staff",
        name=name,
        unit_path=PATHS[unit],
        held=tuple(Held(role, at, PATHS[at]) for role, at in roles),
    )
    for name, (unit, roles) in town.PEOPLE.items()
}


def unit(name: str) -> SimpleNamespace:
    return SimpleNamespace(id=name, path=PATHS[name])


def above(name: str, n: int = 1) -> SimpleNamespace | None:
    higher = PATHS[name][: -n or None]
    return unit(higher[-1]) if higher else None


def issue(case: Case, kind: str, step: str, *_: object) -> None:
    """A paper as the record knows it."""
    rule = case.under.procedure.documents[kind]
    to = [p.id for p in case.matter.parties.values() if p.role in rule.served_to]
    if to:
        place = len(case.matter.documents) + 1
        issued = e.DocumentIssued(
            document=f"d{place}",
            kind=kind,
            number=str(place),
            languages=["en"],
            sha256="",
            person="p1",
            to=to,
            step=step,
        )
        case.happen(issued, rule.basis)


def check_named(case: Case, step: Step, clean: Mapping[str, Any]) -> None:
    """Units and staff that a step names are refused as the real look-up refuses them."""
    for name, field in step.needs.items():
        if field.type == "staff" and name == step.assigns and name in clean:
            refusal = rules.why_not_theirs(case.matter, case.under.procedure, STAFF[clean[name]])
            if refusal is not None:
                raise refusal


@pytest.fixture(scope="module", autouse=True)
def rooms_of_paper() -> Iterator[None]:
    """Stand-ins for the rooms that need a database."""
    own = library._Shelf.pack
    with pytest.MonkeyPatch.context() as patch:
        for module in (take, approving):
            patch.setattr(module, "issue_paper", issue)
            patch.setattr(module, "check_named", check_named)
        patch.setattr(take, "issue_to_subjects", lambda case, kind, step, fields: None)
        patch.setattr(lapsing, "ladder", SimpleNamespace(tell_rung=lambda case, clock, stage: []))
        patch.setattr(take, "known_unit", lambda case, name, field: unit(name))
        patch.setattr(take, "units", SimpleNamespace(above=above))
        watch = SimpleNamespace(get=unit, inspectorate_for=lambda name: unit(town.WATCH))
        patch.setattr(subjects, "units", watch)
        patch.setattr(subjects, "copy_earlier", lambda case: None)
        yield
    library._Shelf.pack = own


class Walk:
    """One matter on its way, with everyone who may do something about it."""

    def __init__(self, pack: Pack, name: str, kind: str, start: str, people: int) -> None:
        library._Shelf.pack = pack
        procedure = pack.procedures[name][-1]
        under = Law(procedure, pack, calendars_of(pack))
        person = Bringing(name="Lin", contact={"email": "lin@example.org"}, notify_by="email")
        several = people if procedure.kinds[kind].group else 1
        spec = Received(
            procedure=name,
            kind=kind,
            unit=start,
            unit_path=PATHS[start],
            channel="web",
            language=pack.file.default_language,
            subject="x",
            statement="x",
            parties=[person] * several,
            challenges="M-0" if procedure.kinds[kind].remedy_only else "",
        )
        self.case = Case(PUBLIC, [], under, BEGINNING, "server")
        self.case.matter.number = "M-1"
        first = first_fact(spec, "M-1", under, require_kind(under, spec))
        self.case.happen(first, procedure.basis)

    @property
    def matter(self) -> Matter:
        return self.case.matter

    @property
    def everyone(self) -> list[Actor]:
        return [*STAFF.values(), *self.parties]

    @property
    def parties(self) -> list[Actor]:
        return [Actor(f"party:{p}", "party", matter="M-1", party=p) for p in self.matter.parties]

    def do(self, draw: Any) -> None:
        """Something that someone may try now; a refusal is an answer and changes nothing."""
        name = draw(st.sampled_from(self._worth_trying()))
        before, at = len(self.case.facts), self.case.at
        try:
            overtake(self.case)
            getattr(self, f"_{name}")(draw)
        except Refusal:
            self._back_to(before)
        self.case.at = at + timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 2, 6, 20, 70])))

    def _worth_trying(self) -> list[str]:
        """The verbs, those more often that lead on from here."""
        papers = any(paper.unserved for paper in self.matter.documents.values())
        clocks = self.case.under.procedure.clocks
        extend = any(c.is_open and clocks[c.clock].extension for c in self.matter.clocks.values())
        steps, decide = (2, 8) if self.matter.proposals else (8, 0)
        return [
            *["step"] * steps,
            *["decide"] * decide,
            *["serve"] * (6 if papers else 0),
            *["extend"] * (4 if extend else 0),
            *("party", "name"),
        ]

    def _back_to(self, before: int) -> None:
        """What a refused verb had begun is rolled back, as its transaction would be."""
        if len(self.case.facts) > before:
            self.case.facts = self.case.facts[:before]
            self.case.matter = folded(self.case.facts)

    def _step(self, draw: Any) -> None:
        procedure = self.case.under.procedure
        offers = [
            (actor, offer)
            for actor in self.everyone
            for offer in rules.steps_now(self.matter, procedure, actor)
            if offer.allowed
        ]
        if not offers:
            return
        names = [o.step_id for _, o in offers for _ in range(1 if o.step.ends else 4)]
        name = draw(st.sampled_from(sorted(names)))
        actor, offer = draw(st.sampled_from([pair for pair in offers if pair[1].step_id == name]))
        given = {k: filled(draw, field, self.matter) for k, field in offer.step.needs.items()}
        clean = rules.clean_fields(offer.step.needs, given, self.matter, self.case.under.zone)
        check_named(self.case, offer.step, clean)
        self.case.actor = actor
        fields = rules.seal(offer.step.needs, clean, "p1")
        if offer.step.approval is not None:
            approval = offer.step.approval
            take.propose(self.case, offer.step_id, offer.step, approval, fields, actor.party)
        else:
            take.carry_out(self.case, offer.step_id, offer.step, fields, actor.party)

    def _decide(self, draw: Any) -> None:
        if not self.matter.proposals:
            return
        one = draw(st.sampled_from(sorted(self.matter.proposals)))
        procedure, found = self.case.under.procedure, self.matter.proposals[one]
        fit = [a for a in self.everyone if self._may_decide(found, a)] if draw(LIKELY) else []
        actor = self.case.actor = draw(st.sampled_from(fit or self.everyone))
        if found.step.startswith("extend:"):
            allowed = rules.require_extension_approval(self.matter, procedure, one, actor)
            approving._extend(self.case, *allowed)
        elif draw(LIKELY):
            proposal, step = rules.require_approval(self.matter, procedure, one, actor)
            assert proposal.proposed_by != actor.id
            check_named(self.case, step, proposal.fields)
            fields = approving.fresh(proposal.fields)
            take.carry_out(self.case, proposal.step, step, fields, proposal.party, proposal)
        else:
            basis = rules.require_return(self.matter, procedure, one, actor)
            self.case.happen(e.ProposalReturned(proposal=one, reason=Sealed("p1", "x")), basis)

    def _may_decide(self, found: Proposal, actor: Actor) -> bool:
        key = found.step.removeprefix("extend:")
        clock = self.matter.clocks.get(key) if key != found.step else None
        if clock is not None:
            rule = self.case.under.procedure.clocks[clock.clock].extension
            assert rule is not None
            approval = approval_of(rule)
        else:
            known = self.case.under.procedure.steps[found.step].approval
            assert known is not None
            approval = known
        return rules.why_not_approve(self.matter, found, approval, actor) is None

    def _serve(self, draw: Any) -> None:
        waiting = [(p, party) for p in self.matter.documents.values() for party in p.unserved]
        if not waiting:
            return
        paper, party = draw(st.sampled_from(waiting))
        holders = [a for a in STAFF.values() if a.has("handler", self.matter.unit_path)]
        actor = draw(st.sampled_from(holders if holders and draw(LIKELY) else self.everyone))
        procedure = self.case.under.procedure
        args = (self.matter, procedure, paper.id, party, "post", actor)
        _, _, rule = rules.require_service(*args)
        served = e.DocumentServed(
            document=paper.id,
            kind=paper.kind,
            party=party,
            way="post",
            served_on=self.case.at.date().isoformat(),
        )
        self.case.happen(served, rule.basis, by=actor.id)

    def _extend(self, draw: Any) -> None:
        procedure = self.case.under.procedure
        open_to = [
            (actor, key)
            for actor in STAFF.values()
            for key in self.matter.clocks
            if rules.why_not_extend(self.matter, procedure, key, actor) is None
        ]
        if not open_to:
            return
        actor, key = draw(st.sampled_from(open_to))
        rule = procedure.clocks[self.matter.clocks[key].clock].extension
        assert rule is not None
        by, ground = (
            draw(st.sampled_from([1, rule.up_to, rule.up_to + 1, 0])),
            draw(st.sampled_from([*rule.grounds])),
        )
        rules.require_extension(self.matter, procedure, key, by, ground, actor)
        fields = {"by": by, "ground": ground, "reason": Sealed("p1", "x")}
        proposed = e.StepProposed(
            proposal=f"a{self.matter.proposed + 1}", step=f"extend:{key}", fields=fields
        )
        self.case.happen(proposed, rule.basis, by=actor.id)

    def _party(self, draw: Any) -> None:
        person = draw(st.sampled_from(self.parties))
        waiting = [q for q in self.matter.questions.values() if q.answered_at is None]
        said: e.Data
        if waiting and draw(st.booleans()):
            question = rules.require_question(self.matter, waiting[0].id, person)
            said = e.QuestionAnswered(
                question=question.id, party=person.party, text=Sealed("p1", "x")
            )
        elif draw(st.booleans()):
            rules.require_rating(self.matter, 4, person)
            said = e.MatterRated(party=person.party, score=4)
        else:
            rules.require_open(self.matter, self.case.under.procedure)
            said = e.StatementAdded(party=person.party, text=Sealed("p1", "x"))
        self.case.happen(said, by=person.id)

    def _name(self, draw: Any) -> None:
        actor = draw(st.sampled_from([*STAFF.values()]))
        rules.require_naming(self.matter, actor)
        one = draw(st.sampled_from(["han", "an", "top.han"]))
        whole = draw(st.booleans())
        whom = {"units": [town.STATION]} if whole else {"staff": [one]}
        subjects.name_subjects(self.case, whom, confirmed=draw(st.booleans()))


def explained(clock: Clock, calendars: Mapping[str, Calendar]) -> str:
    """The last day of a clock, as the explanation reckons it from the facts alone."""
    facts = clock.facts
    of = facts.rule
    rule = Rule(of.unit, of.limit, of.roll, of.first_day, of.direction, of.time_zone)  # type: ignore[arg-type]
    exact = len(facts.start) > 10
    start = times.parse(facts.start) if exact else date.fromisoformat(facts.start)
    pauses = [
        (times.parse(since or ""), times.parse(end) if end else None) for since, end in facts.pauses
    ]
    last = explain(rule, calendars[of.calendar], start, pauses, facts.extended_by).due.due
    return times.iso(last) if isinstance(last, datetime) else last.isoformat()


def check(walk: Walk) -> None:
    """What must hold at every moment, whatever the law of the place says."""
    matter, under = walk.matter, walk.case.under
    for clock in matter.clocks.values():
        if clock.is_open:
            assert explained(clock, under.calendars) == clock.facts.due_on
    assert rules.clock_facts(matter, under, walk.case.at) == []
    for act in matter.acts:
        if under.procedure.steps[act.step].approval is not None:
            assert act.proposed_by
            assert act.by != act.proposed_by
    for actor in walk.everyone:
        allowed = [o for o in rules.steps_now(matter, under.procedure, actor) if o.allowed]
        if visibility.is_barred(actor, matter) or actor.staff in matter.about_staff:
            assert allowed == []
        assert all(matter.status in offer.step.from_ for offer in allowed)
        if matter.final:
            closed(matter, walk, actor)


def closed(matter: Matter, walk: Walk, actor: Actor) -> None:
    """From a final status leads only what the pack says leads on from it."""
    for name, step in walk.case.under.procedure.steps.items():
        if matter.status not in step.from_:
            assert rules.why_not(matter, walk.case.under.procedure, name, actor) is not None


def told_again(walk: Walk) -> None:
    """The facts folded from the beginning give the matter that was folded on the way."""
    again = folded(walk.case.facts)
    for name in ("version", "status", "kind", "final", "clocks", "acts", "unit_path", "proposals"):
        assert getattr(again, name) == getattr(walk.matter, name)


def folded(facts: list[Fact]) -> Matter:
    matter = Matter()
    matter.number = "M-1"
    for fact in facts:
        state.apply(matter, provisional(matter, fact))
    return matter


def whole(pack: Pack, name: str) -> Callable[[st.DataObject], None]:
    """The walk of one procedure."""

    @settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def wander(data: st.DataObject) -> None:
        kinds = sorted(pack.procedures[name][-1].kinds)
        kind, start = data.draw(st.sampled_from(kinds)), data.draw(st.sampled_from(STARTS))
        walk = Walk(pack, name, kind, start, data.draw(st.integers(1, 3)))
        check(walk)
        for _ in range(data.draw(st.integers(6, 24))):
            walk.do(data.draw)
            check(walk)
        told_again(walk)

    return wander


@pytest.mark.parametrize(("pack", "name"), EVERY, ids=[f"{p.file.pack}/{n}" for p, n in EVERY])
def test_any_walk_that_the_rules_allow_holds_together(pack: Pack, name: str) -> None:
    whole(pack, name)()  # type: ignore[call-arg]
