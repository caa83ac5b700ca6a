"""Where a new matter goes: its procedure and kind by the offer, its unit by the place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
from django.utils.translation import gettext_noop as _

from dengwen.errors import Refusal
from dengwen.intake.submission import Submission
from dengwen.law import library
from dengwen.law.procedure import Offer, Procedure
from dengwen.people import units
from dengwen.people.actor import Actor
from dengwen.people.state import Unit


class Route(msgspec.Struct, frozen=True):
    """The procedure, the kind and the first unit of a matter."""

    procedure: Procedure
    kind: str
    unit: Unit


def offered(submission: Submission, day: date) -> tuple[Procedure, Offer]:
    """The procedure and offer that a submission names, in force on the day. Raises Refusal."""
    names = [submission.procedure] if submission.procedure else list(library.current().procedures)
    for name in names:
        if name not in library.current().procedures:
            continue
        procedure = library.procedure(name, day)
        if submission.offer in procedure.offers:
            return procedure, procedure.offers[submission.offer]
    raise Refusal("unknown_offer", _("Choose what you want to do."), field="offer")


def kind_of(submission: Submission, offer: Offer) -> str:
    """The kind that the offer makes, changed by the answers that change it."""
    for field, kinds in offer.kind_by.items():
        answer = submission.answers.get(field)
        said = ("no", "yes")[answer] if isinstance(answer, bool) else answer
        if isinstance(said, str) and said in kinds:
            return kinds[said]
    return offer.kind


def unit_for(
    submission: Submission,
    procedure: Procedure,
    kind: str,
    actor: Actor,
    everyone: Sequence[Unit] | None = None,
) -> Unit:
    """The unit that first receives the matter. Raises Refusal when there is none.

    What is confidential, and what is about somebody's conduct, goes over the head of the unit at
    the place: to the inspectorate above it, else to the unit above (信訪工作條例 30(3)). What is
    about somebody who may well know of it, such as thanks, does not.
    """
    everyone = units.tree() if everyone is None else everyone
    if not everyone:
        raise Refusal("no_unit", _("No unit has been set up here yet."), status=503)
    found = _local(submission, procedure, actor, everyone)
    about = procedure.subject.barred and submission.about.strip()
    if procedure.kinds[kind].confidential or about:
        return units.inspectorate_for(found, everyone) or units.above(found) or found
    return found


def _local(
    submission: Submission, procedure: Procedure, actor: Actor, everyone: Sequence[Unit]
) -> Unit:
    top = everyone[0]
    if procedure.enters_at == "top":
        return top
    by_id = {unit.id: unit for unit in everyone}
    if submission.unit:
        chosen = by_id.get(submission.unit)
        if chosen is None:
            raise Refusal("unknown_unit", _("Choose one of the units offered."), field="unit")
        return chosen
    if submission.latitude:
        there = units.at_point(submission.latitude, submission.longitude, everyone)
        if there is not None:
            return there
    named = _named(submission.place, everyone)
    if named is not None:
        return named
    own = by_id.get(actor.unit_path[-1]) if actor.unit_path else None
    return own or _over_all(everyone)


def _over_all(everyone: Sequence[Unit]) -> Unit:
    """The lowest unit over all that answer for some place: who receives what tells no place."""
    paths = [u.path for u in everyone if u.kind == "service" and (u.areas or u.outline)]
    shared = [unit for unit in everyone if paths and all(unit.id in path for path in paths)]
    return shared[-1] if shared else everyone[0]


def _named(words: str, everyone: Sequence[Unit]) -> Unit | None:
    """The unit one of whose areas is named in the words; the longest name, then the lowest unit."""
    found = [
        (len(area), unit.level, unit)
        for unit in everyone
        if unit.kind == "service"
        for area in unit.areas
        if area and area in words
    ]
    return max(found, key=lambda one: one[:2])[2] if found else None
