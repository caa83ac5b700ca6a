"""Who calls a visitor back 回訪人: there is always somebody by name."""

from __future__ import annotations

from dengwen.intake.window.sitting import Sitting
from dengwen.people import accounts, units
from dengwen.people.models import StaffRow

ROLES = ("registrar", "supervisor", "approver", "handler")
"""Who is asked to, the first that the unit or one above it has."""


def who_calls_back(at: Sitting) -> tuple[str, str]:
    """The id and name of whoever served last at the window that day, else of who should have.

    A unit without any staff answers in its own name.
    """
    calls = sorted(
        (t for t in at.queue.tickets.values() if t.called_at and t.called_by.startswith("staff:")),
        key=lambda t: str(t.called_at),
    )
    last = calls[-1].called_by.removeprefix("staff:") if calls else ""
    served = StaffRow.objects.filter(id=last, active=True).first()
    if served is not None:
        return served.id, served.name
    for role in ROLES:
        holders = accounts.holders(role, at.window.path)
        if holders:
            return holders[0].id, holders[0].name
    return "", next(iter(units.get(at.window.unit).name.values()), at.window.unit)
