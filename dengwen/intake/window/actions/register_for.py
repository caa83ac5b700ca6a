"""A matter was registered for the visitor at the window 窗口登記."""

from __future__ import annotations

from datetime import date, datetime

from dengwen.errors import Undisclosed
from dengwen.intake.window import events as e
from dengwen.intake.window import rules
from dengwen.intake.window.sitting import sit
from dengwen.matters.models import MatterRow
from dengwen.people.actor import Actor


def register_for(
    actor: Actor, window: str, day: date, ticket: str, matter: str, *, at: datetime | None = None
) -> None:
    """Link the ticket to the number of the matter that was just registered for it.

    A visitor may bring several; the last stands on the ticket. Raises Refusal.
    """
    if not MatterRow.objects.filter(number=matter).exists():
        raise Undisclosed
    with sit(actor, window, day, at) as laid:
        rules.may_serve(actor, laid.window.path)
        rules.stands(laid.ticket(ticket), "called")
        laid.happen(e.TicketRegistered(ticket=ticket, matter=matter))
