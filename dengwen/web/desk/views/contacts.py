"""The person's other contacts 其他來往: matters reached by the same telephone or e-mail address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dengwen.errors import Undisclosed
from dengwen.matters.actions import lists
from dengwen.matters.actions.contacts import contacts
from dengwen.web.desk import acting, beside, pages
from dengwen.web.guards import staff

MOST = 50
"""Matters on the page, the newest first. There is no second page: it is no archive of a person."""


@staff()
@require_safe
def show(request: HttpRequest, number: str, party: str) -> HttpResponse:
    """In the order of time, without a count. Each look is recorded, here and at each it led to."""
    at = acting.open_for(pages.actor(request), number, f"contacts:{party}")
    if party not in at.matter.parties:
        raise Undisclosed
    rows = list(contacts(at.actor, at.matter, party)[:MOST])
    titles = lists.subjects(at.actor, [row.number for row in rows])
    context = {
        "m": at.head,
        "who": at.names.party(party),
        "found": [beside.line(row, titles) for row in rows],
    }
    return pages.show(request, "desk/contacts.html", context, room="home")
