"""A matter 事項 as its events tell it. Pure: folds facts, opens no pack and asks no clock.

`fold` is the only way to a `Matter`. An event of an older shape passes through `UPCASTERS` first;
a fold never fails on a history that was written, whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from dengwen import times
from dengwen.law.clock import Happened
from dengwen.ledger.event import Event, Sealed
from dengwen.matters import events as e

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTERS: dict[tuple[str, int], Upcaster] = {}
"""(type, v) → what turns data of that `v` into the next. Empty until a shape changes."""

PRESENT_RULE = "measured_by_present_rule"
"""The reading of a clock in a historical matter that came in before its rule was law."""


@dataclass(slots=True)
class Line:
    """One line of the time line: an event with its data typed."""

    version: int
    type: str
    at: datetime
    recorded_at: datetime
    time_source: str
    by: str
    basis: tuple[str, ...]
    data: Any


@dataclass(slots=True)
class Party:
    """Someone outside the service who stands in the matter."""

    id: str
    person: str
    role: str
    name: Sealed | None
    contact: Sealed | None
    notify_by: str
    language: str
    representative: bool
    named_publicly: bool
    electronic: bool
    needs: Sealed | None
    joined_at: datetime
    brings: bool = True
    erased: bool = False
    stated: list[e.NeedsStated] = field(default_factory=list)  # every time needs were stated


@dataclass(slots=True)
class Service:
    """A paper reached a party 送達: on whom, how, on which day."""

    party: str
    way: str
    served_on: str
    at: datetime
    proof: Sealed | None
    by: str


@dataclass(slots=True)
class Document:
    """A paper issued in the matter, with every service of it and every attempt that failed."""

    id: str
    kind: str
    number: str
    languages: list[str]
    sha256: str
    person: str
    to: list[str]
    step: str
    fields: dict[str, Any]
    issued_at: datetime
    by: str
    services: list[Service] = field(default_factory=list)
    failures: list[tuple[datetime, str, str]] = field(default_factory=list)  # at, party, way
    copied_to: list[str] = field(default_factory=list)  # staff it is about, who were sent a copy

    def served_on(self, party: str) -> Service | None:
        """The first service of this paper on the party; None while it has not reached them."""
        return next((s for s in self.services if s.party == party), None)

    @property
    def unserved(self) -> list[str]:
        """The parties it is for and has not reached."""
        reached = {s.party for s in self.services}
        return [party for party in self.to if party not in reached]


@dataclass(slots=True)
class Extended:
    """One extension 延長 of a clock."""

    by: int
    ground: str
    at: datetime
    proposed_by: str
    allowed_by: str


@dataclass(slots=True)
class Clock:
    """A clock 期限 as it was last recorded.

    `state` is running, paused, stopped, lapsed or fell_away.
    """

    key: str
    clock: str
    party: str
    state: str
    facts: e.ClockReckoned
    reckoned_at: datetime
    basis: tuple[str, ...]
    late: bool = False
    missed: int = 0  # earlier runs of it that were met too late
    stopped_at: datetime | None = None
    stop_trigger: str = ""
    effect: str = ""
    extensions: list[Extended] = field(default_factory=list)
    reminded: list[str] = field(default_factory=list)

    @property
    def extended_by(self) -> int:
        """All extensions together, in the clock's unit."""
        return sum(extension.by for extension in self.extensions)

    @property
    def due_at(self) -> datetime:
        """The instant at which it runs out."""
        return times.parse(self.facts.due_at)

    @property
    def paused_at(self) -> datetime | None:
        """Since when it stands still; None while it runs or after it ended."""
        since = next((a for a, b in reversed(self.facts.pauses) if b is None), None)
        return times.parse(since) if since and self.state == "paused" else None

    @property
    def by_present_rule(self) -> bool:
        """Whether it measures a time in which its rule was not law yet; a page must say so."""
        return self.facts.rule.reading == PRESENT_RULE

    @property
    def is_open(self) -> bool:
        """Whether the duty is still owed: running or paused."""
        return self.state in ("running", "paused")


@dataclass(slots=True)
class Proposal:
    """A step or an extension waiting for a second pair of eyes."""

    id: str
    step: str
    fields: dict[str, Any]
    party: str
    proposed_by: str
    proposed_at: datetime
    approver_roles: list[str]
    approver_unit_path: list[str]


