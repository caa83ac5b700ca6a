"""A visitor was not seen 未獲接待: recorded, with the name of who calls them back."""

from __future__ import annotations

from datetime import date, datetime

from dengwen.intake.window import events as e
from dengwen.intake.window import rules, telling
from dengwen.intake.window.actions.naming import who_calls_back
from dengwen.intake.window.sitting import sit
from dengwen.people import accounts
from dengwen.people.actor import Actor


def leave_unserved(
    actor: Actor,
    window: str,
    day: date,
    ticket: str,
    call_back: str = "",
    *,
    at: datetime | None = None,
) -> None:
    """Note that the visitor goes without having been seen; `call_back` is the staff id of who
    sees to them, else whoever served last. Raises Refusal."""
    with sit(actor, window, day, at) as laid:
        rules.may_serve(actor, laid.window.path)
        found = laid.ticket(ticket)
        rules.stands(found, "booked", "waiting", "called", "absent")
        staff, name = (
            (call_back, accounts.name_of(call_back)) if call_back else who_calls_back(laid)
        )
        laid.happen(e.TicketUnserved(ticket=ticket, ground="other", call_back=staff, name=name))
        telling.tell(laid, found, "window_unserved", told=name)
