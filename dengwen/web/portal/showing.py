"""Showing 公開預覽: a matter as the public would read it, before anybody decides that it may."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from dengwen.matters.rules import publishing
from dengwen.matters.rules.publishing import Piece
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor
from dengwen.web import dates
from dengwen.web.portal import own, story


@dataclass(frozen=True)
class Words:
    """One text: what it is called, how it would be read, and whether it is the reader's own."""

    label: str
    pieces: list[Piece]
    mine: bool


@dataclass(frozen=True)
class Shown:
    """What may become public, and what never does."""

    may: bool
    facts: list[tuple[str, str]] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    never: list[str] = field(default_factory=list)


def shown(matter: Matter, told: story.Story, actor: Actor) -> Shown:
    """The matter as the public would read it; of one that is kept from most, nothing."""
    if not publishing.may_be_published(matter):
        return Shown(may=False, never=never(matter, actor))
    words = [
        Words(own.label(text.of), publishing.shown(matter, text), text.party == actor.party)
        for text in publishing.texts(matter)
    ]
    return Shown(True, facts(matter, told), words, never(matter, actor))


def facts(matter: Matter, told: story.Story) -> list[tuple[str, str]]:
    """What the public learns of how it was handled."""
    late = any(clock.look in ("missed", "overdue") for clock in told.clocks)
    found = [
        (_("What it is"), " · ".join(part for part in (told.title, told.kind) if part)),
        (_("Who had it"), told.unit),
        (_("Received"), dates.short(matter.received_at)),
        (_("Where it stands"), told.told),
        (_("Outcome"), told.outcome),
        (_("Whether the times were kept"), _("not all of them") if late else _("yes")),
    ]
    return [(label, value) for label, value in found if value]


def never(matter: Matter, actor: Actor) -> list[str]:
    """What no one outside ever sees."""
    party = matter.parties.get(actor.party)
    named = bool(party and party.named_publicly)
    return [
        _("your telephone number, your addresses and what you need")
        if named
        else _("your name, your telephone number, your addresses and what you need"),
        _("the place as you told it, and the point on the map"),
        _("your photographs and papers, and the papers served on you"),
        _("whom it is about, and who else is named in it"),
        _("what you and the service wrote to each other, your rating and its words"),
    ]
