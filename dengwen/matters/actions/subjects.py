"""Whom a matter is about: named, barred from then on, and the matter taken away from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dengwen.delivery import outbox
from dengwen.delivery.models import Channel, OutboxRow
from dengwen.matters import events as e
from dengwen.matters import visibility
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.papers import copy_earlier
from dengwen.matters.state import Matter
from dengwen.people import accounts, units


def name_subjects(case: Case, subject: Mapping[str, Any], *, confirmed: bool) -> None:
    """Record whom it is about. If they have it, it goes to the inspectorate, or the nearest unit
    above that it is not about; what rang on their desks falls silent."""
    basis = case.under.procedure.subject.basis
    named = e.SubjectNamed(
        units=sorted(set(subject.get("units") or [])),
        staff=sorted(set(subject.get("staff") or [])),
        confirmed=confirmed,
    )
    case.happen(named, basis)
    if visibility.bars_unit(case.matter, case.matter.unit_path):
        _take_away(case, basis)
    case.then(silence)
    copy_earlier(case)


def silence(matter: Matter) -> None:
    """Take back every reminder of the matter from those whom it is about, and from those who may no
    longer know of it: what is owed to a person is never theirs to do.

    What was sent to those whom the matter is about because the pack tells them is not taken back.
    """
    rung = OutboxRow.objects.filter(stream=matter.stream, channel=Channel.DESK)
    for staff in rung.values_list("staff", flat=True).distinct():
        try:
            actor = accounts.actor_of(staff)
        except LookupError:
            continue
        if staff in matter.told_staff:
            outbox.cancel(matter.stream, staff=staff, own=False)
        elif staff in matter.about_staff or not visibility.may_see(actor, matter):
            outbox.cancel(matter.stream, staff=staff)


def take_up(case: Case, basis: list[str]) -> None:
    """Send a matter that became an accusation where accusations are opened: to the inspectorate,
    until it is confirmed whom it is about (信訪工作條例 art 30(3))."""
    if not case.matter.about_confirmed:
        _take_away(case, basis)


def _take_away(case: Case, basis: list[str]) -> None:
    matter = case.matter
    first = next((unit for unit in matter.unit_path if unit in matter.about_units), matter.unit)
    inspectorate = units.inspectorate_for(first)
    candidates = [inspectorate] if inspectorate else []
    candidates += [units.get(unit) for unit in reversed(matter.unit_path[:-1])]
    fit = (unit for unit in candidates if not visibility.bars_unit(matter, unit.path))
    unit = next(fit, None)
    if unit is not None and unit.id != matter.unit:
        moved = e.MatterMoved(from_unit=matter.unit, to_unit=unit.id, to_path=list(unit.path))
        case.happen(moved, basis)
