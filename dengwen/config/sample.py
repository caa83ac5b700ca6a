"""The sample town: units, staff and a year of matters, acted out by the sample staff themselves.

Who lives there and what happens is data of the pack (`sample/town.yaml`, `sample/matters.yaml`);
here is only the theatre. Every act goes through the verbs of the house, at its simulated time.
"""

from __future__ import annotations

import heapq
import json
import os
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from dengwen import times
from dengwen.config import place, sample_windows
from dengwen.errors import Refusal, Undisclosed
from dengwen.intake.actions.register import register
from dengwen.intake.submission import Person, Submission
from dengwen.law import library
from dengwen.law.procedure import Field
from dengwen.matters.actions.approve import approve
from dengwen.matters.actions.case import simulated
from dengwen.matters.actions.open import load
from dengwen.matters.actions.rate import rate
from dengwen.matters.actions.serve import serve
from dengwen.matters.actions.take import take
from dengwen.matters.actions.take_remedy import take_remedy
from dengwen.matters.models import MatterRow
from dengwen.matters.state import Matter
from dengwen.people import accounts
from dengwen.people.actions import add_staff, open_unit
from dengwen.people.actor import SYSTEM, Actor
from dengwen.people.models import UnitRow

PASSWORD = "sample-drum-119"  # noqa: S105 - of invented accounts on a database that takes no real data
YEAR = timedelta(days=365)

Progress = Callable[[int, int], None]


def build(progress: Progress | None = None) -> None:
    """Make the town where it is not there yet; where it is, do nothing.

    Units and staff once; then matters until there are as many as the pack says, so that a build
    that was cut short is carried on.
    """
    folder = Path(library.current().root) / "sample"
    if not folder.exists():
        return
    town = _read(folder / "town.yaml")
    if not UnitRow.objects.exists():
        _people(town)
    sample_windows.build(town)
    script = _read(folder / "matters.yaml")
    missing = script["size"] - MatterRow.objects.filter(historical=False).count()
    if missing > script["size"] // 10:
        with simulated():
            Year(script, missing, progress).run()


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def _people(town: dict[str, Any]) -> None:
    since = times.now() - YEAR - timedelta(days=30)
    for unit in town["units"]:
        open_unit(
            SYSTEM,
            unit["id"],
            unit["name"],
            kind=unit["kind"],
            parent=unit.get("parent", ""),
            outline=unit.get("outline", []),
            areas=unit.get("areas", []),
            contact=unit.get("contact"),
            code=unit["code"],
            at=since,
        )
    signs = []
    for one in town["staff"]:
        add_staff(
            SYSTEM,
            one["id"],
            one["name"],
            one["unit"],
            roles=list(one["roles"].items()),
            password=PASSWORD,
            at=since,
        )
        duties = ", ".join(f"{role} @ {unit}" for role, unit in one["roles"].items())
        signs.append([one["id"], PASSWORD, f"{one['name']} · {duties}"])
    file = place.here().home / "sample-sign-ins.json"
    file.write_text(json.dumps(signs, ensure_ascii=False), "utf-8")
    os.chmod(file, 0o600)


