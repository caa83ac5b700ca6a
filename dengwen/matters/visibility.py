"""Who may see which facts of a matter. Pure.

`RULE` is data. It has two compilers: `compile_rule` here makes a Python predicate of it, and
`models.visible_to` a database condition; a property test holds them equal. Every list, count,
search, export and notice goes through one of the two, and nobody goes round it.

Left sides name facts of the matter (see `facts_of`), right sides terms of the actor (`terms_of`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from dengwen.matters.state import Matter
from dengwen.people.actor import Actor

Facts = Mapping[str, Any]
Terms = Mapping[str, Any]
Predicate = Callable[[Facts, Terms], bool]

READING = (
    "registrar",
    "handler",
    "approver",
    "legal_reviewer",
    "supervisor",
    "inspectorate",
    "auditor",
    "publisher",
)
"""Roles that let one know of matters. The administrator is not among them."""

WORKING = ("registrar", "handler", "approver", "legal_reviewer", "supervisor")
"""Roles that, held at the very unit that handles it, let one see a restricted matter."""

HANDLING = ("registrar", "handler", "approver", "inspectorate")
"""Roles that need to know who brought it."""


class Overlap(msgspec.Struct, frozen=True):
    """The matter's list and the actor's list have something in common."""

    fact: str
    term: str


class Contains(msgspec.Struct, frozen=True):
    """The matter's list holds the actor's value."""

    fact: str
    term: str


class Equals(msgspec.Struct, frozen=True):
    """The matter's value is the actor's value."""

    fact: str
    term: str


class In(msgspec.Struct, frozen=True):
    """The matter's value is among the actor's list."""

    fact: str
    term: str


class Is(msgspec.Struct, frozen=True):
    """The matter's flag has this value."""

    fact: str
    value: bool


class Not(msgspec.Struct, frozen=True):
    """The part does not hold."""

    part: Expression


class Every(msgspec.Struct, frozen=True):
    """Every part holds."""

    parts: tuple[Expression, ...]


class Some(msgspec.Struct, frozen=True):
    """At least one part holds."""

    parts: tuple[Expression, ...]


Expression = Overlap | Contains | Equals | In | Is | Not | Every | Some

ABOUT: Expression = Some(
    (
        Overlap("about_units", "own_path"),  # it is about their unit, or one that theirs is in
        Contains("about_staff", "staff"),  # it is about them
    )
)
"""Whom the matter is about."""

BARRED: Expression = Some(
    (
        Every((Is("subject_barred", True), ABOUT)),
        Contains("recused", "staff"),  # they must keep out 迴避
    )
)
"""Whom the matter must not reach (信訪工作條例 arts 28(3), 30(3)). Where the pack does not bar whom
a matter is about, they may know of it; but nobody ever handles what is about themselves."""

RULE: Expression = Every(
    (
        Not(BARRED),
        Some(
            (
                Every((Is("restricted", False), Overlap("unit_path", "reading_at"))),
                Overlap("unit_path", "inspecting_at"),
                Equals("assigned", "staff"),
                In("unit", "working_at"),
            )
        ),
    )
)
"""What a member of staff may know of."""


def facts_of(matter: Matter) -> dict[str, Any]:
    """The facts that the rule reads, as the rows hold them too."""
    return {
        "unit": matter.unit,
        "unit_path": list(matter.unit_path),
        "assigned": matter.assigned,
        "restricted": matter.restricted,
        "subject_barred": matter.subject_barred,
        "about_units": matter.about_units,
        "about_staff": matter.about_staff,
        "recused": sorted(matter.recused),
    }


def terms_of(actor: Actor) -> dict[str, Any]:
    """What the rule asks of an actor: their own place, and where they hold which sort of role."""
    return {
        "staff": actor.staff,
        "own_path": list(actor.unit_path),
        "reading_at": sorted({h.unit for h in actor.held if h.role in READING}),
        "inspecting_at": sorted({h.unit for h in actor.held if h.role == "inspectorate"}),
        "working_at": sorted({h.unit for h in actor.held if h.role in WORKING}),
    }


def compile_rule(rule: Expression) -> Predicate:
    """The Python predicate of a rule."""
    match rule:
        case Overlap(fact, term):
            return lambda facts, terms: not set(facts[fact]).isdisjoint(terms[term])
        case Contains(fact, term):
            return lambda facts, terms: terms[term] in facts[fact]
        case Equals(fact, term):
            return lambda facts, terms: bool(facts[fact] == terms[term])
        case In(fact, term):
            return lambda facts, terms: facts[fact] in terms[term]
        case Is(fact, value):
            return lambda facts, terms: facts[fact] is value
        case Not(part):
            inner = compile_rule(part)
            return lambda facts, terms: not inner(facts, terms)
        case Every(parts):
            every = [compile_rule(part) for part in parts]
            return lambda facts, terms: all(holds(facts, terms) for holds in every)
        case Some(parts):
            some = [compile_rule(part) for part in parts]
            return lambda facts, terms: any(holds(facts, terms) for holds in some)


_RULE = compile_rule(RULE)
_BARRED = compile_rule(BARRED)


def may_see(actor: Actor, matter: Matter) -> bool:
    """Whether the actor may know that the matter exists."""
    if actor.kind == "system":
        return True
    if actor.kind == "party":
        return actor.matter == matter.number and actor.party in matter.parties
    return actor.kind == "staff" and _RULE(facts_of(matter), terms_of(actor))


def is_barred(actor: Actor, matter: Matter) -> bool:
    """Whether the matter is about the actor or their unit, or they must keep out of it."""
    return actor.kind == "staff" and _BARRED(facts_of(matter), terms_of(actor))


def bars(matter: Matter, staff: str, own_path: tuple[str, ...]) -> bool:
    """Whether a member of staff of the unit `own_path` may never be given the matter."""
    terms = {"staff": staff, "own_path": own_path}
    return staff in matter.about_staff or _BARRED(facts_of(matter), terms)


def bars_unit(matter: Matter, path: tuple[str, ...]) -> bool:
    """Whether the matter may never be given to the unit: it is about it, or one it belongs to, and
    the pack bars whom a matter is about."""
    return matter.subject_barred and not set(matter.about_units).isdisjoint(path)


def may_read(actor: Actor, matter: Matter) -> set[str]:
    """What of the matter the actor may read: 'content' is what was said, 'identity' who said it.

    Auditors see the structure and neither; those who do not handle it do not learn who brought it.
    """
    if not may_see(actor, matter):
        return set()
    if actor.kind != "staff":
        return {"content", "identity"}
    roles = {h.role for h in actor.held if h.path == matter.unit_path[: len(h.path)]}
    allowed: set[str] = set()
    if roles - {"auditor"} or matter.assigned == actor.staff:
        allowed.add("content")
    if roles & set(HANDLING) or matter.assigned == actor.staff:
        allowed.add("identity")
    return allowed
