"""Carry over 併案同辦: what was done in the matter that leads is done in those joined with it.

Every person is answered in their own matter, on a paper of their own, by the same named member of
staff who answers the first; four eyes look at each where the law asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dengwen.errors import Refusal
from dengwen.matters import rules
from dengwen.matters.actions.case import law_of
from dengwen.matters.actions.open import load
from dengwen.matters.actions.take import take
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


@dataclass(frozen=True)
class Done:
    """What came of one matter: done, or the reason why not."""

    number: str
    refusal: Refusal | None = None


def carry_over(
    actor: Actor, number: str, step: str, fields: Mapping[str, Any], to: Iterable[str]
) -> list[Done]:
    """Take the step with these fields in each of the joined matters `to`, one after the other.

    Each is taken or refused by itself, with its own reason. Raises `Refusal` when the words name
    someone of another of the joined matters, and then nothing is done in any.
    """
    lead = load(number)
    rules.require_working(lead, actor)
    if step not in lead.taken:
        raise Refusal(
            "not_taken_here",
            gettext_noop("This step was not taken in the matter that leads."),
            field="step",
        )
    chosen = [one for one in to if one in lead.followers]
    group = [lead, *(load(one) for one in lead.followers)]
    for one in chosen:
        others = [matter for matter in group if matter.number != one]
        rules.require_nobody_named(_texts(fields), others)
    return [_carry(actor, one, step, fields) for one in chosen]


def _carry(actor: Actor, number: str, step: str, fields: Mapping[str, Any]) -> Done:
    try:
        take(actor, number, step, fields)
    except Refusal as refusal:
        return Done(number, refusal)
    return Done(number)


def _texts(fields: Mapping[str, Any]) -> Iterator[str]:
    yield from (value for value in fields.values() if isinstance(value, str))


def offered(matter: Matter, actor: Actor, followers: Iterable[Matter]) -> list[str]:
    """The steps taken in the matter that leads which one of the others can be given now."""
    found: list[str] = []
    for follower in followers:
        procedure = law_of(follower).procedure
        steps = {one.step_id for one in rules.steps_now(follower, procedure, actor) if one.allowed}
        found += [step for step in procedure.steps if step in steps & matter.taken]
    return list(dict.fromkeys(found))
