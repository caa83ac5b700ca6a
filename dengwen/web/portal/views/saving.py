"""Save and come back 續寫: a return code for the draft, sent on request, and what takes it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dengwen.intake import returning, shelf
from dengwen.law import library
from dengwen.web import limits, words
from dengwen.web.guards import public
from dengwen.web.portal import drafts, flow, sending, speak
from dengwen.web.portal.drafting import drafting
from dengwen.web.portal.views.write import address


@public
@require_http_methods(["GET", "HEAD", "POST"])
@drafting
def saved(request: HttpRequest, held: drafts.Held) -> HttpResponse:
    """The return code, until when it is good, and a form that sends it where the person asks."""
    if not held.draft.code:
        return redirect("portal:begin")
    form = speak.SendCode(request.POST if request.method == "POST" else None)
    told = ""
    if form.is_valid():
        told = put_on_its_way(request, held, form)
        form = speak.SendCode()
    context = {
        "form": form,
        "told": told,
        "code": held.draft.code,
        "until": held.until,
        "onward": address(flow.missing(held.draft) or "check"),
        "sends": returning.NOTICE in library.current().notices,
    }
    status = 422 if form.errors else 200
    return render(request, "portal/write/saved.html", context, status=status)


def put_on_its_way(request: HttpRequest, held: drafts.Held, form: speak.SendCode) -> str:
    """Send the code, so often and no more; gives what the person is told."""
    channel, to = form.cleaned_data["channel"], form.cleaned_data["to"]
    limits.take(limits.LINK_FROM_ADDRESS, limits.address(request))
    limits.take(limits.LINK_TO, to.casefold())
    returning.send(channel, to, held.draft.code, held.until, words.language())
    return _("It is on its way to %(to)s. We keep neither the message nor the address.") % {
        "to": to
    }


@public
@require_POST
@drafting
def keep(request: HttpRequest, held: drafts.Held) -> HttpResponse:
    """Take a return code for a draft that is all but sent."""
    if held.draft.procedure:  # of an empty draft there is nothing to keep
        sending.take_code(held)
    return redirect("portal:saved")


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the draft in this browser, which may be a library's; its code opens it again."""
    response = redirect("portal:start")
    if drafts.open_for(request).draft.code:
        response.delete_cookie(drafts.COOKIE)
    return response


@public
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest) -> HttpResponse:
    """Open a draft by its return code, in this browser."""
    form = speak.ReturnCode(request.POST if request.method == "POST" else None)
    if form.is_valid():
        limits.take(limits.RETURN_FROM_ADDRESS, limits.address(request))
        key = shelf.key_of(form.cleaned_data["code"])
        if key is not None:
            response: HttpResponse = redirect("portal:begin")
            drafts.keep(response, drafts.Held(key, fresh=True))
            return response
        form.add_error(
            "code",
            _("No draft has this code: it was mistyped, or its time is over, or it was sent."),
        )
    here = drafts.open_for(request).draft
    context = {"form": form, "other": bool(here.procedure and not here.receipt), "code": here.code}
    status = 422 if form.errors else 200
    response = render(request, "portal/write/return.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
