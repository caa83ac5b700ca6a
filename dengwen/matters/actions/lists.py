"""Lists 清單: the only way to list, count or search matters."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from dengwen.ledger import access, store
from dengwen.matters import state, visibility
from dengwen.matters.models import (
    ClockRow,
    MarkRow,
    MatterRow,
    ProposalRow,
    SearchRow,
    marks,
    visible_to,
)
from dengwen.matters.models import search as words
from dengwen.matters.models.visible import NONE
from dengwen.people.actor import Actor

EVERYWHERE = "*"
"""Stands for the matter in the record of a search that looks at all of them."""

MOST = 200
"""Matters that one mark leads to, the newest first."""


def visible(actor: Actor) -> QuerySet[MatterRow]:
    """The matters that the actor may know of. Filter, count and order it as you like."""
    return MatterRow.objects.filter(visible_to(actor))


def clocks(actor: Actor) -> QuerySet[ClockRow]:
    """The clocks of the matters that the actor may know of."""
    return ClockRow.objects.filter(number__in=visible(actor).values("number"))


def waiting(actor: Actor) -> QuerySet[ProposalRow]:
    """The proposals that the actor may approve or send back: never their own, nor in a matter that
    challenges what they decided."""
    asked = NONE
    for held in actor.held:
        asked |= Q(approver_roles__contains=[held.role], approver_unit_path__contains=[held.unit])
    seen = visible(actor).values("number")
    found = ProposalRow.objects.filter(asked, number__in=seen)
    kept_out = Q(proposed_by=actor.id) | Q(not_by__contains=[actor.staff])
    return found.exclude(kept_out).order_by("proposed_at")


def search(actor: Actor, text: str) -> QuerySet[MatterRow]:
    """The visible matters in which the text stands, whose number or paper's number it is, or
    someone in which is reached by the telephone number or e-mail address that it is.

    What was said is searched only where the actor may read it, and who said it only where they
    may know who: a search never tells more than the page would. A search by contact is recorded.
    """
    query = words.query(text)
    wanted = Q(number__iexact=text.strip()[:40])
    said, who = readable_at(actor)
    if query:
        asked = SearchQuery(query, config="simple", search_type="raw")
        found = SearchRow.objects.filter(content=asked).values("number")
        known = SearchRow.objects.filter(identity=asked).values("number")
        wanted |= (Q(number__in=found) & said) | (Q(number__in=known) & who)
    contact = marks.asked(text)
    if contact:
        wanted |= Q(number__in=reached_by(contact)) & who
        if actor.kind == "staff":
            access.record(actor.id, EVERYWHERE, ["contact"])
    return visible(actor).filter(wanted)


def reached_by(contact: Iterable[marks.Mark]) -> list[str]:
    """The numbers of matters that bear any of these marks, by the blind index. Not yet cut to what
    anyone may know of: `visible` does that."""
    wanted = list(contact)
    if not wanted:
        return []
    found = [
        MarkRow.objects.filter(sort=mark.sort, mark=kept)
        .order_by("-received_at", "id")
        .values_list("number", flat=True)[:MOST]
        for mark, kept in zip(wanted, marks.blinded(wanted), strict=True)
    ]
    first, *others = found
    return list(dict.fromkeys(first.union(*others, all=True) if others else first))


def readable_at(actor: Actor) -> tuple[Q, Q]:
    """Where the actor may read what was said, and where who said it: `visibility.may_read` as
    conditions on rows."""
    reading = {h.unit for h in actor.held if h.role in visibility.READING and h.role != "auditor"}
    handling = {h.unit for h in actor.held if h.role in visibility.HANDLING}
    own = Q(assigned=actor.staff) if actor.staff else NONE
    said = Q(unit_path__overlap=sorted(reading)) if reading else NONE
    who = Q(unit_path__overlap=sorted(handling)) if handling else NONE
    return said | own, who | own


def subjects(actor: Actor, numbers: Iterable[str]) -> dict[str, str]:
    """The one line of what each matter is about, for a page of a list; only where it may be read.

    Recorded as one reading of each.
    """
    said, _ = readable_at(actor)
    asked = visible(actor).filter(said, number__in=list(numbers)).values_list("number", flat=True)
    streams = {f"matter:{number}": number for number in asked}
    found: dict[str, str] = {}
    for stream, history in store.read_many(list(streams), unseal=True).items():
        matter = state.fold(history)
        line = matter.subject.value if matter.subject else None
        found[streams[stream]] = str(line or "")
        if actor.kind == "staff":
            access.record(actor.id, streams[stream], ["subject"])
    return found
