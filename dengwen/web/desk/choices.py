"""What a form's lists offer: units, staff, parties, papers. Nobody who must keep out is offered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from dengwen.law import procedure as law
from dengwen.matters import visibility
from dengwen.matters.state import Matter
from dengwen.people import units
from dengwen.people.models import RoleRow, StaffRow
from dengwen.people.state import Unit
from dengwen.web.desk import fields, reading, words
from dengwen.web.words import language, say

WORKING = ("handler", "inspectorate")
"""Roles of those to whom a matter can be given."""


def for_matter(matter: Matter, procedure: law.Procedure, called: words.Names) -> fields.Choices:
    """The choices of a form about this matter."""
    return fields.Choices(
        units=lambda which: unit_choices(matter, which),
        staff=staff_choices(matter),
        parties=[(p.id, called.party(p.id)) for p in matter.parties.values() if not p.erased],
        documents=[
            (d.id, _title(reading.document_label(d, procedure), d.number))
            for d in matter.documents.values()
        ],
        subjects=subject_choices(),
    )


def unit_choices(matter: Matter, which: str) -> list[fields.Choice]:
    """Units that a matter may be given to, by where they stand to the one that has it."""
    tree = units.tree()
    cuts: dict[str, Callable[[Unit], bool]] = {
        "below": lambda u: matter.unit in u.path[:-1],
        "above": lambda u: u.id in matter.unit_path[:-1],
        "own_branch": lambda u: u.path[:2] == matter.unit_path[:2],
        "any": lambda u: True,
    }
    wanted = cuts[which]
    return [
        (u.id, indented(u))
        for u in tree
        if u.id != matter.unit and wanted(u) and not visibility.bars_unit(matter, u.path)
    ]


def all_units() -> list[fields.Choice]:
    """Every open unit, in the order of the tree."""
    return [(u.id, indented(u)) for u in in_order(units.tree())]


def in_order(tree: Sequence[Unit]) -> list[Unit]:
    """Units as a reader walks the tree: each followed by those under it."""
    return sorted(tree, key=lambda u: u.path)


def indented(unit: Unit) -> str:
    """A unit's name, set in by its depth in the tree."""
    return "　" * (len(unit.path) - 1) + unit.called(language())


def staff_choices(matter: Matter) -> list[fields.Choice]:
    """Those at the unit, or holding a role over it, to whom the matter can be given."""
    held = RoleRow.objects.filter(role__in=WORKING, unit__in=matter.unit_path)
    rows = StaffRow.objects.filter(id__in=held.values("staff"), active=True).order_by("unit", "id")
    return [
        (row.id, f"{row.name} ({row.id})")
        for row in rows
        if not visibility.bars(matter, row.id, tuple(row.unit_path)) and row.id not in matter.not_by
    ]


def subject_choices() -> list[tuple[str, list[fields.Choice]]]:
    """Units and staff whom a matter may be about, units first."""
    tree = in_order(units.tree())
    called = {u.id: u.called(language()) for u in tree}
    rows = StaffRow.objects.filter(active=True).order_by("unit", "id")
    people = [(f"staff:{r.id}", _title(r.name, called.get(r.unit, r.unit))) for r in rows]
    return [
        (str(_("Units")), [(f"unit:{u.id}", u.called(language())) for u in tree]),
        (str(_("Members of staff")), people),
    ]


def clock_choices(
    matter: Matter, procedure: law.Procedure, keys: Sequence[str]
) -> list[fields.Choice]:
    """Clocks by key, as a list offers them."""
    found = []
    for key in keys:
        spec = procedure.clocks.get(matter.clocks[key].clock)
        found.append((key, say(spec.label) if spec else key))
    return found


def _title(label: str, more: str) -> str:
    return f"{label} ({more})" if more else label