class Year:
    """A year of stories in the order of their times: what one does may depend on another."""

    def __init__(self, script: dict[str, Any], size: int, progress: Progress | None) -> None:
        self.script = script
        self.size = size
        self.progress = progress or (lambda done, total: None)
        self.chance = random.Random(19119)  # noqa: S311 - a play, not a secret
        self.now = times.now()
        self.queue: list[tuple[datetime, int, Iterator[timedelta], list[Any]]] = []
        self.done = 0
        self.turns = 0
        self.at = self.now

    def run(self) -> None:
        """Act everything out up to now; what would come later stays open."""
        for _ in range(self.size):
            # Most of it lately: a desk is full of what came in these weeks.
            clock: list[Any] = [self.now - YEAR * self.chance.random() ** 3]
            self._enter(clock, self._story(clock))
        while self.queue:
            at, turn, story, clock = heapq.heappop(self.queue)
            clock[0] = self.at = at
            wait = next(story, None)
            if wait is not None and at + wait < self.now:
                heapq.heappush(self.queue, (at + wait, turn, story, clock))
            else:
                self.done += 1
                self.progress(min(self.done, self.size), self.size)

    def _enter(self, clock: list[Any], story: Iterator[timedelta]) -> None:
        heapq.heappush(self.queue, (clock[0], self.turns, story, clock))
        self.turns += 1

    def _story(self, clock: list[Any]) -> Iterator[timedelta]:
        """One matter's life; yields how long it waits before each act. `clock[0]` is its now."""
        story = self._pick()
        yield from self._live(clock, self._receive(story, clock[0]), story.get("acts", []))

    def _live(
        self, clock: list[Any], number: str, acts: list[dict[str, Any]]
    ) -> Iterator[timedelta]:
        for act in acts:
            yield _wait(act.get("after", "1d")) * self.chance.uniform(0.5, 1.6)
            if self.chance.random() > act.get("chance", 1):
                continue
            try:
                self._act(number, act, clock[0])
            except (Refusal, Undisclosed):
                continue  # the law did not allow it on this road; the next act may fit

    def _pick(self) -> dict[str, Any]:
        stories = self.script["stories"]
        chosen: dict[str, Any] = self.chance.choices(stories, [s["weight"] for s in stories])[0]
        return chosen

    def _receive(self, story: dict[str, Any], at: datetime) -> str:
        where = self.chance.choice(self.script["places"])
        subject, statement = self.chance.choice(story["lines"])
        districts = [u.id for u in UnitRow.objects.filter(open=True, kind="service") if u.areas]
        named = self.chance.random() < 0.85
        person = Person(
            name=self.chance.choice(self.script["people"]) if named else "",
            phone=f"0900{self.chance.randrange(10**7):07d}" if named else "",
            language="zh-Hans",
            electronic=named,
        )
        receipt = register(
            Submission(
                offer=story["offer"],
                language="zh-Hans",
                subject=subject,
                statement=statement.format(place=where),
                answers={k: self._value(v) for k, v in story.get("answers", {}).items()}
                | self._asked(story),
                place=where,
                unit=self.chance.choice(districts),
                people=(person,),
                received_at=at,
                time_source="simulated",
            )
        )
        return receipt.number

    def _asked(self, story: dict[str, Any]) -> dict[str, Any]:
        """What the door asks and the story does not say."""
        offers = [p[-1].offers for p in library.current().procedures.values()]
        asks = next(o[story["offer"]] for o in offers if story["offer"] in o).asks
        said = story.get("answers", {})
        return {k: self._fill(f, None) for k, f in asks.items() if f.required and k not in said}

    def _act(self, number: str, act: dict[str, Any], at: datetime) -> None:
        matter = load(number)
        if "step" in act:
            self._step(matter, act, at)
        elif act.get("approve"):
            for proposal in list(matter.proposals):
                approve(self._actor(matter, act["by"], proposal), number, proposal, at=at)
        elif act.get("serve"):
            self._serve(matter, at)
        elif "rate" in act:
            score = self.chance.randint(*act["rate"])
            rate(_party(matter), number, score, "", at=at)
        elif "remedy" in act:
            self._remedy(matter, act, at)

    def _step(self, matter: Matter, act: dict[str, Any], at: datetime) -> None:
        law = library.procedure(matter.procedure)
        step = law.steps[act["step"]]
        given = {k: self._value(v) for k, v in act.get("fields", {}).items()}
        if step.names_subject and act.get("subject"):
            given[step.names_subject] = {"units": [act["subject"]], "staff": []}
        for name, field in step.needs.items():
            if name not in given and field.required:
                given[name] = self._fill(field, matter)
        actor = self._actor(matter, act["by"])
        take(actor, matter.number, act["step"], given, at=at)

    def _remedy(self, matter: Matter, act: dict[str, Any], at: datetime) -> None:
        """The new matter lives its own acts from now on."""
        document = next(iter(reversed(matter.documents)), "")
        party = _party(matter)
        taken = take_remedy(party, matter.number, act["remedy"], document, act["statement"], at=at)
        clock = [at]
        self._enter(clock, self._live(clock, taken.number, act.get("acts", [])))

    def _serve(self, matter: Matter, at: datetime) -> None:
        handler = self._actor(matter, "assigned")
        day = at.astimezone(ZoneInfo(library.current().file.time_zone)).date()
        for document in list(matter.documents.values()):
            for party in document.unserved:
                serve(handler, matter.number, document.id, party, "in_person", day, at=at)

    def _actor(self, matter: Matter, role: str, proposal: str = "") -> Actor:
        """Someone of the unit who may: the handler, or a holder of the role."""
        if role == "assigned" and matter.assigned:
            return accounts.actor_of(matter.assigned)
        role = "handler" if role == "assigned" else role
        proposer = matter.proposals[proposal].proposed_by if proposal else ""
        staff = [s.id for s in accounts.holders(role, matter.unit_path)]
        free = [s for s in staff if f"staff:{s}" != proposer]
        if not free:
            raise Undisclosed
        return accounts.actor_of(free[0])

    def _value(self, value: Any) -> Any:
        return self.chance.choice(value) if isinstance(value, list) else value

    def _fill(self, field: Field, matter: Matter | None) -> Any:
        """A plain answer to a question the script leaves open."""
        if field.type in ("choice",):
            return self.chance.choice(list(field.options))
        if field.type == "yes_no":
            return "yes"
        if field.type == "datetime":
            return times.iso(self.at)
        if field.type == "date":
            return (self.at + timedelta(days=15)).date().isoformat()
        if field.type == "number":
            return 1
        if field.type == "staff" and matter is not None:
            role = "inspectorate" if matter.confidential else "handler"
            found = accounts.holders(role, matter.unit_path)
            own = [s.id for s in found if s.unit == matter.unit] or [s.id for s in found]
            return self.chance.choice(own) if own else ""
        return self.chance.choice(self.script["filler"])


def _party(matter: Matter) -> Actor:
    first = next(iter(matter.parties))
    return Actor(id=f"party:{first}", kind="party", matter=matter.number, party=first)


def _wait(text: str) -> timedelta:
    unit = {"h": timedelta(hours=1), "d": timedelta(days=1)}[text[-1]]
    return int(text[:-1]) * unit
