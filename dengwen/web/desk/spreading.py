"""Giving many matters at once: to whom they can go, who would get which, and what came of it.

A plan is made and shown before anything is done, and doing it does exactly that: pressed twice, the
second press finds every matter given already. Each matter is a transaction of its own, and its own
rules decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from dengwen import times
from dengwen.errors import Refusal, Undisclosed
from dengwen.matters import visibility
from dengwen.matters.actions import lists
from dengwen.matters.actions.assign import assign
from dengwen.matters.models import MatterRow
from dengwen.matters.rules.who import ASSIGNING
from dengwen.people import units
from dengwen.people.actor import Actor
from dengwen.people.models import DeputyRow, RoleRow, StaffRow
from dengwen.web import dates
from dengwen.web import words as say_it
from dengwen.web.desk import choices, fields, names

MOST = 200
"""Matters given at once; a longer list is cut there, and says so."""


@dataclass(frozen=True)
class Given:
    """One line of a plan: the matter as it was seen, and to whom it would go ('' for nobody)."""

    number: str
    version: int
    staff: str

    @property
    def word(self) -> str:
        """The line as a form carries it."""
        return f"{self.number}~{self.version}~{self.staff}"


def offers(actor: Actor) -> bool:
    """Whether the reader gives matters to others anywhere, or may take some themselves."""
    return any(held.role in (*ASSIGNING, "handler") for held in actor.held)


def over(actor: Actor) -> list[str]:
    """The open units whose matters the actor gives to handlers, in the order of the tree."""
    held = {h.unit for h in actor.held if h.role in ASSIGNING}
    return [u.id for u in choices.in_order(units.tree()) if held & set(u.path)]


def people(actor: Actor) -> list[fields.Choice]:
    """Those to whom the actor may give matters; themselves where they only handle."""
    held = RoleRow.objects.filter(role__in=choices.WORKING, unit__in=over(actor))
    ids = set(held.values_list("staff", flat=True))
    ids |= {actor.staff} if any(h.role in choices.WORKING for h in actor.held) else set()
    found = StaffRow.objects.filter(id__in=ids, active=True).order_by("unit", "id")
    return [(f"staff:{row.id}", f"{row.name} ({row.id})") for row in found]


def places(actor: Actor) -> list[fields.Choice]:
    """The units over whose handlers the actor may spread matters."""
    wanted = set(over(actor))
    having = set(RoleRow.objects.filter(role__in=choices.WORKING).values_list("unit", flat=True))
    tree = [u for u in choices.in_order(units.tree()) if u.id in wanted & having]
    return [(f"unit:{u.id}", choices.indented(u)) for u in tree]


def team(unit: str) -> tuple[list[str], list[str]]:
    """Who handles matters at the unit and is here today, fewest open matters first; and who is
    away."""
    held = RoleRow.objects.filter(role__in=choices.WORKING, unit=unit).values("staff")
    ids = list(StaffRow.objects.filter(id__in=held, active=True).values_list("id", flat=True))
    today = times.now().astimezone(dates.zone()).date()
    gone = DeputyRow.objects.filter(staff__in=ids, from_on__lte=today, to_on__gte=today)
    away = set(gone.values_list("staff", flat=True))
    load = _open(ids)
    here = sorted((i for i in ids if i not in away), key=lambda i: (load.get(i, 0), i))
    return here, sorted(away)


def plan(actor: Actor, rows: Sequence[MatterRow], to: str) -> list[Given]:
    """Who would get which: all to one person, or in turn over a unit, those it is about left out.

    The order of the list is kept, so that what runs out first is spread first.
    """
    kind, _sep, key = to.partition(":")
    if kind == "staff":
        return [Given(row.number, row.version, key) for row in rows]
    here, _away = team(key)
    load = dict.fromkeys(here, 0)
    paths = {r.id: tuple(r.unit_path) for r in StaffRow.objects.filter(id__in=here)}
    found = []
    for row in rows:
        fit = [i for i in here if not visibility.bars(row, i, paths[i])]  # type: ignore[arg-type]
        chosen = row.assigned if row.assigned in fit else min(fit, key=load.__getitem__, default="")
        if chosen:
            load[chosen] += 1
        found.append(Given(row.number, row.version, chosen))
    return found


def carry_out(actor: Actor, lines: Iterable[Given]) -> list[dict[str, Any]]:
    """Do what the plan says, a matter at a time; what was done and what was refused, and why."""
    known = {line.number: line for line in lines}
    called = names.staff_names(line.staff for line in known.values())
    return [_one(actor, line, called.get(line.staff, line.staff)) for line in known.values()]


def read(word: str) -> Given | None:
    """The line that a form carried; None for nonsense."""
    number, _sep, rest = word.partition("~")
    version, _sep, staff = rest.partition("~")
    fine = version.isascii() and version.isdigit() and len(version) < 10
    return Given(number, int(version), staff) if fine else None


def chosen(actor: Actor, numbers: Iterable[str]) -> list[MatterRow]:
    """The chosen matters that the actor may know of, soonest due first; others are not there."""
    wanted = list(dict.fromkeys(numbers))[:MOST]
    return list(lists.visible(actor).filter(number__in=wanted).order_by("due_at", "number"))


def _one(actor: Actor, line: Given, name: str) -> dict[str, Any]:
    told = {"number": line.number, "name": name, "done": False, "why": ""}
    if not line.staff:
        return told | {"why": _("Nobody of the unit can be given it.")}
    try:
        assign(actor, line.number, line.staff, seen=line.version)
    except Undisclosed:
        return told | {"number": "", "why": _("It is not there, or no longer yours to give.")}
    except Refusal as refusal:
        return told | {"why": say_it.reason(refusal)}
    return told | {"done": True}


def _open(staff: Sequence[str]) -> dict[str, int]:
    rows = MatterRow.objects.filter(assigned__in=staff, final=False)
    counted = rows.values("assigned").order_by().annotate(n=Count("number"))
    return {row["assigned"]: row["n"] for row in counted}