@dataclass(slots=True)
class Question:
    """A question put to a party, and the answer when there is one."""

    id: str
    party: str
    text: Sealed
    asked_at: datetime
    by: str
    answer: Sealed | None = None
    answered_at: datetime | None = None


@dataclass(slots=True)
class Call:
    """A call back 回電 that was promised to a party; owed until someone was reached."""

    id: str
    party: str
    by_at: datetime
    why: Sealed | None
    promised_by: str
    tried: int = 0
    reached_at: datetime | None = None


@dataclass(slots=True)
class File:
    """A file attached to the matter; `id` finds its sealed bytes."""

    id: str
    party: str
    person: str
    name: Sealed
    type: str
    size: int
    sha256: str
    at: datetime
    by: str
    erased: bool = False


@dataclass(slots=True)
class Taken:
    """A step that was taken: by whom, proposed by whom, when, for which party."""

    step: str
    by: str
    proposed_by: str
    at: datetime
    party: str
    outcome: str


@dataclass(slots=True)
class Stay:
    """A unit that had the matter, from when, and to whom it was assigned there."""

    unit: str
    path: tuple[str, ...]
    since: datetime


@dataclass(slots=True)
class Link:
    """Another matter beside this one."""

    other: str
    other_number: str
    relation: str
    procedure: str
    kind: str
    document: str
    remedy: str
    party: str
    at: datetime


@dataclass(slots=True)
class Joined:
    """Another matter that is dealt with together with this one 併案; one of the two leads."""

    number: str
    leads: bool  # whether this matter leads the other
    alike: list[str]
    reason: Sealed
    at: datetime
    by: str


@dataclass(slots=True)
class Said:
    """Words added after the beginning: a party's addition or an internal note."""

    text: Sealed
    by: str
    party: str
    at: datetime


@dataclass(slots=True)
class Recusal:
    """A member of staff keeps out 迴避."""

    staff: str
    ground: str
    reason: Sealed | None
    at: datetime
    by: str


@dataclass(slots=True)
class Rating:
    """What a party thought of how it was handled, 1 to 5."""

    party: str
    score: int
    comment: Sealed | None
    at: datetime


