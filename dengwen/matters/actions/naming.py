"""Units and staff named in a field: that they exist, and that the matter may be given to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dengwen.errors import Refusal
from dengwen.law.procedure import Field, Step
from dengwen.matters import visibility
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.conflicts import why_not_given
from dengwen.matters.rules.words import gettext_noop
from dengwen.people import accounts, units
from dengwen.people.actor import Actor
from dengwen.people.state import Unit


def check_named(case: Case, step: Step, clean: Mapping[str, Any]) -> None:
    """Look up every unit and member of staff that the fields name. Raises `Refusal`."""
    for name, field in step.needs.items():
        if name not in clean:
            continue
        if field.type == "unit":
            unit = known_unit(case, clean[name], name)
            _require_offered(case, field, unit, name)
        elif field.type == "staff":
            staff = known_staff(clean[name], name)
            if name == step.assigns:
                require_theirs(case, staff)
        elif field.type == "subject":
            for unit_id in clean[name]["units"]:
                any_unit(unit_id, name)
            for staff_id in clean[name]["staff"]:
                known_staff(staff_id, name)


def known_unit(case: Case, unit_id: str, field: str) -> Unit:
    """The open unit, when the matter may go there: never to one that it is about."""
    unit = any_unit(unit_id, field)
    if not unit.open or visibility.bars_unit(case.matter, unit.path):
        raise Refusal(
            "cannot_go_there",
            gettext_noop("The matter cannot go to this unit."),
            basis=list(case.under.procedure.subject.basis),
            mend=gettext_noop("Choose another unit."),
            field=field,
        )
    return unit


def any_unit(unit_id: str, field: str) -> Unit:
    """The unit of that id. Raises `Refusal` when there is none."""
    try:
        return units.get(unit_id)
    except LookupError:
        raise Refusal("unknown_unit", gettext_noop("There is no such unit."), field=field) from None


def known_staff(staff_id: str, field: str) -> Actor:
    """The active member of staff of that id. Raises `Refusal` when there is none."""
    try:
        return accounts.actor_of(staff_id)
    except LookupError:
        raise Refusal(
            "unknown_staff", gettext_noop("There is no such member of staff."), field=field
        ) from None


def require_theirs(case: Case, staff: Actor) -> None:
    """Raises the `Refusal` against giving the matter to this member of staff."""
    refusal = why_not_given(case.matter, case.under.procedure, staff)
    if refusal is not None:
        raise refusal


def _require_offered(case: Case, field: Field, unit: Unit, name: str) -> None:
    here = case.matter.unit_path
    below = unit.path[: len(here)] == here and unit.path != here
    above = here[: len(unit.path)] == unit.path and unit.path != here
    fits = {"any": True, "below": below, "above": above, "own_branch": below or above}
    if not fits[field.units]:
        raise Refusal(
            "unit_not_offered",
            gettext_noop("This unit is not one to which the matter can go from here."),
            field=name,
        )
