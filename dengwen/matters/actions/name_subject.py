"""Name the subject 確認被反映對象: whom the matter is about, and who is barred from now on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.naming import any_unit, known_staff
from dengwen.matters.actions.subjects import name_subjects
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


def name_subject(
    actor: Actor,
    number: str,
    units: Sequence[str] = (),
    staff: Sequence[str] = (),
    at: datetime | None = None,
    *,
    confirmed: bool = True,
) -> Matter:
    """Record which units and staff the matter is about. Raises `Refusal`.

    From then on they cannot be given it, see it, or find it; if they had it, it goes elsewhere.
    """

    def story(case: Case) -> None:
        rules.require_naming(case.matter, actor)
        for unit in units:
            any_unit(unit, "units")
        for one in staff:
            known_staff(one, "staff")
        name_subjects(case, {"units": list(units), "staff": list(staff)}, confirmed=confirmed)

    return act(actor, number, story, at)
