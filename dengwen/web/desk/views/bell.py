"""Reminders 提醒: what the clocks told this member of staff."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from dengwen.delivery import outbox
from dengwen.matters.actions import lists
from dengwen.matters.actions.own_papers import open_own
from dengwen.people.actor import Actor
from dengwen.web.desk import pages, uploads
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


@staff()
@require_safe
def own_paper(request: HttpRequest, ring: int) -> HttpResponse:
    """The paper that goes with one of the reader's own messages."""
    pdf = open_own(pages.actor(request), ring)
    return uploads.pdf(pdf, f"{ring}.pdf")


def told(actor: Actor) -> list[dict[str, Any]]:
    """What was told to the reader: of matters that they may know of now, and what is their own to
    read, without the number of a matter they may not know of; others are as if never told."""
    rings = outbox.bell(actor.staff, SHOWN)
    numbers = {ring.stream.removeprefix("matter:") for ring in rings}
    seen = set(lists.visible(actor).filter(number__in=numbers).values_list("number", flat=True))
    found = [(ring, ring.stream.removeprefix("matter:")) for ring in rings]
    return [
        {"ring": ring, "number": number if number in seen else ""}
        for ring, number in found
        if number in seen or ring.own
    ]
