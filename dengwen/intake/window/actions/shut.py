"""Shutting a window in its open hours, and opening it again 開放時間內關窗."""

from __future__ import annotations

from datetime import date, datetime

from dengwen.errors import Refusal
from dengwen.intake.window import events as e
from dengwen.intake.window import rules, telling
from dengwen.intake.window.sitting import sit
from dengwen.matters.rules.words import gettext_noop as _
from dengwen.people.actor import Actor


def shut(actor: Actor, window: str, day: date, reason: str, *, at: datetime | None = None) -> None:
    """Shut the window for a reason shown to all; those who wait are told. Raises Refusal."""
    with sit(actor, window, day, at) as laid:
        rules.may_shut(actor, laid.window.path)
        rules.may_close(laid.queue, laid.at)
        if not reason.strip():
            raise Refusal(
                "no_reason", _("Write the reason: it is shown to the public."), field="reason"
            )
        laid.happen(e.WindowShut(reason=reason.strip()))
        waiting = [t for t in laid.queue.tickets.values() if t.open]
        telling.tell_all(laid, waiting, "window_shut", reason=reason.strip())


def reopen(actor: Actor, window: str, day: date, *, at: datetime | None = None) -> None:
    """Open the window again. Raises Refusal."""
    with sit(actor, window, day, at) as laid:
        rules.may_shut(actor, laid.window.path)
        rules.may_reopen(laid.queue)
        laid.happen(e.WindowReopened())
