"""Looking, while someone still stands at the counter, whether the same thing is here already."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from dengwen.matters.actions.alike import Asked
from dengwen.web.desk import beside, counter, navigation, pages
from dengwen.web.guards import staff


@staff(*navigation.holders("register"))
@sensitive_post_parameters()
@require_POST
def look(request: HttpRequest, procedure: str, offer: str) -> HttpResponse:
    """The matters like what was typed so far. Nothing of it is kept, and nothing is registered."""
    actor = pages.actor(request)
    found = counter.offer_of(procedure, offer)
    said = request.POST
    own = actor.unit_path[-1] if actor.unit_path else ""
    asked = Asked(
        unit=said.get("unit", "")[:64] or own,
        procedure=procedure,
        kind=found[1].kind if found else "",
        words=said.get("subject", "")[:200].strip() or said.get("statement", "")[:60].strip(),
        place=said.get("place", "")[:1000].strip(),
    )
    context = {"found": beside.typed(actor, asked), "asked": asked}
    return pages.show(request, "desk/alike.html", context, room="register")
