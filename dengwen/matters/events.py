"""What can have happened in a matter 事項, in the past tense. Pure.

Each structure is the `data` of one event type at its present version. A field typed `Sealed` is
personal: the hashed bytes hold only its salted digest. Instants are RFC 3339 strings in UTC as
`times.iso` writes them, legal days are ISO dates, coordinates decimal strings; there are no floats.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import msgspec

from dengwen.ledger.event import Fact, Sealed, TimeSource


class Data(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Base of every event's data."""


class PackRef(Data, frozen=True, kw_only=True):
    """The pack under which something was done: facts, so that the fold never opens a pack."""

    id: str
    version: str
    hash: str
    procedure_version: str = ""


class Party(Data, frozen=True, kw_only=True):
    """Someone outside the service who stands in the matter. `person` keys the sealing."""

    party: str  # id inside the matter: p1, p2 …
    person: str  # key of the sealing
    role: str
    name: Sealed | None = None
    contact: Sealed | None = None  # how to reach them: {"email": …, "phone": …, "address": …}
    notify_by: str = "none"  # email | sms | post | none
    language: str = "zh-Hant"
    representative: bool = False
    named_publicly: bool = False
    electronic: bool = False  # agreed to be served electronically
    needs: Sealed | None = None  # of before needs_stated
    brings: bool = True  # whether the role is one of those who bring the matter
    secret_digest: str = ""  # SHA-256 of their own follow-up secret, hex; p1's is in the matter


class Place(Data, frozen=True, kw_only=True):
    """Where it is about: in words, and on the map where the person gave a point."""

    words: Sealed | None = None
    latitude: str = ""
    longitude: str = ""
    unit: str = ""


class MatterReceived(Data, frozen=True, kw_only=True):
    """matter_received 收到."""

    number: str
    procedure: str
    kind: str
    status: str
    pack: PackRef
    channel: str  # web | counter | telephone | letter | email | import | remedy
    offer: str = ""
    language: str
    unit: str
    unit_path: list[str]
    subject: Sealed | None = None  # one line: what it is about
    statement: Sealed | None = None
    answers: dict[str, Any] = {}
    place: Place | None = None
    parties: list[Party] = []
    danger: bool = False
    confidential: bool = False
    secret_digest: str = ""  # SHA-256 of the follow-up secret, hex
    subject_told: bool = False  # whom it is about is told of it (the pack's `subject.told`) …
    subject_barred: bool = True  # … and may not see or find it (`subject.barred`)
    about_said: Sealed | None = None  # whom it is about, in the person's words
    source: str = ""  # for imports: file/system and row, the key of idempotency
    fingerprint: str = ""  # for imports: a keyed digest of the row, to tell a changed one
    historical: bool = False
    challenges: str = ""  # the matter whose decision it challenges
    challenged_document: str = ""
    not_by: list[str] = []  # staff who decided what is challenged; they keep out of the challenge
    entry_token: str = ""  # the form's one-time token, against a double press


class StepTaken(Data, frozen=True, kw_only=True):
    """step_taken: an act of the procedure. `fields` holds plain values and `Sealed` ones."""

    step: str
    from_status: str
    to_status: str
    fields: dict[str, Any] = {}
    outcome: str = ""
    party: str = ""
    proposal: str = ""
    proposed_by: str = ""
    told: bool = False
    final: bool = False


class StepProposed(Data, frozen=True, kw_only=True):
    """step_proposed: waiting for a second pair of eyes."""

    proposal: str
    step: str  # or 'extend:<clock>'
    fields: dict[str, Any] = {}
    party: str = ""
    approver_roles: list[str] = []
    approver_unit_path: list[str] = []


class ProposalReturned(Data, frozen=True, kw_only=True):
    """proposal_returned: the approver said no, and why."""

    proposal: str
    reason: Sealed


class KindChanged(Data, frozen=True, kw_only=True):
    """kind_changed 改變類別."""

    from_kind: str
    to_kind: str
    confidential: bool


class MatterMoved(Data, frozen=True, kw_only=True):
    """matter_moved 轉送、交辦 to another unit."""

    from_unit: str
    to_unit: str
    to_path: list[str]


