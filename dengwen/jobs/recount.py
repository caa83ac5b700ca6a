"""Counting again 重新計算: when the days off of a year are announced, clocks that ran into it.

Until a year is announced its days are provisional, and every page says so; the announcement comes
with a new edition of the calendar in the pack.
"""

from __future__ import annotations

from django.db import transaction

from dengwen.law import library
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import calendars_of
from dengwen.matters.models import ClockRow
from dengwen.people.actor import SYSTEM


def recount(limit: int = 100) -> int:
    """Reckon anew up to `limit` open clocks counted on an older, provisional calendar."""
    editions = [each.version for each in calendars_of(library.current()).values()]
    stale = ClockRow.objects.filter(state__in=("running", "paused"), provisional=True)
    numbers = stale.exclude(calendar_version__in=editions).values_list("number", flat=True)
    found = sorted(set(numbers[:limit]))
    for number in found:
        with transaction.atomic():
            act(SYSTEM, number, lambda case: case.reckon(), retry=True)
    return len(found)
