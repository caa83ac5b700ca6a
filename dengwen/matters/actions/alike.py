"""Alike 相似: other matters about the same place, premises or words, each with what speaks for it.

Only matters that the actor may see and read are looked at: what is undisclosed is not found, not
counted and does not push another off the list. Nothing is read off who brought them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, TextField
from django.db.models.expressions import RawSQL

from dengwen import times
from dengwen.matters.actions import lists
from dengwen.matters.models import MatterRow, SearchRow, marks
from dengwen.matters.models import search as words
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor

NEAR = 300
"""Metres within which two points are taken for the same place."""

SOON = timedelta(days=30)
"""Matters that came within so long of each other may come from the same happening."""

BACK = timedelta(days=800)
"""How far back similar words are looked for."""

LOOKED_AT = 400
"""Of how many matters of the unit, the newest first, the words are compared."""

MOST = 8
"""How many are shown."""

METRES = 111_320
"""Of one degree of latitude."""


@dataclass(frozen=True)
class Asked:
    """What others are compared with: a matter, or what is being typed at the counter."""

    unit: str
    procedure: str
    words: str = ""  # the one line, or the beginning of what was said
    place: str = ""
    latitude: str = ""
    longitude: str = ""
    kind: str = ""
    received_at: datetime | None = None
    number: str = ""  # itself, which is not like itself


@dataclass(frozen=True)
class Alike:
    """Another matter, and each thing that it has in common."""

    row: MatterRow
    metres: int | None = None
    premises: bool = False
    days: int = 0  # between the two
    procedure: bool = False
    kind: bool = False
    words: tuple[str, ...] = ()  # the runs of words that stand in both

    @property
    def place(self) -> bool:
        """Whether it is about the same place."""
        return self.premises or (self.metres is not None and self.metres <= NEAR)

    @property
    def factors(self) -> list[str]:
        """The names of what they have in common, as a join records them."""
        held = {
            "distance": self.metres is not None and self.metres <= NEAR,
            "premises": self.premises,
            "words": bool(self.words),
            "time": self.days <= SOON.days,
            "procedure": self.procedure,
            "kind": self.kind,
        }
        return [name for name, holds in held.items() if holds]

    @property
    def same_thing(self) -> bool:
        """Whether it may be the very same thing, still open: place or words, and more than that."""
        strong = self.place + bool(self.words)
        soon = self.days <= SOON.days
        return self.procedure and not self.row.final and (strong > 1 or (strong == 1 and soon))


@dataclass
class _Found:
    premises: bool = False
    words: tuple[str, ...] = ()
    share: float = 0.0
    near: bool = field(default=False)


def of(matter: Matter) -> Asked:
    """A matter, opened as far as the reader may read it, as what others are compared with."""
    place = matter.place
    subject = str(matter.subject.value or "") if matter.subject else ""
    said = str(matter.statement.value or "") if matter.statement else ""
    return Asked(
        unit=matter.unit,
        procedure=matter.procedure,
        words=subject or said[:60],
        place=str(place.words.value or "") if place and place.words else "",
        latitude=place.latitude if place else "",
        longitude=place.longitude if place else "",
        kind=matter.kind,
        received_at=matter.received_at,
        number=matter.number,
    )


def alike(actor: Actor, asked: Asked, most: int = MOST) -> list[Alike]:
    """The matters most alike, those with most in common first and then the newest."""
    said, _who = lists.readable_at(actor)
    readable = Q(unit_path__contains=[asked.unit]) & said
    found: dict[str, _Found] = {}
    for number in _marked(asked, "premises", marks.premises(asked.place)):
        found.setdefault(number, _Found()).premises = True
    for number in _marked(asked, "cell", marks.cells_around(asked.latitude, asked.longitude)):
        found.setdefault(number, _Found()).near = True
    for number, common, share in _worded(actor, asked, readable):
        one = found.setdefault(number, _Found())
        one.words, one.share = common, share
    found.pop(asked.number, None)
    rows = lists.visible(actor).filter(said, number__in=found)
    told = [(_told(asked, row, found[row.number]), found[row.number]) for row in rows]
    kept = [(one, how) for one, how in told if one.place or one.words]
    kept.sort(key=lambda pair: (-_weight(*pair), -pair[0].row.received_at.timestamp()))
    return [one for one, _how in kept[:most]]


def _marked(asked: Asked, sort: str, plain: Iterable[str]) -> list[str]:
    return lists.reached_by([marks.Mark("", sort, one) for one in plain])


def _worded(actor: Actor, asked: Asked, readable: Q) -> list[tuple[str, tuple[str, ...], float]]:
    """Matters of the unit in which at least half of the words stand: which runs, what share."""
    text = asked.words[:80]
    pieces = [piece for piece, _at in words.places(text) if len(piece) > 1][:16]
    wanted = list(dict.fromkeys(pieces))
    if len(wanted) < 2:
        return []
    since = (asked.received_at or times.now()) - BACK
    newest = lists.visible(actor).filter(readable, received_at__gte=since)
    looked_at = newest.order_by("-received_at").values("number")[:LOOKED_AT]
    query = " | ".join(f"'{piece}'" for piece in wanted)
    held = RawSQL(
        "ARRAY(SELECT p FROM unnest(%s::text[]) p"
        " WHERE matters_search.content @@ ('''' || p || '''')::tsquery)",
        [wanted],
        output_field=ArrayField(TextField()),
    )
    rows = (
        SearchRow.objects.filter(number__in=list(looked_at.values_list("number", flat=True)))
        .filter(content=SearchQuery(query, config="simple", search_type="raw"))
        .annotate(held=held)
        .values_list("number", "held")
    )
    shares = ((number, tuple(common), len(common) / len(wanted)) for number, common in rows)
    return [(n, runs(text, set(common)), share) for n, common, share in shares if share >= 0.5]


def runs(text: str, pieces: set[str]) -> tuple[str, ...]:
    """The stretches of a text that these pieces cover, as they are written in it."""
    at = [(folded, place) for place, sign in enumerate(text) for folded in words.fold(sign)]
    folded = "".join(sign for sign, _place in at)
    covered = {
        at[start + step][1]
        for piece in pieces
        for start in range(len(folded))
        if folded.startswith(piece, start)
        for step in range(len(piece))
    }
    found, run = [], ""
    for place, sign in enumerate(text):
        if place in covered or (run and sign == " " and place + 1 in covered):
            run += sign
        elif run:
            found.append(run)
            run = ""
    return tuple(dict.fromkeys(part for part in [*found, run] if part))


def _told(asked: Asked, row: MatterRow, how: _Found) -> Alike:
    since = abs((asked.received_at or times.now()) - row.received_at)
    return Alike(
        row=row,
        metres=metres(asked.latitude, asked.longitude, row.latitude, row.longitude),
        premises=how.premises,
        days=since.days,
        procedure=row.procedure == asked.procedure,
        kind=bool(asked.kind) and row.procedure == asked.procedure and row.kind == asked.kind,
        words=how.words,
    )


def _weight(one: Alike, how: _Found) -> float:
    near = 0.0 if one.metres is None else max(0.0, 1 - one.metres / NEAR)
    soon = max(0.0, 1 - one.days / SOON.days)
    return 3 * one.premises + 2 * near + 3 * how.share + soon + one.procedure + 0.5 * one.kind


def metres(latitude: str, longitude: str, other_latitude: str, other_longitude: str) -> int | None:
    """How far two points are from each other, over a plane: good enough for a town."""
    try:
        y, x = float(latitude), float(longitude)
        other_y, other_x = float(other_latitude), float(other_longitude)
        narrow = math.cos(math.radians((y + other_y) / 2))
        return round(math.hypot(y - other_y, (x - other_x) * narrow) * METRES)
    except (ValueError, OverflowError):  # no point, or none on this earth
        return None