class MatterAssigned(Data, frozen=True, kw_only=True):
    """matter_assigned 分派. An empty staff id takes it back."""

    staff: str
    unit: str


class MatterHandedOver(Data, frozen=True, kw_only=True):
    """matter_handed_over 移交: from one handler to another, on what occasion, with a note."""

    staff_from: str
    staff_to: str
    unit: str
    occasion: str  # leave | transfer | departure | other
    note: Sealed | None = None
    proposed_by: str = ""


class SubjectNamed(Data, frozen=True, kw_only=True):
    """subject_named: whom or which unit the matter is about; barred from it from now on."""

    units: list[str] = []
    staff: list[str] = []
    confirmed: bool = False


class SubjectTold(Data, frozen=True, kw_only=True):
    """subject_told: a paper went to the desks of those whom the matter is about, and of who stands
    above them, where the pack tells them; a copy, or one made out to them."""

    document: str
    kind: str
    staff: list[str]


class RecusalDeclared(Data, frozen=True, kw_only=True):
    """recusal_declared 迴避: a member of staff must keep out."""

    staff: str
    ground: str
    reason: Sealed | None = None


class PartyJoined(Data, frozen=True, kw_only=True):
    """party_joined: another person stands in the matter (a signatory, a joined reporter)."""

    party: Party
    secret_digest: str = ""


class SecretReissued(Data, frozen=True, kw_only=True):
    """secret_reissued 補發查詢密語: a party has a new secret, and their lost one opens no more."""

    party: str
    secret_digest: str


class QuestionAsked(Data, frozen=True, kw_only=True):
    """question_asked: the service asks the person."""

    question: str
    party: str
    text: Sealed


class QuestionAnswered(Data, frozen=True, kw_only=True):
    """question_answered."""

    question: str
    party: str
    text: Sealed


class StatementAdded(Data, frozen=True, kw_only=True):
    """statement_added 補充: the person adds to what was said."""

    party: str
    text: Sealed


class CallPromised(Data, frozen=True, kw_only=True):
    """call_promised 約定回電: the service will telephone the person, at the latest at `by_at`."""

    call: str
    party: str
    by_at: str
    why: Sealed | None = None


class CallMade(Data, frozen=True, kw_only=True):
    """call_made 已回電: a promised call was made; one that reached nobody is still owed."""

    call: str
    party: str
    reached: bool
    said: Sealed | None = None


class NeedsStated(Data, frozen=True, kw_only=True):
    """needs_stated 說明需要: what a party needs in dealing with the service, stated with consent.

    `needs` is sealed under a key of its own, so that withdrawing destroys it and nothing else.
    """

    party: str
    needs: Sealed  # matters.rules.needs.Needs, plain
    consent: str = ""  # the sentence they agreed to, as it was shown; '' where staff wrote it down
    language: str = ""  # in which they want to be written to from now on; '' changes nothing
    notify_by: str = ""  # how they want to be told from now on; '' changes nothing


class NeedsWithdrawn(Data, frozen=True, kw_only=True):
    """needs_withdrawn 撤回需要: the consent is taken back, and what was stated is destroyed."""

    party: str


class Passage(Data, frozen=True, kw_only=True):
    """A part of a party's own words, by where it begins and ends (in code points)."""

    of: str  # subject | statement | added:<n>, n from 0 in the order of the additions
    start: int
    end: int


class WordsRedacted(Data, frozen=True, kw_only=True):
    """words_redacted 遮蓋: the passages of their own words that a party wants kept from the public.

    All that are to be blacked out, each time; the words themselves stay as they are, as evidence.
    """

    party: str
    passages: list[Passage] = []


class AttentionAsked(Data, frozen=True, kw_only=True):
    """attention_asked 請求過問: a party asks the supervisor to look at how it is handled."""

    party: str
    told: list[str] = []  # actors
    why: str = ""  # rating


class NoteAdded(Data, frozen=True, kw_only=True):
    """note_added: an internal note, seen by staff with the matter only."""

    text: Sealed


