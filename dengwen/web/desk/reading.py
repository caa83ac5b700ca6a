"""One matter as its page shows it. Only what the reader may read was opened before it came here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dengwen.law import procedure as law
from dengwen.matters import visibility
from dengwen.matters.actions import lists
from dengwen.matters.state import Document, Matter, Party
from dengwen.people import units
from dengwen.people.actor import Actor
from dengwen.web import dates, needs
from dengwen.web.desk import names, telling, words
from dengwen.web.words import say


@dataclass(frozen=True)
class Head:
    """What stands at the top of a matter's page."""

    number: str
    version: int
    procedure: str
    kind: str
    subject: str
    status: str
    outcome: str
    unit: str
    handler: str
    channel: str
    received_at: datetime | None
    danger: bool
    restricted: bool
    historical: bool
    final: bool


def head(matter: Matter, procedure: law.Procedure, called: words.Names) -> Head:
    """Number, kind, where it stands and with whom."""
    kind = procedure.kinds.get(matter.kind)
    status = procedure.statuses.get(matter.status)
    outcomes = kind.outcomes if kind else {}
    return Head(
        number=matter.number,
        version=matter.version,
        procedure=say(procedure.label),
        kind=say(kind.label) if kind else matter.kind,
        subject=names.opened(matter.subject),
        status=say(status.label) if status else matter.status,
        outcome=say(outcomes.get(matter.outcome)) or matter.outcome,
        unit=called.unit(matter.unit),
        handler=called.staff(matter.assigned) if matter.assigned else "",
        channel=str(words.CHANNELS.get(matter.channel, matter.channel)),
        received_at=matter.received_at,
        danger=matter.danger,
        restricted=matter.restricted,
        historical=matter.historical,
        final=matter.final,
    )


def said(matter: Matter, procedure: law.Procedure, called: words.Names) -> dict[str, Any]:
    """What the person said: the statement, the answers at the door, what was added since."""
    statement = matter.statement
    offer = procedure.offers.get(matter.offer)
    asked = offer.asks if offer else {}
    answers = [
        words.Detail(say(asked[k].label) if k in asked else k, text, len(text) > 60)
        for k, v in matter.answers.items()
        if (text := words.answer(v, asked.get(k), called))
    ]
    return {
        "statement": names.opened(statement),
        "protected": statement is not None and statement.value is None and not statement.erased,
        "erased": bool(statement and statement.erased),
        "answers": answers,
        "about": words.tell(matter.about_said, called),
        "additions": [
            {
                "text": words.tell(more.text, called),
                "who": words.who(more.by, called),
                "at": more.at,
            }
            for more in matter.statements
        ],
        "answer": words.tell(matter.answer, called),
    }


def parties(matter: Matter, procedure: law.Procedure) -> list[dict[str, Any]]:
    """Who stands in the matter; who it is only where the reader may know."""
    return [_party(party, procedure) for party in matter.parties.values()]


def _party(party: Party, procedure: law.Procedure) -> dict[str, Any]:
    spec = procedure.parties.get(party.role)
    told = {
        "email": _("Told by e-mail"),
        "sms": _("Told by text message"),
        "post": _("Told by post"),
    }.get(party.notify_by, _("Follows it by number and secret"))
    return {
        "id": party.id,
        "role": say(spec.label) if spec else party.role,
        "name": names.opened(party.name),
        "anonymous": party.name is None,
        "erased": party.erased,
        "representative": party.representative,
        "contact": names.contact(party),
        "needs": needs.told(party.needs),
        "told": told,
    }


def place(matter: Matter) -> dict[str, Any] | None:
    """Where it is: in words, and the point where there is one."""
    if matter.place is None:
        return None
    return {
        "words": names.opened(matter.place.words),
        "latitude": matter.place.latitude,
        "longitude": matter.place.longitude,
        "map": drawn(matter),
    }


WIDE = 320
"""Units of the drawing from the western edge of a unit's ground to its eastern one."""


