"""Mail that came in 來信: each message with its number and who reads it, failures first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dengwen.intake.mailbox.fetching import MAILBOX
from dengwen.intake.mailbox.models import MailRow, Outcome
from dengwen.matters.actions import lists
from dengwen.matters.models import MatterRow
from dengwen.people import accounts
from dengwen.people.actor import Actor
from dengwen.web.desk import names, navigation, pages
from dengwen.web.guards import staff

SHOWN = 100
"""Messages of each sort on the page."""


@staff(*navigation.holders("register", "watch"))
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What failed, what a person must read, and what was taken in lately."""
    actor = pages.actor(request)
    failed = MailRow.objects.filter(outcome=Outcome.FAILED).order_by("-last_at")
    context = {
        "box": failed.filter(digest=MAILBOX).first(),
        "failed": failed.exclude(digest=MAILBOX)[:SHOWN],
        "unread": known(actor, Outcome.UNREAD),
        "taken": known(actor, Outcome.TAKEN),
    }
    return pages.show(request, "desk/mail.html", context, room="outbox")


def known(actor: Actor, outcome: Outcome) -> list[dict[str, Any]]:
    """The messages whose matters the reader may know of, the latest first."""
    seen = lists.visible(actor).filter(channel="email")
    rows = MailRow.objects.filter(outcome=outcome, number__in=seen.values("number"))
    found = list(rows.order_by("-first_at")[:SHOWN])
    matters = {row.number: row for row in seen.filter(number__in=[one.number for one in found])}
    called = names.unit_names()
    return [
        {
            "number": row.number,
            "at": row.first_at,
            "unit": called.get(matter.unit, matter.unit),
            "who": reader(matter),
            "open": not matter.final,
        }
        for row in found
        if (matter := matters.get(row.number)) is not None
    ]


def reader(matter: MatterRow) -> str:
    """Who reads it: the handler, else who registers at its unit or the nearest one above."""
    if matter.assigned:
        return accounts.name_of(matter.assigned)
    first = next(iter(accounts.holders("registrar", matter.unit_path)), None)
    return first.name if first else _("nobody yet")
