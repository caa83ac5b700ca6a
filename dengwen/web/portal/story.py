"""The story 進展: one matter as the person who brought it reads it.

Everything here is told from the matter's own facts and the law it runs under; nothing is decided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dengwen import times
from dengwen.errors import Refusal
from dengwen.law import procedure as law
from dengwen.ledger.event import Sealed
from dengwen.matters import rules
from dengwen.matters.actions.case import law_of
from dengwen.matters.actions.onward import taken_by
from dengwen.matters.state import Clock, Document, Line, Matter, Question
from dengwen.people import units
from dengwen.people.actor import Actor
from dengwen.web import words

UNHAPPY = 2
"""A rating as low as this is answered with what the person can do."""


@dataclass(frozen=True)
class Told:
    """One line of the time line."""

    what: str
    at: datetime
    recorded_at: datetime
    more: str = ""
    basis: tuple[str, ...] = ()

    @property
    def late_entry(self) -> bool:
        """Whether it was written down on another day than it happened."""
        return (self.recorded_at - self.at).total_seconds() > 3600


@dataclass(frozen=True)
class Shown:
    """One clock as its card shows it."""

    key: str
    label: str
    look: str  # running | near | overdue | paused | met | missed | gone
    clock: Clock
    owed_by_me: bool
    note: str = ""

    @property
    def basis(self) -> list[str]:
        """The articles the duty rests on."""
        return self.clock.facts.rule.basis

    @property
    def is_open(self) -> bool:
        """Whether something is still owed."""
        return self.clock.is_open


@dataclass(frozen=True)
class Paper:
    """A document for this party."""

    document: Document
    label: str
    served_on: str
    remedies: list[rules.Open]


@dataclass(frozen=True)
class Onward:
    """A remedy that this party took, and the matter it became."""

    label: str
    number: str
    remedy: str
    document: str
    at: datetime


@dataclass
class Story:
    """Everything the page of a matter shows."""

    matter: Matter
    procedure: law.Procedure
    party: str
    title: str
    kind: str
    told: str
    outcome: str
    unit: str
    contact: dict[str, str]
    lines: list[Told] = field(default_factory=list)
    clocks: list[Shown] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    acts: list[rules.Offerable] = field(default_factory=list)
    remedies: list[rules.Open] = field(default_factory=list)
    unverified: bool = False

    @property
    def open_clocks(self) -> list[Shown]:
        """What is still owed, what runs out first on top."""
        due = [clock for clock in self.clocks if clock.is_open]
        return sorted(due, key=lambda shown: shown.clock.due_at)

    @property
    def closed_clocks(self) -> list[Shown]:
        """What was owed and is no longer."""
        return [clock for clock in self.clocks if not clock.is_open]

    @property
    def may_rate(self) -> bool:
        """Whether it has an answer or an end, and nobody has said what they think of it."""
        answered = self.matter.final or bool(self.papers) or self.matter.answer is not None
        return answered and self.matter.rating is None

    @property
    def onward(self) -> list[Onward]:
        """The matters that this party's own remedies became."""
        return [
            Onward(remedy_name(x.remedy, self), x.other_number, x.remedy, x.document, x.at)
            for x in taken_by(self.matter, self.party)
        ]

    @property
    def is_unhappy(self) -> bool:
        """Whether this party said that it was handled badly."""
        rating = self.matter.rating
        return rating is not None and rating.party == self.party and rating.score <= UNHAPPY

    @property
    def open_remedies(self) -> list[rules.Open]:
        """The remedies that may be taken here now."""
        return [remedy for remedy in self.remedies if remedy.allowed]