def drawn(matter: Matter) -> dict[str, str] | None:
    """The ground of the unit that has the matter with the point in it, as a small drawing.

    Plane and to scale enough for a town; None where there is no point or no outline.
    """
    try:
        ring = [(float(lat), float(lng)) for lat, lng in units.get(matter.unit).outline]
        lat, lng = float(matter.place.latitude), float(matter.place.longitude)  # type: ignore[union-attr]
    except (AttributeError, LookupError, ValueError):
        return None
    if not ring:
        return None
    north, south = max(y for y, _x in ring), min(y for y, _x in ring)
    east, west = max(x for _y, x in ring), min(x for _y, x in ring)
    narrow = math.cos(math.radians((north + south) / 2))
    scale = WIDE / ((east - west) * narrow or 1)

    def at(y: float, x: float) -> tuple[str, str]:
        return f"{(x - west) * narrow * scale:.1f}", f"{(north - y) * scale:.1f}"

    x, y = at(lat, lng)
    return {
        "ring": " ".join(",".join(at(y, x)) for y, x in ring),
        "x": x,
        "y": y,
        "width": str(WIDE),
        "height": f"{(north - south) * scale:.1f}",
    }


def lines(
    matter: Matter, procedure: law.Procedure, called: words.Names, seen: set[str]
) -> list[telling.Told]:
    """The time line, newest first; a link to a matter the reader may not know of is not told."""
    told = [telling.told(line, procedure, called) for line in matter.lines]
    return [t for t in reversed(told) if not t.other or t.other in seen]


def linked(matter: Matter, actor: Actor) -> set[str]:
    """Numbers of the matters beside this one that the reader may know of."""
    others = {getattr(line.data, "other_number", "") for line in matter.lines}
    others |= {matter.challenges, *matter.joined}
    return set(
        lists.visible(actor).filter(number__in=others - {""}).values_list("number", flat=True)
    )


def links(matter: Matter, seen: set[str]) -> list[dict[str, str]]:
    """The matters beside this one, as links."""
    found = [
        {"relation": str(words.RELATIONS.get(k.relation, k.relation)), "number": k.other_number}
        for k in matter.links
        if k.other_number in seen
    ]
    if matter.challenges in seen and all(f["number"] != matter.challenges for f in found):
        found.insert(0, {"relation": _("Challenges"), "number": matter.challenges})
    return found


def documents(
    matter: Matter, procedure: law.Procedure, called: words.Names, may_serve: bool
) -> list[dict[str, Any]]:
    """Papers issued, newest first, with every service and every attempt."""
    return [
        {
            "id": paper.id,
            "label": document_label(paper, procedure),
            "number": paper.number,
            "issued_at": paper.issued_at,
            "who": words.who(paper.by, called),
            "services": [
                _(", ").join([called.party(s.party), _way(s.way), dates.short(s.served_on)])
                for s in paper.services
            ],
            "failures": [
                _("%(party)s: not reached (%(way)s), %(on)s")
                % {"party": called.party(p), "way": _way(way), "on": dates.short(at)}
                for at, p, way in paper.failures
            ],
            "unserved": paper.unserved,
            "may_serve": may_serve,
        }
        for paper in reversed(matter.documents.values())
    ]


def document_label(paper: Document, procedure: law.Procedure) -> str:
    """What a paper is called."""
    spec = procedure.documents.get(paper.kind)
    return say(spec.label) if spec else paper.kind


def files(matter: Matter, called: words.Names, may: set[str]) -> list[dict[str, Any]]:
    """Files attached; the name only where it was opened."""
    return [
        {
            "id": kept.id,
            "name": names.opened(kept.name) or _("Unnamed file"),
            "type": kept.type,
            "size": kept.size,
            "at": kept.at,
            "who": words.who(kept.by, called),
            "erased": kept.erased,
            "readable": "content" in may,
            "may_original": "identity" in may,
        }
        for kept in matter.files.values()
    ]


def questions(matter: Matter, called: words.Names) -> list[dict[str, Any]]:
    """What was asked of the person, with the answer where there is one."""
    return [
        {
            "text": words.tell(q.text, called),
            "who": words.who(q.by, called),
            "party": called.party(q.party),
            "at": q.asked_at,
            "answer": words.tell(q.answer, called),
            "answered_at": q.answered_at,
        }
        for q in reversed(matter.questions.values())
    ]


def kept_out(matter: Matter, called: words.Names) -> list[str]:
    """Whom the matter is about and who declared to keep out."""
    about = [called.unit(u) for u in matter.about_units]
    about += [called.staff(s) for s in matter.about_staff]
    recused = [called.staff(s) for s in matter.recused if s not in matter.about_staff]
    return [_("About: %(who)s") % {"who": a} for a in about] + [
        _("Keeps out: %(who)s") % {"who": r} for r in recused
    ]


def may(actor: Actor, matter: Matter) -> set[str]:
    """What of the matter the reader may read."""
    return visibility.may_read(actor, matter)


def _way(way: str) -> str:
    return str(words.WAYS.get(way, way))
