"""Taking a number 取號: at the window's own page, a kiosk, or from the hand of staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dengwen.intake import numbers
from dengwen.intake.window import events as e
from dengwen.intake.window import rules, sitting, telling
from dengwen.intake.window.actions.book import Given, again
from dengwen.intake.window.sitting import sit
from dengwen.people.actor import PUBLIC, Actor


def take(
    window: str,
    seed: str,
    *,
    actor: Actor = PUBLIC,
    language: str = "zh-Hant",
    contact: Mapping[str, str] | None = None,
    notify_by: str = "none",
    at: datetime | None = None,
) -> Given:
    """Give the next number of today; the same `seed` again gives the same one. Raises Refusal."""
    code = numbers.secret_of(seed, "ticket")
    given = again(window, code)
    if given is not None:
        return given
    day = at.astimezone(sitting.zone()).date() if at else sitting.today()
    with sit(actor, window, day, at) as laid:
        rules.is_running(laid.window)
        rules.may_take(laid.queue, laid.at)
        if actor.kind == "staff":
            rules.may_serve(actor, laid.window.path)
        ticket, number = laid.new_ticket("taken")
        reach = telling.sealed(ticket, dict(contact or {}))
        laid.happen(
            e.TicketTaken(
                ticket=ticket,
                number=number,
                code_digest=numbers.digest(code),
                language=language,
                contact=reach,
                notify_by=notify_by if reach else "none",
            )
        )
    return Given(window, laid.queue.day, ticket, number, code)