@dataclass(slots=True)
class Matter:
    """Everything a page, a rule or a row needs to know of one matter."""

    number: str = ""
    version: int = 0
    procedure: str = ""
    procedure_version: str = ""
    pack: e.PackRef | None = None
    kind: str = ""
    status: str = ""
    outcome: str = ""
    final: bool = False
    channel: str = ""
    offer: str = ""
    language: str = ""
    unit: str = ""
    unit_path: tuple[str, ...] = ()
    trail: list[Stay] = field(default_factory=list)
    assigned: str = ""
    handlers: list[str] = field(default_factory=list)
    subject: Sealed | None = None
    statement: Sealed | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    place: e.Place | None = None
    danger: bool = False
    confidential: bool = False
    about_said: Sealed | None = None
    about_units: list[str] = field(default_factory=list)
    about_staff: list[str] = field(default_factory=list)
    about_confirmed: bool = False
    subject_told: bool = False
    subject_barred: bool = True
    recused: dict[str, Recusal] = field(default_factory=dict)
    not_by: list[str] = field(default_factory=list)
    parties: dict[str, Party] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)  # digest → party
    documents: dict[str, Document] = field(default_factory=dict)
    clocks: dict[str, Clock] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    proposed: int = 0  # how many proposals there ever were
    questions: dict[str, Question] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    statements: list[Said] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)
    redacted: dict[str, list[e.Passage]] = field(default_factory=dict)  # by party
    attention: dict[str, datetime] = field(default_factory=dict)  # who asked the supervisor, when
    acts: list[Taken] = field(default_factory=list)
    said: dict[str, Any] = field(default_factory=dict)  # see law.predicates.Facts
    links: list[Link] = field(default_factory=list)
    joined: dict[str, Joined] = field(default_factory=dict)  # by the other's number
    rating: Rating | None = None
    answer: Sealed | None = None  # of an imported matter
    answered_at: datetime | None = None
    source: str = ""
    fingerprint: str = ""
    historical: bool = False
    challenges: str = ""
    challenged_document: str = ""
    entry_token: str = ""
    received_at: datetime | None = None
    status_at: datetime | None = None
    closed_at: datetime | None = None
    changed_at: datetime | None = None
    happened: list[Happened] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def stream(self) -> str:
        """The name of its stream in the ledger."""
        return f"matter:{self.number}"

    @property
    def restricted(self) -> bool:
        """Whether it is kept from all but the few: accusation material, or about someone who is
        not yet confirmed (信訪工作條例 art 30(3)), where the pack bars whom it is about."""
        about = self.about_said or self.about_units or self.about_staff
        kept = bool(about) and self.subject_barred and not self.about_confirmed
        return self.confidential or kept

    @property
    def told_staff(self) -> list[str]:
        """The staff it is about who are told of it: once it is confirmed that it is about them,
        and never of accusation material."""
        tells = self.subject_told and self.about_confirmed and not self.confidential
        return list(self.about_staff) if tells else []

    @property
    def is_about_staff(self) -> bool:
        """Whether it is confirmed to be about members of staff by name."""
        return self.about_confirmed and bool(self.about_staff)

    @property
    def previous(self) -> Stay | None:
        """Where it was before it came to its present unit."""
        return self.trail[-2] if len(self.trail) > 1 else None

    @property
    def led_by(self) -> str:
        """The number of the matter that leads this one; '' where none does."""
        return next((one.number for one in self.joined.values() if not one.leads), "")

    @property
    def followers(self) -> list[str]:
        """The numbers of the matters that this one leads."""
        return [one.number for one in self.joined.values() if one.leads]

    @property
    def brought_by(self) -> list[Party]:
        """Those who bring the matter, in the order in which they joined."""
        return [party for party in self.parties.values() if party.brings]

    @property
    def people(self) -> int:
        """How many people bring the matter."""
        return len(self.brought_by)

    @property
    def reachable(self) -> bool:
        """Whether someone who brings it left a name and a way to be told."""
        return any(p.name and p.contact and not p.erased for p in self.brought_by)

    @property
    def taken(self) -> set[str]:
        """The steps taken so far."""
        return {act.step for act in self.acts}

    @property
    def call_by(self) -> datetime | None:
        """By when the next promised call is owed; None where none is, or the matter has ended."""
        owed = [call.by_at for call in self.calls.values() if call.reached_at is None]
        return None if self.final else min(owed, default=None)

    @property
    def unheard_at(self) -> datetime | None:
        """Since when words of the person have met no act of the service; None where none wait."""
        answered = any(question.answered_at for question in self.questions.values())
        if self.final or not (self.statements or answered):
            return None
        since = None
        for line in reversed(self.lines):
            if line.by.startswith("staff:"):
                break
            if line.type in ("statement_added", "question_answered"):
                since = line.at
        return since

    def took(self, step: str) -> list[Taken]:
        """Every time the step was taken."""
        return [act for act in self.acts if act.step == step]

    def who_took(self, steps: Iterable[str]) -> set[str]:
        """Actors who took or proposed any of the steps."""
        named = set(steps)
        acts = [act for act in self.acts if act.step in named]
        return ({act.by for act in acts} | {act.proposed_by for act in acts}) - {""}

    def document_of(self, kind: str) -> Document | None:
        """The latest document of the kind."""
        return next((d for d in reversed(self.documents.values()) if d.kind == kind), None)


def fold(history: Iterable[Event]) -> Matter:
    """The matter that a history tells. An empty history gives an empty matter of version 0."""
    matter = Matter()
    for event in history:
        apply(matter, event)
    return matter


def apply(matter: Matter, event: Event) -> None:
    """Move the matter on by one event. Types of later versions of the house are kept as lines."""
    shape = e.TYPES.get(event.type)
    data: Any = event.data
    if shape is not None:
        data = msgspec.convert(_present(event), shape)
        _HANDLERS[event.type](matter, event, data)
    matter.version = event.version
    matter.changed_at = event.occurred_at
    matter.lines.append(
        Line(
            event.version,
            event.type,
            event.occurred_at,
            event.recorded_at,
            event.time_source,
            event.by,
            event.basis,
            data,
        )
    )


def _present(event: Event) -> dict[str, Any]:
    """The event's data in the present shape of its type."""
    data, v = event.data, event.v
    while v < e.VERSIONS[event.type]:
        data = UPCASTERS[event.type, v](data)
        v += 1
    return data


def _happen(matter: Matter, trigger: str, at: datetime, party: str = "") -> None:
    matter.happened.append(Happened(trigger=trigger, at=at, party=party))


def _hear(matter: Matter, fields: dict[str, Any]) -> None:
    """Keep the last plain value of each field; of a sealed one only that there is one."""
    for name, value in fields.items():
        matter.said[name] = True if isinstance(value, Sealed) else value


