"""Procedures 程序 as data: what a pack's `procedures/*.yaml` may say.

These structures are the schema: msgspec refuses an unknown key or a wrong type, the pack loader
adds file, line and mend and checks what types cannot (reachability, citations, known triggers).

A *trigger* is a word for something that happened in a matter and that a clock may listen to:
    received                the matter came in (its occurred_at)
    <step>                  that step was taken
    proposed.<step>         that step was proposed for approval
    served.<document>       a document of that kind was served on a party
    asked / answered        a question was put to the person / the person answered
    moved                   the matter reached another unit
    linked.<procedure>.<kind>   a remedy or transfer of that sort was opened against this matter
    lapsed.<clock>          that clock ran out
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

Text = dict[str, str]
"""One text in every language of the pack: {zh-Hant: …, zh-Hans: …, en: …}."""

Cite = str
"""`instrument#article[.paragraph[.item]]`; the instrument is registered in pack.yaml."""

Unit = Literal["seconds", "hours", "calendar_days", "working_days", "months", "years"]
Roll = Literal["next_workday", "previous_workday", "none"]
Way = Literal["in_person", "post", "electronic", "left", "public_notice", "posted"]
Silence = Literal["nothing", "deemed_accepted", "deemed_refused", "deemed_consent"]
Source = Literal["text", "secondary", "unverified"]
"""How the rule was read: in a full statutory text, on a secondary page, or not at all."""


class Rules(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """Base of every pack structure: closed to unknown keys."""


class Verified(Rules, frozen=True, kw_only=True):
    """A named lawyer checked the rule on a day."""

    on: date
    by: str


class InForce(Rules, frozen=True, kw_only=True, rename={"from_": "from"}):
    """The days on which a rule is law; `to` is the last day."""

    from_: date
    to: date | None = None
    superseded_by: str | None = None


class Field(Rules, frozen=True, kw_only=True):
    """One thing that a step or a door asks for."""

    label: Text
    type: Literal[
        "line",
        "text",
        "choice",
        "yes_no",
        "date",
        "datetime",
        "unit",
        "staff",
        "party",
        "number",
        "money",
        "document",
        "file",
        "subject",
    ]
    hint: Text | None = None
    required: bool = True
    sealed: bool | None = None  # None: free text is sealed, everything else is not
    options: dict[str, Text] = {}
    units: Literal["below", "above", "any", "own_branch"] = "any"  # which units a unit field offers

    @property
    def is_sealed(self) -> bool:
        """Whether the ledger keeps the value under the person's key, so that it can be erased."""
        return self.type in ("line", "text", "file") if self.sealed is None else self.sealed


class Offer(Rules, frozen=True, kw_only=True):
    """A choice at the front door, in the person's words and not by department."""

    label: Text
    kind: str
    hint: Text | None = None
    order: int = 50
    danger: bool = False  # ask the danger question first, with more weight
    asks: dict[str, Field] = {}
    kind_by: dict[str, dict[str, str]] = {}  # field → its answer → the kind that it makes
    examples: Text | None = None


class Kind(Rules, frozen=True, kw_only=True):
    """A sort of matter inside one procedure (the law's own classes)."""

    label: Text
    enters: str  # the status a new matter of this kind starts in
    confidential: bool = False  # accusation material: never to whom it is about
    remedy_only: bool = False  # opened by taking a remedy, never at the door
    group: bool = True  # several people may bring it together
    outcomes: dict[str, Text] = {}
    basis: list[Cite]


class PartyRole(Rules, frozen=True, kw_only=True):
    """A role in which people outside the service stand in a matter."""

    label: Text
    brings: bool = False  # this is who brings the matter
    many: bool = False
    max_representatives: int = 0
    basis: list[Cite] = []


class Status(Rules, frozen=True, kw_only=True):
    """Where a matter stands. The outcome is a separate thing."""

    label: Text
    told: Text | None = None  # what the public page says; None: the label
    final: bool = False
    paused: bool = False


class Who(Rules, frozen=True, kw_only=True):
    """Who may take a step."""

    roles: list[str] = []  # staff roles, any of them
    parties: list[str] = []  # party roles, any of them
    level: Literal["own", "above", "two_above", "inspectorate", "previous"] = "own"
    assigned: bool = False  # only the person to whom the matter is assigned


class Approval(Rules, frozen=True, kw_only=True):
    """A second pair of eyes: the step is proposed, and another person makes it happen."""

    roles: list[str]
    level: Literal["own", "above", "two_above", "inspectorate"] = "own"
    not_who_took: list[str] = []  # the one who took any of these steps may not approve
    basis: list[Cite]


