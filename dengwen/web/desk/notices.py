"""What the desk tells once: a line after an act was done, and how much waits for the reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from dengwen.delivery import outbox
from dengwen.matters.actions import lists
from dengwen.people import roles
from dengwen.people.actor import Actor

KEY = "desk_notice"


@dataclass(frozen=True)
class Flash:
    """One line that a page shows once, with the matter it is about where there is one."""

    text: str
    number: str = ""


def leave(request: HttpRequest, text: str, number: str = "") -> None:
    """Leave a line for the next page. It must say nothing personal: sessions are stored."""
    request.session[KEY] = {"text": text, "number": number}


def take(request: HttpRequest) -> Flash | None:
    """The line left for this page, once."""
    left = request.session.pop(KEY, None)
    return Flash(left["text"], left["number"]) if left else None


def waiting(actor: Actor) -> dict[str, int]:
    """How much waits for the reader: proposals to decide on, reminders not looked at."""
    approves = roles.can(actor, "approve")
    return {
        "approvals": lists.waiting(actor).count() if approves else 0,
        "bell": outbox.unseen(actor.staff),
    }
