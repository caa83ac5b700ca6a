"""What stands beside a matter 相關事項: linked, joined, perhaps the same thing, and similar ones.

Every line went through `lists.visible`: what the reader may not know of is not on the page, not
counted on it, and makes no gap in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dengwen.matters.actions import alike, lists
from dengwen.matters.actions.carry_over import offered
from dengwen.matters.actions.open import load
from dengwen.matters.models import MatterRow
from dengwen.people.actor import Actor
from dengwen.web.desk import acting, reading, table, words
from dengwen.web.words import say

LIKE = 6
"""Similar matters on one page."""


def beside(at: acting.At, seen: set[str]) -> dict[str, Any]:
    """Everything that the page of a matter tells of others."""
    found = alike.alike(at.actor, alike.of(at.matter), 2 * LIKE)
    linked = {link["number"]: link["relation"] for link in reading.links(at.matter, seen)}
    rows = {row.number: row for row in lists.visible(at.actor).filter(number__in=seen)}
    joined = [rows[one] for one in at.matter.joined if one in rows]
    known = {*linked, *at.matter.joined}
    others = [one for one in found if one.row.number not in known]
    same = [one for one in others if one.same_thing and not at.matter.final][:LIKE]
    similar = [one for one in others if one not in same][:LIKE]
    titles = lists.subjects(
        at.actor, {*linked, *(row.number for row in joined), *numbers(same), *numbers(similar)}
    )
    return {
        "linked": [
            line(rows[number], titles) | {"relation": relation}
            for number, relation in linked.items()
            if number in rows
        ],
        "joined": [
            line(row, titles) | {"leads": not at.matter.joined[row.number].leads} for row in joined
        ],
        "carry": carried(at, [row.number for row in joined]) if at.matter.followers else [],
        "same": [line(one.row, titles) | {"factors": factors(one)} for one in same],
        "similar": [line(one.row, titles) | {"factors": factors(one)} for one in similar],
    }


def numbers(found: Iterable[alike.Alike]) -> list[str]:
    """The numbers of the matters found."""
    return [one.row.number for one in found]


def line(row: MatterRow, titles: dict[str, str]) -> dict[str, Any]:
    """One matter: what it is, where it stands, and how it ended where it has."""
    procedure = table.newest(row.procedure)
    kind = procedure.kinds.get(row.kind) if procedure else None
    status = procedure.statuses.get(row.status) if procedure else None
    outcome = kind.outcomes.get(row.outcome) if kind else None
    return {
        "number": row.number,
        "title": titles.get(row.number, ""),
        "kind": say(kind.label) if kind else row.kind,
        "status": say(status.label) if status else row.status,
        "outcome": say(outcome) if outcome else row.outcome,
        "received_at": row.received_at,
        "closed_at": row.closed_at,
        "final": row.final,
    }


def factors(one: alike.Alike) -> list[str]:
    """Each thing that two matters have in common, in words with its measure."""
    said: list[str] = []
    if one.premises:
        said.append(str(words.FACTORS["premises"]))
    if one.metres is not None and one.metres <= alike.NEAR:
        said.append(
            ngettext("%(n)d metre away", "%(n)d metres away", one.metres) % {"n": one.metres}
        )
    if one.words:
        said.append(_("words: %(words)s") % {"words": _(", ").join(one.words)})
    said.append(apart(one.days))
    if one.procedure:
        said.append(str(words.FACTORS["kind" if one.kind else "procedure"]))
    return said


def apart(days: int) -> str:
    """How long two matters came after each other."""
    if days < 1:
        return _("within a day of each other")
    return ngettext("%(n)d day apart", "%(n)d days apart", days) % {"n": days}


def carried(at: acting.At, joined: Sequence[str]) -> list[dict[str, str]]:
    """The steps taken here that can be taken in the matters that follow."""
    followers = [load(number) for number in at.matter.followers if number in joined]
    steps = at.procedure.steps
    return [
        {"step": step, "verb": say(steps[step].verb)}
        for step in offered(at.matter, at.actor, followers)
        if step in steps
    ]


def typed(actor: Actor, asked: alike.Asked) -> list[dict[str, Any]]:
    """Matters like what is being typed at the counter, with what they have in common."""
    found = alike.alike(actor, asked)
    titles = lists.subjects(actor, numbers(found))
    return [line(one.row, titles) | {"factors": factors(one)} for one in found]
