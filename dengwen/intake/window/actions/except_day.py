"""Other hours on one day 臨時安排: shut for a training, longer before a holiday."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from dengwen.errors import Refusal
from dengwen.intake.window import events as e
from dengwen.intake.window import rules, sitting
from dengwen.intake.window.actions import arranging
from dengwen.intake.window.state import Window
from dengwen.matters.rules.words import gettext_noop as _
from dengwen.people.actor import Actor


@transaction.atomic
def except_day(
    actor: Actor, window: str, day: date, hours: Sequence[Sequence[str]], reason: str
) -> Window:
    """Give one day other hours, or none, for a reason that everybody reads.

    Booked times that fall out are cancelled, and who booked them is told. Raises Refusal.
    """
    found = sitting.held(window)
    rules.may_arrange(actor, found.path)
    rules.is_running(found)
    if day < sitting.today():
        raise Refusal("day_is_past", _("This day is past."), field="day")
    if not reason.strip():
        raise Refusal(
            "no_reason", _("Write the reason: it is shown to the public."), field="reason"
        )
    told = [list(span) for span in hours]
    data = e.ExceptionSet(day=day.isoformat(), hours=told, reason=reason.strip())
    changed = arranging.write(actor, found, data)
    arranging.follow(actor, window, [day])
    return changed


@transaction.atomic
def drop_exception(actor: Actor, window: str, day: date) -> Window:
    """Let a day have its usual hours again. Raises Refusal."""
    found = sitting.held(window)
    rules.may_arrange(actor, found.path)
    if day.isoformat() not in found.exceptions:
        return found
    changed = arranging.write(actor, found, e.ExceptionDropped(day=day.isoformat()))
    arranging.follow(actor, window, [day])
    return changed