def _party(party: e.Party, at: datetime) -> Party:
    return Party(
        id=party.party,
        person=party.person,
        role=party.role,
        name=party.name,
        contact=party.contact,
        notify_by=party.notify_by,
        language=party.language,
        representative=party.representative,
        named_publicly=party.named_publicly,
        electronic=party.electronic,
        needs=party.needs,
        joined_at=at,
        brings=party.brings,
    )


def _matter_received(matter: Matter, event: Event, data: e.MatterReceived) -> None:
    for name in _COPIED:
        setattr(matter, name, getattr(data, name))
    matter.procedure_version = data.pack.procedure_version
    matter.unit_path = tuple(data.unit_path)
    matter.trail = [Stay(data.unit, matter.unit_path, event.occurred_at)]
    matter.parties = {p.party: _party(p, event.occurred_at) for p in data.parties}
    if data.secret_digest:
        matter.secrets[data.secret_digest] = data.parties[0].party if data.parties else ""
    matter.secrets |= {p.secret_digest: p.party for p in data.parties if p.secret_digest}
    _hear(matter, data.answers)
    matter.received_at = matter.status_at = event.occurred_at
    _happen(matter, "received", event.occurred_at)


_COPIED = (
    *("number", "procedure", "kind", "status", "pack", "channel", "offer", "language", "unit"),
    *("subject", "statement", "answers", "place", "danger", "confidential", "about_said"),
    *("subject_told", "subject_barred"),
    *(
        "source",
        "fingerprint",
        "historical",
        "challenges",
        "challenged_document",
        "not_by",
        "entry_token",
    ),
)


def _move_status(matter: Matter, event: Event, to: str, *, final: bool) -> None:
    if to and to != matter.status:
        matter.status, matter.status_at = to, event.occurred_at
    if final and not matter.final:
        matter.closed_at = event.occurred_at
    elif not final:
        matter.closed_at = None
    matter.final = final


def _step_taken(matter: Matter, event: Event, data: e.StepTaken) -> None:
    _move_status(matter, event, data.to_status, final=data.final)
    matter.outcome = data.outcome or matter.outcome
    matter.proposals.pop(data.proposal, None)
    _hear(matter, data.fields)
    matter.acts.append(
        Taken(data.step, event.by, data.proposed_by, event.occurred_at, data.party, data.outcome)
    )
    _happen(matter, data.step, event.occurred_at, data.party)


def _step_proposed(matter: Matter, event: Event, data: e.StepProposed) -> None:
    matter.proposed += 1
    matter.proposals[data.proposal] = Proposal(
        id=data.proposal,
        step=data.step,
        fields=data.fields,
        party=data.party,
        proposed_by=event.by,
        proposed_at=event.occurred_at,
        approver_roles=data.approver_roles,
        approver_unit_path=data.approver_unit_path,
    )
    _happen(matter, f"proposed.{data.step}", event.occurred_at, data.party)


def _proposal_returned(matter: Matter, event: Event, data: e.ProposalReturned) -> None:
    matter.proposals.pop(data.proposal, None)


def _kind_changed(matter: Matter, event: Event, data: e.KindChanged) -> None:
    matter.kind, matter.confidential = data.to_kind, data.confidential


def _matter_moved(matter: Matter, event: Event, data: e.MatterMoved) -> None:
    matter.unit, matter.unit_path = data.to_unit, tuple(data.to_path)
    matter.assigned = ""
    matter.trail.append(Stay(data.to_unit, matter.unit_path, event.occurred_at))
    _happen(matter, "moved", event.occurred_at)


def _matter_assigned(matter: Matter, event: Event, data: e.MatterAssigned) -> None:
    matter.assigned = data.staff
    if data.staff and data.staff not in matter.handlers:
        matter.handlers.append(data.staff)


def _matter_handed_over(matter: Matter, event: Event, data: e.MatterHandedOver) -> None:
    for waiting in [p for p in matter.proposals.values() if p.step.startswith("hand_over:")]:
        matter.proposals.pop(waiting.id)
    matter.assigned = data.staff_to
    if data.staff_to not in matter.handlers:
        matter.handlers.append(data.staff_to)


def _subject_named(matter: Matter, event: Event, data: e.SubjectNamed) -> None:
    matter.about_units = sorted({*matter.about_units, *data.units})
    matter.about_staff = sorted({*matter.about_staff, *data.staff})
    matter.about_confirmed = matter.about_confirmed or data.confirmed
    if matter.assigned in matter.about_staff:
        matter.assigned = ""


