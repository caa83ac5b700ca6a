"""Ending a window 撤銷窗口."""

from __future__ import annotations

from django.db import transaction

from dengwen.intake.window import events as e
from dengwen.intake.window import rules, sitting
from dengwen.intake.window.actions import arranging
from dengwen.intake.window.state import Window
from dengwen.people.actor import Actor


@transaction.atomic
def end_window(actor: Actor, window: str) -> Window:
    """Open a window no more; what happened at it stays, booked times are cancelled and told.

    Raises Refusal.
    """
    found = sitting.held(window)
    rules.may_arrange(actor, found.path)
    rules.is_running(found)
    changed = arranging.write(actor, found, e.WindowEnded())
    arranging.follow(actor, window, arranging.days_used(window))
    return changed
