"""Giving a window another name, place or hours 調整窗口."""

from __future__ import annotations

from django.db import transaction

from dengwen.intake.window import events as e
from dengwen.intake.window import rules, sitting
from dengwen.intake.window.actions import arranging
from dengwen.intake.window.state import Window
from dengwen.people.actor import Actor


@transaction.atomic
def rearrange(actor: Actor, window: str, arrangement: e.Arrangement) -> Window:
    """Let name, place, hours or times be others from now on.

    Booked times that no longer lie in open hours are cancelled, and who booked them is told.
    Raises Refusal.
    """
    found = sitting.held(window)
    rules.may_arrange(actor, found.path)
    rules.is_running(found)
    changed = arranging.write(actor, found, e.WindowRearranged(arrangement=arrangement))
    rules.well_arranged(changed)
    arranging.follow(actor, window, arranging.days_used(window))
    return changed