def _subject_told(matter: Matter, event: Event, data: e.SubjectTold) -> None:
    document = matter.documents.get(data.document)
    if document is not None:
        document.copied_to += [one for one in data.staff if one not in document.copied_to]


def _recusal_declared(matter: Matter, event: Event, data: e.RecusalDeclared) -> None:
    matter.recused[data.staff] = Recusal(
        data.staff, data.ground, data.reason, event.occurred_at, event.by
    )
    if matter.assigned == data.staff:
        matter.assigned = ""


def _party_joined(matter: Matter, event: Event, data: e.PartyJoined) -> None:
    matter.parties[data.party.party] = _party(data.party, event.occurred_at)
    for digest in {data.secret_digest, data.party.secret_digest} - {""}:
        matter.secrets[digest] = data.party.party


def _secret_reissued(matter: Matter, event: Event, data: e.SecretReissued) -> None:
    others = {digest: p for digest, p in matter.secrets.items() if p != data.party}
    matter.secrets = others | {data.secret_digest: data.party}


def _question_asked(matter: Matter, event: Event, data: e.QuestionAsked) -> None:
    matter.questions[data.question] = Question(
        data.question, data.party, data.text, event.occurred_at, event.by
    )
    _happen(matter, "asked", event.occurred_at, data.party)


def _question_answered(matter: Matter, event: Event, data: e.QuestionAnswered) -> None:
    question = matter.questions.get(data.question)
    if question is not None:
        question.answer, question.answered_at = data.text, event.occurred_at
    _happen(matter, "answered", event.occurred_at, data.party)


def _statement_added(matter: Matter, event: Event, data: e.StatementAdded) -> None:
    matter.statements.append(Said(data.text, event.by, data.party, event.occurred_at))


def _call_promised(matter: Matter, event: Event, data: e.CallPromised) -> None:
    by_at = times.parse(data.by_at)
    matter.calls[data.call] = Call(data.call, data.party, by_at, data.why, event.by)


def _call_made(matter: Matter, event: Event, data: e.CallMade) -> None:
    call = matter.calls.get(data.call)
    if call is not None:
        call.tried += 1
        call.reached_at = event.occurred_at if data.reached else call.reached_at


def _needs_stated(matter: Matter, event: Event, data: e.NeedsStated) -> None:
    party = matter.parties.get(data.party)
    if party is not None:
        party.needs = data.needs
        party.stated.append(data)
        party.language = data.language or party.language
        party.notify_by = data.notify_by or party.notify_by


def _needs_withdrawn(matter: Matter, event: Event, data: e.NeedsWithdrawn) -> None:
    party = matter.parties.get(data.party)
    if party is not None:
        party.needs = None


def _words_redacted(matter: Matter, event: Event, data: e.WordsRedacted) -> None:
    matter.redacted[data.party] = data.passages


def _attention_asked(matter: Matter, event: Event, data: e.AttentionAsked) -> None:
    matter.attention[data.party] = event.occurred_at


def _note_added(matter: Matter, event: Event, data: e.NoteAdded) -> None:
    matter.notes.append(Said(data.text, event.by, "", event.occurred_at))


def _file_attached(matter: Matter, event: Event, data: e.FileAttached) -> None:
    matter.files[data.file] = File(
        id=data.file,
        party=data.party,
        person=data.person,
        name=data.name,
        type=data.type,
        size=data.size,
        sha256=data.sha256,
        at=event.occurred_at,
        by=event.by,
    )


def _document_issued(matter: Matter, event: Event, data: e.DocumentIssued) -> None:
    matter.documents[data.document] = Document(
        id=data.document,
        kind=data.kind,
        number=data.number,
        languages=data.languages,
        sha256=data.sha256,
        person=data.person,
        to=data.to,
        step=data.step,
        fields=data.fields,
        issued_at=event.occurred_at,
        by=event.by,
    )


def _document_served(matter: Matter, event: Event, data: e.DocumentServed) -> None:
    document = matter.documents.get(data.document)
    if document is not None:
        document.services.append(
            Service(data.party, data.way, data.served_on, event.occurred_at, data.proof, event.by)
        )
    _happen(matter, f"served.{data.kind}", event.occurred_at, data.party)


def _service_failed(matter: Matter, event: Event, data: e.ServiceFailed) -> None:
    document = matter.documents.get(data.document)
    if document is not None:
        document.failures.append((event.occurred_at, data.party, data.way))


