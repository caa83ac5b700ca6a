"""Calling the next visitor 叫號."""

from __future__ import annotations

from datetime import date, datetime

from dengwen.errors import Refusal
from dengwen.intake.window import events as e
from dengwen.intake.window import rules
from dengwen.intake.window.sitting import sit
from dengwen.intake.window.state import Ticket
from dengwen.matters.rules.words import gettext_noop as _
from dengwen.people.actor import Actor


def call(
    actor: Actor,
    window: str,
    day: date,
    ticket: str = "",
    *,
    out_of_turn: str = "",
    at: datetime | None = None,
) -> Ticket:
    """Call the next in the declared order, or a named ticket; before its turn only for a ground.

    Raises Refusal.
    """
    with sit(actor, window, day, at) as laid:
        rules.may_serve(actor, laid.window.path)
        line = rules.order(laid.queue, laid.at)
        if not ticket and not line:
            raise Refusal("nobody_waits", _("Nobody is waiting."), status=409)
        chosen = laid.ticket(ticket) if ticket else line[0]
        ground = rules.may_call(laid.queue, chosen, out_of_turn, laid.at)
        laid.happen(e.TicketCalled(ticket=chosen.id, out_of_turn=ground))
    return chosen
