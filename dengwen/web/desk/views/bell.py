"""Reminders 提醒: what the clocks told this member of staff."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dengwen.delivery import outbox
from dengwen.matters.actions import lists
from dengwen.people.actor import Actor
from dengwen.web.desk import pages
from dengwen.web.guards import staff

SHOWN = 100


@staff()
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The reminders, newest first; sending the form marks those on the page as looked at."""
    actor = pages.actor(request)
    rings = told(actor)
    if request.method == "POST":
        outbox.see(actor.staff, [ring["ring"].id for ring in rings])
        return redirect("desk:bell")
    new = any(not ring["ring"].seen for ring in rings)
    return pages.show(request, "desk/bell.html", {"rings": rings, "new": new}, room="bell")


def told(actor: Actor) -> list[dict[str, Any]]:
    """Reminders of matters that the reader may know of now; others are as if never told."""
    rings = outbox.bell(actor.staff, SHOWN)
    numbers = {ring.stream.removeprefix("matter:") for ring in rings}
    seen = set(lists.visible(actor).filter(number__in=numbers).values_list("number", flat=True))
    return [
        {"ring": ring, "number": number}
        for ring in rings
        if (number := ring.stream.removeprefix("matter:")) in seen
    ]
