"""From a matter to the remedy one took in it: the way is open to who holds the first secret."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from dengwen.intake import numbers
from dengwen.matters.actions.onward import onward, reissue
from dengwen.web import following, limits
from dengwen.web.guards import follower
from dengwen.web.portal import door


@follower
@require_POST
def go_on(request: HttpRequest, remedy: str, document: str) -> HttpResponse:
    """Follow the matter that the remedy opened, without its secret."""
    actor = onward(door.visitor(request.following), remedy, document)  # type: ignore[attr-defined]
    following.begin(request, actor.matter, actor.party)
    return redirect("portal:matter")


@follower
@require_POST
def new_secret(request: HttpRequest, remedy: str, document: str) -> HttpResponse:
    """A new secret for the matter that the remedy opened, shown once; the lost one is void."""
    actor = onward(door.visitor(request.following), remedy, document)  # type: ignore[attr-defined]
    limits.take(limits.SEND_FROM_ADDRESS, limits.address(request))
    secret = numbers.new_secret()
    reissue(actor, numbers.digest(secret))
    shown = {"number": actor.matter, "secret": secret, "here": "follow"}
    return render(request, "portal/matter/secret.html", shown)