def _clock_reckoned(matter: Matter, event: Event, data: e.ClockReckoned) -> None:
    known = matter.clocks.get(data.key)
    clock = Clock(
        key=data.key,
        clock=data.clock,
        party=data.party,
        state="paused" if data.paused else "running",
        facts=data,
        reckoned_at=event.occurred_at,
        basis=event.basis,
    )
    if known is not None and known.facts.began_at == data.began_at:
        clock.extensions = known.extensions
        # A moved due day is a new reason to remind; the same day is not.
        if known.facts.due_at == data.due_at:
            clock.reminded = known.reminded
    if known is not None:
        begun_anew = known.facts.began_at != data.began_at
        clock.missed = known.missed + (known.late and begun_anew)
    matter.clocks[data.key] = clock


def _clock_stopped(matter: Matter, event: Event, data: e.ClockStopped) -> None:
    clock = matter.clocks.get(data.key)
    if clock is None:
        return
    clock.state = "fell_away" if data.reason == "fell_away" else "stopped"
    clock.late, clock.stopped_at, clock.stop_trigger = data.late, event.occurred_at, data.trigger


def _clock_extended(matter: Matter, event: Event, data: e.ClockExtended) -> None:
    clock = matter.clocks.get(data.key)
    if clock is None:
        return
    clock.extensions.append(
        Extended(data.by, data.ground, event.occurred_at, data.proposed_by, event.by)
    )
    # An extension is a proposal that was approved; it leaves the tray with it.
    for waiting in [p for p in matter.proposals.values() if p.step == f"extend:{data.key}"]:
        matter.proposals.pop(waiting.id)


def _clock_reminded(matter: Matter, event: Event, data: e.ClockReminded) -> None:
    clock = matter.clocks.get(data.key)
    if clock is not None:
        clock.reminded.append(data.stage)


def _lapsed_by_law(matter: Matter, event: Event, data: e.LapsedByLaw) -> None:
    clock = matter.clocks.get(data.key)
    if clock is not None:
        clock.state, clock.effect, clock.stopped_at = "lapsed", data.effect, event.occurred_at
    if data.to_status:
        _move_status(matter, event, data.to_status, final=data.final)
    _happen(matter, f"lapsed.{data.clock}", event.occurred_at, data.party)


def _matter_rated(matter: Matter, event: Event, data: e.MatterRated) -> None:
    matter.rating = Rating(data.party, data.score, data.comment, event.occurred_at)


def _matter_linked(matter: Matter, event: Event, data: e.MatterLinked) -> None:
    matter.links.append(
        Link(
            other=data.other,
            other_number=data.other_number,
            relation=data.relation,
            procedure=data.procedure,
            kind=data.kind,
            document=data.document,
            remedy=data.remedy,
            party=data.party,
            at=event.occurred_at,
        )
    )
    if data.relation != "challenges":
        trigger = f"linked.{data.procedure}.{data.kind}"
        _happen(matter, trigger, event.occurred_at, data.party)


def _matter_joined(matter: Matter, event: Event, data: e.MatterJoined) -> None:
    # No clock listens: what is owed to each person stays owed to them.
    matter.joined[data.other_number] = Joined(
        data.other_number, data.leads, data.alike, data.reason, event.occurred_at, event.by
    )


def _matter_separated(matter: Matter, event: Event, data: e.MatterSeparated) -> None:
    matter.joined.pop(data.other_number, None)


def _answer_imported(matter: Matter, event: Event, data: e.AnswerImported) -> None:
    matter.answer, matter.answered_at = data.text, times.parse(data.answered_at)
    matter.outcome = data.outcome or matter.outcome
    _move_status(matter, event, data.to_status, final=True)


def _erased(matter: Matter, event: Event, data: e.PartyErased) -> None:
    for party in matter.parties.values():
        party.erased = party.erased or party.person == data.person
    for attached in matter.files.values():
        attached.erased = attached.erased or attached.person == data.person
    gone = {f"erase:{party.id}" for party in matter.parties.values() if party.erased}
    for waiting in [p for p in matter.proposals.values() if p.step in gone]:
        matter.proposals.pop(waiting.id)


_HANDLERS: dict[str, Callable[[Matter, Event, Any], None]] = {
    "clock_started": _clock_reckoned,
    "clock_recomputed": _clock_reckoned,
    **{
        name: globals()[f"_{name}"]
        for name in e.TYPES
        if name not in ("clock_started", "clock_recomputed")
    },
}
