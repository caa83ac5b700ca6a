"""Calling back a visitor who was left unserved 回訪."""

from __future__ import annotations

from datetime import date, datetime

from dengwen.intake.window import events as e
from dengwen.intake.window import rules, telling
from dengwen.intake.window.sitting import sit
from dengwen.people.actor import Actor


def call_back(
    actor: Actor,
    window: str,
    day: date,
    ticket: str,
    whom: str,
    *,
    staff: str = "",
    at: datetime | None = None,
) -> None:
    """Note that the visitor was seen to, and whom they were told to see. Raises Refusal."""
    with sit(actor, window, day, at) as laid:
        rules.may_serve(actor, laid.window.path)
        found = laid.ticket(ticket)
        rules.owed_a_call(found)
        laid.happen(e.VisitorCalledBack(ticket=ticket, whom=rules.named(whom), staff=staff))
        telling.forget(laid, found)