class Step(Rules, frozen=True, kw_only=True, rename={"from_": "from"}):
    """One act that moves a matter, by whom, needing what, doing what."""

    label: Text
    verb: Text
    from_: list[str]
    who: Who
    basis: list[Cite]
    to: str | None = None  # None: the status stays
    told: Text | None = None  # the line on the person's time line; None: internal
    kinds: list[str] = []  # empty: every kind
    when: list[str] = []  # names of predicates in law.predicates
    after: list[str] = []  # steps that must have been taken before
    not_who_took: list[str] = []  # the one who took any of these may not take this
    once: bool = False
    approval: Approval | None = None
    needs: dict[str, Field] = {}
    outcome: str | None = None  # a fixed outcome this step gives …
    outcome_from: str | None = None  # … or the choice field that names it
    issues: list[str] = []  # documents it issues
    moves_to: str | None = None  # 'previous', 'above' or the unit field that names the new unit
    assigns: str | None = None  # the staff field that names the handler
    kind_from: str | None = None  # the choice field that names the new kind
    names_subject: str | None = None  # the subject field that confirms whom the matter is about
    asks: str | None = None  # the text field put to the person as a question
    ends: bool = False
    hint: Text | None = None
    source: Source = "text"
    verified: Verified | None = None


class Pause(Rules, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Time that does not count, between two triggers."""

    from_: str
    to: str
    label: Text
    basis: list[Cite]


class Extension(Rules, frozen=True, kw_only=True):
    """By how much, how often, on what ground, approved by whom a clock may be made longer."""

    up_to: int  # in the clock's unit, for all extensions together
    times: int
    grounds: dict[str, Text]
    proposed_by: list[str]
    approved_by: list[str]
    basis: list[Cite]
    level: Literal["own", "above", "two_above"] = "own"
    tells: Text | None = None
    issues: str | None = None


class Reading(Rules, frozen=True, kw_only=True):
    """Another reading of a term whose unit is open; a setting of the pack chooses."""

    name: str
    unit: Unit
    limit: int
    label: Text


class Clock(Rules, frozen=True, kw_only=True):
    """A duty with a time: a function of what happened, never a stored hope."""

    label: Text
    limit: int
    unit: Unit
    starts: list[str]
    stops: list[str]
    basis: list[Cite]
    roll_basis: list[Cite] = []
    owed_by: Literal["service", "person"] = "service"
    counts_from: str | None = None  # a trigger whose moment is the start, when not the starting one
    kinds: list[str] = []
    when: list[str] = []
    pauses: list[Pause] = []
    restarts: list[str] = []
    extension: Extension | None = None
    direction: Literal["forward", "backward"] = "forward"
    first_day: Literal["excluded", "included"] = "excluded"
    roll: Roll = "next_workday"
    silence: Silence = "nothing"
    silence_to: str | None = None  # the status that silence brings about
    per_party: bool = False  # each party's own clock, started by the service on that party
    parties: list[str] = []  # with per_party: the roles whose clock it is; empty: every role's
    readings: list[Reading] = []
    promise: int | None = None  # a shorter local promise, in the clock's unit
    calendar: str | None = None
    source: Source = "text"
    verified: Verified | None = None
    note: Text | None = None


class Document(Rules, frozen=True, kw_only=True):
    """A paper the service issues: numbered, served, and the start of remedies."""

    label: Text
    notice: str  # the file in notices/ that words it
    served_to: list[str]  # party roles; none where it is for those the matter is about
    basis: list[Cite]
    ways: list[Way] = msgspec.field(default_factory=lambda: ["in_person", "post", "electronic"])
    numbered: bool = True
    series: str = ""  # the 文號 word in the number; empty: the procedure's
    confidential_from_subject: bool = True
    remedies: list[str] = []
    for_subject: bool = (
        False  # one to each member of staff, and each unit, that the matter is about
    )
    for_above: list[str] = []  # roles: who holds them nearest above is given it too


class Remedy(Rules, frozen=True, kw_only=True):
    """A way to challenge: a new matter linked to the decision, or a way outside told of."""

    label: Text
    against: list[str]  # documents
    clock: str  # the clock within which it may be taken
    basis: list[Cite]
    kinds: list[str] = []  # of the challenged matter
    procedure: str | None = None  # None: outside this service (told, not opened)
    kind: str | None = None
    goes_to: Literal["own", "above", "two_above", "outside"] = "above"
    hint: Text | None = None


class Subject(Rules, frozen=True, kw_only=True):
    """What the pack says of the person or unit a matter is about."""

    told: bool = False  # China forbids forwarding; England sends a copy
    barred: bool = True  # may never handle, see or find it
    basis: list[Cite]


class Governs(Rules, frozen=True, kw_only=True):
    """Which version of a procedure governs a running matter; itself a cited rule."""

    by: Literal["received", "clock_started", "moves_to_new"]
    basis: list[Cite]


class Procedure(Rules, frozen=True, kw_only=True):
    """One procedure 程序, whole, in the order in which it is lived."""

    procedure: str
    version: str
    label: Text
    summary: Text
    in_force: InForce
    governs: Governs
    basis: list[Cite]
    statuses: dict[str, Status]
    kinds: dict[str, Kind]
    parties: dict[str, PartyRole]
    subject: Subject
    steps: dict[str, Step]
    clocks: dict[str, Clock]
    documents: dict[str, Document] = {}
    remedies: dict[str, Remedy] = {}
    offers: dict[str, Offer] = {}
    enters_at: Literal["place", "chosen", "top"] = "place"  # which unit first receives a matter
    recusal_basis: list[Cite] = []
    verified: Verified | None = None
    series: Text | str = ""