class FileAttached(Data, frozen=True, kw_only=True):
    """file_attached: a file, its bytes stored sealed and synced before this event."""

    file: str
    party: str = ""
    person: str
    name: Sealed
    type: str
    size: int
    sha256: str


class DocumentIssued(Data, frozen=True, kw_only=True):
    """document_issued: a paper with its number; the rendered bytes are kept sealed."""

    document: str  # id inside the matter: d1, d2 …
    kind: str
    number: str
    languages: list[str]
    sha256: str
    person: str
    to: list[str]  # parties
    step: str = ""
    fields: dict[str, Any] = {}


class DocumentServed(Data, frozen=True, kw_only=True):
    """document_served 送達: on whom, how, when; starts the remedy clocks."""

    document: str
    kind: str
    party: str
    way: str
    served_on: str
    proof: Sealed | None = None


class ServiceFailed(Data, frozen=True, kw_only=True):
    """service_failed: an attempt at service that did not reach the person."""

    document: str
    party: str
    way: str
    reason: Sealed


class ClockRule(Data, frozen=True, kw_only=True):
    """The numbers a clock ran under, as facts: enough to explain the date without the pack."""

    unit: str
    limit: int
    roll: str
    first_day: str
    direction: str
    calendar: str
    calendar_version: str
    time_zone: str
    basis: list[str]
    roll_basis: list[str] = []
    silence: str = "nothing"
    silence_to: str = ""
    owed_by: str = "service"
    reading: str = ""
    heard: bool = False  # another clock starts or ends when this one runs out


class ClockReckoned(Data, frozen=True, kw_only=True):
    """clock_started, clock_recomputed: what is due, and all that the reckoning took in."""

    clock: str  # the clock's name in the procedure
    key: str  # name, or name:party for a clock of each party
    party: str = ""
    pack: PackRef
    rule: ClockRule
    start: str  # instant, or day for day clocks
    start_trigger: str
    began_at: str = ""  # when the run that stands began; the start may be counted from elsewhere
    pauses: list[list[str | None]] = []  # [from, to or None]
    extended_by: int = 0
    raw_on: str  # last day before the roll (or instant)
    due_on: str  # last day, or instant for hour clocks
    due_at: str  # the instant at which it runs out, UTC
    half_at: str
    near_at: str
    provisional: bool = False
    paused: bool = False
    why: str = (
        "started"  # started | paused | resumed | extended | restarted | calendar | reclassified
    )


class ClockStopped(Data, frozen=True, kw_only=True):
    """clock_stopped: the duty was met (or fell away); `late` if after its time."""

    key: str
    trigger: str
    late: bool
    reason: str = "met"  # met | fell_away


class ClockExtended(Data, frozen=True, kw_only=True):
    """clock_extended 延長: by how much, on what ground, who asked, who allowed."""

    key: str
    by: int
    ground: str
    reason: Sealed | None = None
    proposed_by: str = ""


class ClockReminded(Data, frozen=True, kw_only=True):
    """clock_reminded: half, near, due or overdue was reached and these people were told."""

    key: str
    stage: str  # half | near | due | overdue
    told: list[str]


class LapsedByLaw(Data, frozen=True, kw_only=True):
    """lapsed_by_law: silence has an effect; dated on the due day however late the tick."""

    key: str
    effect: str
    clock: str
    party: str = ""
    to_status: str = ""
    final: bool = False


class MatterRated(Data, frozen=True, kw_only=True):
    """matter_rated 評價, by the person."""

    party: str
    score: int  # 1 to 5
    comment: Sealed | None = None


class MatterLinked(Data, frozen=True, kw_only=True):
    """matter_linked: another matter was opened against or beside this one."""

    other: str
    other_number: str
    relation: str  # challenged_by | challenges | joined_into | transferred_to
    procedure: str = ""
    kind: str = ""
    document: str = ""
    remedy: str = ""
    party: str = ""


class MatterJoined(Data, frozen=True, kw_only=True):
    """matter_joined 併案: it is dealt with together with another about the same thing. Each keeps
    its number, its clocks and its answer; stands in both."""

    other_number: str
    leads: bool  # whether this one leads
    alike: list[str] = []  # what spoke for it: place, premises, words, time …
    reason: Sealed