def tell(matter: Matter, actor: Actor) -> Story:
    """The story of a matter for the party who reads it."""
    under = law_of(matter)
    procedure = under.procedure
    kind = procedure.kinds.get(matter.kind)
    status = procedure.statuses.get(matter.status)
    unit = units.get(matter.unit)
    now = times.now()
    story = Story(
        matter=matter,
        procedure=procedure,
        party=actor.party,
        title=words.say(procedure.label),
        kind=words.say(kind.label) if kind else "",
        told=words.say((status.told or status.label) if status else matter.status),
        outcome=words.say(kind.outcomes.get(matter.outcome, "")) if kind else "",
        unit=words.say(unit.name),
        contact=unit.contact,
        clocks=[shown(clock, procedure, now) for clock in own(matter, actor.party)],
        questions=[
            q for q in matter.questions.values() if q.party in ("", actor.party) and not q.answer
        ],
        remedies=rules.remedies_now(matter, procedure, actor.party, now),
        acts=[
            act for act in rules.steps_now(matter, procedure, actor) if yours(act, matter, actor)
        ],
        unverified=procedure.verified is None,
    )
    story.lines = [told for line in matter.lines if (told := line_told(line, story))]
    story.papers = [paper(doc, story) for doc in matter.documents.values() if addressed(doc, actor)]
    return story


def own(matter: Matter, party: str) -> list[Clock]:
    """The clocks that concern the party: everybody's and their own, not another party's."""
    return [clock for clock in matter.clocks.values() if clock.party in ("", party)]


def yours(act: rules.Offerable, matter: Matter, actor: Actor) -> bool:
    """Whether a step is one that this party's role takes at all."""
    party = matter.parties.get(actor.party)
    return act.allowed and party is not None and party.role in act.step.who.parties


def addressed(document: Document, actor: Actor) -> bool:
    """Whether a document is for this party."""
    return actor.party in document.to


def paper(document: Document, story: Story) -> Paper:
    """A document with its name, its service and the remedies against it."""
    spec = story.procedure.documents.get(document.kind)
    service = document.served_on(story.party)
    return Paper(
        document,
        words.say(spec.label) if spec else document.kind,
        service.served_on if service else "",
        [remedy for remedy in story.remedies if remedy.document.id == document.id],
    )


def shown(clock: Clock, procedure: law.Procedure, now: datetime) -> Shown:
    """A clock with its name and how it looks."""
    spec = procedure.clocks.get(clock.clock)
    note = words.say(spec.note) if spec and spec.note else ""
    label = words.say(spec.label) if spec else clock.clock
    return Shown(
        clock.key, label, look(clock, now), clock, clock.facts.rule.owed_by == "person", note
    )


def look(clock: Clock, now: datetime) -> str:
    """How a clock stands, for its colour and its word."""
    if clock.state == "paused":
        return "paused"
    if clock.state == "running":
        if now >= clock.due_at:
            return "overdue"
        return "near" if now >= times.parse(clock.facts.near_at) else "running"
    if clock.state == "stopped":
        return "missed" if clock.late else "met"
    return "gone" if clock.state == "fell_away" else "lapsed"


def opened(sealed: Sealed | None) -> str:
    """The words of a sealed field; '' when it was erased or is not for this reader."""
    return "" if sealed is None or sealed.value is None else str(sealed.value)


def line_told(line: Line, story: Story) -> Told | None:
    """An event as a line of the person's time line; None for what is not told."""
    teller = TELLERS.get(line.type)
    said = teller(line.data, story) if teller else None
    if said is None:
        return None
    what, more = said
    return Told(what, line.at, line.recorded_at, more, line.basis)


Said = tuple[str, str] | None
Teller = Callable[[Any, Story], Said]


def _received(data: Any, story: Story) -> Said:
    return _("We received your matter"), ""


def _taken(data: Any, story: Story) -> Said:
    step = story.procedure.steps.get(data.step)
    if step is None or step.told is None:
        return None
    return words.say(step.told), ""


def _moved(data: Any, story: Story) -> Said:
    return _("It was passed to %(unit)s") % {"unit": unit_name(data.to_unit)}, ""


def _kind(data: Any, story: Story) -> Said:
    kind = story.procedure.kinds.get(data.to_kind)
    label = words.say(kind.label) if kind else data.to_kind
    return _("It is now handled as: %(kind)s") % {"kind": label}, ""


def _document(data: Any, story: Story) -> Said:
    if story.party not in data.to:
        return None
    return _("A paper was issued: %(paper)s") % {"paper": document_name(data.kind, story)}, ""


def _served(data: Any, story: Story) -> Said:
    if story.party != data.party:
        return None
    return _("You were served: %(paper)s") % {"paper": document_name(data.kind, story)}, ""


