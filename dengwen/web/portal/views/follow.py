"""Following a matter 查詢進展: number and secret at the door, and leaving again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dengwen.web import following
from dengwen.web.guards import public
from dengwen.web.portal import door, speak


@public
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for number and secret; a wrong number and a wrong secret get the same answer."""
    if request.method == "POST":
        form = speak.Follow(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            if door.knock(request, said["number"], said["secret"]):
                return redirect("portal:matter")
            form.add_error(None, _("No matter has this number together with this secret."))
        status = 422
    else:
        form = speak.Follow(initial={"number": request.GET.get("number", "")[:40]})
        status = 200
    context = {"form": form, "here": "follow", "followed": following.read(request)}
    response = render(request, "portal/follow.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the matter: on a shared computer the next person must not find it open."""
    following.end(request)
    return redirect("portal:start")