class MatterSeparated(Data, frozen=True, kw_only=True):
    """matter_separated 分案: the two go their own ways again; stands in both."""

    other_number: str
    reason: Sealed


class AnswerImported(Data, frozen=True, kw_only=True):
    """answer_imported: the answer of a historical matter, as its source gave it."""

    text: Sealed
    answered_at: str
    to_status: str = ""
    outcome: str = ""


class PartyErased(Data, frozen=True, kw_only=True):
    """erased: the person's key, salts and every derived copy are destroyed."""

    person: str
    reason: str


TYPES: dict[str, type[Data]] = {
    "matter_received": MatterReceived,
    "step_taken": StepTaken,
    "step_proposed": StepProposed,
    "proposal_returned": ProposalReturned,
    "kind_changed": KindChanged,
    "matter_moved": MatterMoved,
    "matter_assigned": MatterAssigned,
    "matter_handed_over": MatterHandedOver,
    "subject_named": SubjectNamed,
    "subject_told": SubjectTold,
    "recusal_declared": RecusalDeclared,
    "party_joined": PartyJoined,
    "secret_reissued": SecretReissued,
    "question_asked": QuestionAsked,
    "question_answered": QuestionAnswered,
    "statement_added": StatementAdded,
    "call_promised": CallPromised,
    "call_made": CallMade,
    "needs_stated": NeedsStated,
    "needs_withdrawn": NeedsWithdrawn,
    "words_redacted": WordsRedacted,
    "attention_asked": AttentionAsked,
    "note_added": NoteAdded,
    "file_attached": FileAttached,
    "document_issued": DocumentIssued,
    "document_served": DocumentServed,
    "service_failed": ServiceFailed,
    "clock_started": ClockReckoned,
    "clock_recomputed": ClockReckoned,
    "clock_stopped": ClockStopped,
    "clock_extended": ClockExtended,
    "clock_reminded": ClockReminded,
    "lapsed_by_law": LapsedByLaw,
    "matter_rated": MatterRated,
    "matter_linked": MatterLinked,
    "matter_joined": MatterJoined,
    "matter_separated": MatterSeparated,
    "answer_imported": AnswerImported,
    "erased": PartyErased,
}
"""Every event type of the wing, with the structure of its data."""

VERSIONS: dict[str, int] = dict.fromkeys(TYPES, 1)
"""The present `v` of each type; older ones pass through an upcaster in state.py."""

NAMES: dict[type[Data], str] = {shape: name for name, shape in TYPES.items()}
"""The type name of each structure; the clock's two share one and are named by the caller."""


@cache
def _defaults(shape: type[Data]) -> list[tuple[str, Any]]:
    """Each field of a structure with its default; a field without one has no equal."""
    found: list[tuple[str, Any]] = []
    for field in msgspec.structs.fields(shape):
        default = field.default
        if field.default_factory is not msgspec.NODEFAULT:
            default = field.default_factory()
        found.append((field.name, default))
    return found


_SIMPLE = frozenset({str, int, bool, type(None), Sealed})


def plain(value: Any) -> Any:
    """What an event's `data` holds of `value`: defaults left out, `Sealed` kept whole."""
    kind = type(value)
    if kind in _SIMPLE:
        return value
    if isinstance(value, Data):
        return {
            name: item if type(item) in _SIMPLE else plain(item)
            for (name, default), item in zip(
                _defaults(type(value)), msgspec.structs.astuple(value), strict=True
            )
            if item != default
        }
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [item if type(item) in _SIMPLE else plain(item) for item in value]
    return value


def fact(
    data: Data,
    by: str,
    at: datetime,
    basis: list[str] | tuple[str, ...] = (),
    *,
    name: str = "",
    source: TimeSource = "server",
) -> Fact:
    """The fact that `data` happened `at`, done by the actor `by` under the articles `basis`."""
    kind = name or NAMES[type(data)]
    return Fact(
        type=kind,
        data=plain(data),
        by=by,
        occurred_at=at,
        basis=tuple(basis),
        time_source=source,
        v=VERSIONS[kind],
    )