def _asked(data: Any, story: Story) -> Said:
    return (_("We asked you something"), opened(data.text)) if mine(data, story) else None


def _answered(data: Any, story: Story) -> Said:
    return (_("You answered"), opened(data.text)) if mine(data, story) else None


def _added(data: Any, story: Story) -> Said:
    return (_("You added"), opened(data.text)) if mine(data, story) else None


def _file(data: Any, story: Story) -> Said:
    return (_("You added a file"), opened(data.name)) if data.party == story.party else None


def _extended(data: Any, story: Story) -> Said:
    clock = story.procedure.clocks.get(data.key.partition(":")[0])
    tells = clock.extension.tells if clock and clock.extension else None
    grounds = clock.extension.grounds if clock and clock.extension else {}
    label = words.say(clock.label) if clock else data.key
    what = words.say(tells) if tells else _("The time was extended: %(clock)s") % {"clock": label}
    why = [words.say(grounds.get(data.ground, "")), opened(data.reason)]
    return what, "\n".join(part for part in why if part)


def _lapsed(data: Any, story: Story) -> Said:
    clock = story.procedure.clocks.get(data.clock)
    label = words.say(clock.label) if clock else data.clock
    return _("A time ran out, and the law gives that an effect: %(clock)s") % {"clock": label}, ""


def _rated(data: Any, story: Story) -> Said:
    return _("You rated us: %(score)s of 5") % {"score": data.score}, opened(data.comment)


def _linked(data: Any, story: Story) -> Said:
    said = {
        "challenged_by": _("A remedy was taken against a decision in this matter"),
        "challenges": _("This matter challenges an earlier decision"),
        "joined_into": _("It was joined with another matter about the same thing"),
        "transferred_to": _("It goes on as another matter"),
    }
    return said.get(data.relation, data.relation), ""


def _reissued(data: Any, story: Story) -> Said:
    said = _("You were given a new secret; the one before opens this matter no more")
    return (said, "") if data.party == story.party else None


def _imported(data: Any, story: Story) -> Said:
    return _("The answer"), opened(data.text)


def _needs(data: Any, story: Story) -> Said:
    return (_("You told us what you need"), "") if data.party == story.party else None


def _withdrawn(data: Any, story: Story) -> Said:
    said = _("You took back what you had said you need; it was destroyed")
    return (said, "") if data.party == story.party else None


def _redacted(data: Any, story: Story) -> Said:
    said = _("You marked what of your words may not be published")
    return (said, "") if data.party == story.party else None


def _attention(data: Any, story: Story) -> Said:
    return (_("You asked the supervisor to look at it"), "") if data.party == story.party else None


TELLERS: dict[str, Teller] = {
    "matter_received": _received,
    "step_taken": _taken,
    "matter_moved": _moved,
    "kind_changed": _kind,
    "document_issued": _document,
    "document_served": _served,
    "question_asked": _asked,
    "question_answered": _answered,
    "statement_added": _added,
    "file_attached": _file,
    "clock_extended": _extended,
    "lapsed_by_law": _lapsed,
    "matter_rated": _rated,
    "matter_linked": _linked,
    "secret_reissued": _reissued,
    "answer_imported": _imported,
    "needs_stated": _needs,
    "needs_withdrawn": _withdrawn,
    "words_redacted": _redacted,
    "attention_asked": _attention,
}
"""How each event type is told to the person; any other is not told at all."""


def mine(data: Any, story: Story) -> bool:
    """Whether an event concerns this party, or everybody."""
    return data.party in ("", story.party)


def unit_name(unit: str) -> str:
    """A unit by name."""
    try:
        return words.say(units.get(unit).name)
    except LookupError:
        return unit


def remedy_name(remedy: str, story: Story) -> str:
    """A remedy by name."""
    spec = story.procedure.remedies.get(remedy)
    return words.say(spec.label) if spec else remedy


def document_name(kind: str, story: Story) -> str:
    """A kind of document by name."""
    spec = story.procedure.documents.get(kind)
    return words.say(spec.label) if spec else kind


def refusal_words(refusal: Refusal | None) -> str:
    """Why something is not possible, in words."""
    return words.reason(refusal) if refusal else ""
