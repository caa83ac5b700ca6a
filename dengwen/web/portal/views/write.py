"""Bringing a matter 提出事項: one question a page, the answers checked once more, then sent once.

1. Each page writes its answer into the sealed draft. 2. The last page shows them all. 3. Sending
hands them to the register, one press at a time; a second press finds the receipt of the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dengwen.errors import Refusal, Undisclosed
from dengwen.web import answers, limits, words
from dengwen.web.guards import public
from dengwen.web.portal import asks, drafts, flow, receipts, sending, summary, uploads
from dengwen.web.portal.drafting import drafting

KEPT = Refusal(
    "away",
    _("The register cannot be reached just now. Nothing was taken in and there is no receipt."),
    mend=_("What you wrote is still here, in this browser, for a day. Go back and send it again."),
    status=503,
)


MENDABLE = (413, 422)
"""Statuses of refusals that the person can mend on a page of the flow."""


@public
@require_safe
@drafting
def begin(request: HttpRequest, held: drafts.Held) -> HttpResponse:
    """Start, or go on where the draft was left; an offer may be chosen in the address."""
    procedure, _dot, offer = request.GET.get("offer", "").partition(".")
    if offer:
        if (procedure, offer) != (held.draft.procedure, held.draft.offer):
            held.draft.answers, held.draft.asked = {}, []
        held.draft.procedure, held.draft.offer = procedure, offer
        if asks.offer_of(held.draft) is None:
            raise Undisclosed
        held.save()
        return redirect("portal:write", "danger")
    return redirect(address(flow.missing(held.draft) or "check"))


@public
@require_http_methods(["GET", "HEAD", "POST"])
@drafting
def page(request: HttpRequest, held: drafts.Held, name: str) -> HttpResponse:
    """One page with one question."""
    first = flow.missing(held.draft)
    order = flow.pages(held.draft)
    if name not in order and name not in flow.PAGES and not name.startswith(flow.DETAIL):
        raise Undisclosed
    if name not in order or (first and order.index(name) > order.index(first)):
        return redirect(address(first or "check"))
    if request.method == "POST":
        return answered(request, held, name)
    return show(request, held, name, flow.page(held.draft, name)(held.draft))


def answered(request: HttpRequest, held: drafts.Held, name: str) -> HttpResponse:
    """Keep a page's answer and go on; or show the page again with what is wrong.

    Who leaves for later may leave the page open: an answer begun that cannot be kept is shown.
    """
    form = flow.page(held.draft, name)(held.draft, request.POST, request.FILES)
    leaving = "save" in request.POST
    if not form.is_valid():
        if leaving and not form.has_changed():
            return redirect(leave(held))
        return show(request, held, name, form)
    try:
        if name == "files":
            uploads.keep(held, form.cleaned_data["files"])
        form.write(held.draft)
        held.draft.language = words.language()
        held.save()
    except Refusal as refusal:
        form.add_error("files" if name == "files" else None, words.reason(refusal))
        return show(request, held, name, form)
    return redirect(leave(held) if leaving else onward(request, held, name))


def leave(held: drafts.Held) -> str:
    """Take a return code for the draft, and go to the page that tells it."""
    sending.take_code(held)
    return reverse("portal:saved")


def onward(request: HttpRequest, held: drafts.Held, name: str) -> str:
    """Where to go after a page: back to the check when it came from there and nothing is open."""
    if name == "files" and "add" in request.POST:
        return address("files")
    if name == "danger" and held.draft.danger:
        return reverse("portal:emergency")
    if request.GET.get("from") == "check":
        first = flow.missing(held.draft)
        return address(first or "check") + ("?from=check" if first else "")
    following = flow.after(held.draft, name)
    if following == "choose" and asks.offer_of(held.draft):
        following = flow.after(held.draft, "choose")
    return address(following)


def address(name: str) -> str:
    """The address of a page of the flow, the check among them."""
    return (
        reverse("portal:check_answers") if name == "check" else reverse("portal:write", args=[name])
    )


def show(request: HttpRequest, held: drafts.Held, name: str, form: Any) -> HttpResponse:
    """A page with its form, the way back and how far it is."""
    order = flow.pages(held.draft)
    before = flow.before(held.draft, name)
    context = {
        "form": form,
        "name": name,
        "draft": held.draft,
        "offer": asks.offer_of(held.draft),
        "back": address(before) if before else reverse("portal:start"),
        "step": order.index(name) + 1,
        "steps": len(order) + 1,
    }
    status = 422 if form.errors else 200
    return render(
        request, f"portal/write/{template(held.draft, name)}.html", context, status=status
    )


SPECIAL = ("files", "contact", "needs")
"""Pages that show more than their question."""


def template(draft: drafts.Draft, name: str) -> str:
    """The template of a page: most need nothing but their question."""
    if name == "place":
        return "map" if draft.way == "map" else "place"
    return name if name in SPECIAL else "question"


@public
@require_safe
@drafting
def emergency(request: HttpRequest, held: drafts.Held) -> HttpResponse:
    """Someone is in danger: the numbers to telephone, large; the matter can still be written."""
    onto = "choose" if asks.offer_of(held.draft) is None else flow.after(held.draft, "choose")
    return render(request, "portal/write/emergency.html", {"onward": address(onto)})


@public
@require_POST
@drafting
def remove_file(request: HttpRequest, held: drafts.Held, file: str) -> HttpResponse:
    """Take a file out of the draft."""
    held.detach(file)
    held.save()
    return redirect("portal:write", "files")


@public
@require_POST
@drafting
def discard(request: HttpRequest, held: drafts.Held) -> HttpResponse:
    """Destroy the draft, and a receipt still shown."""
    held.discard()
    response = redirect("portal:start")
    response.delete_cookie(drafts.COOKIE)
    return response


@public
@require_safe
@drafting
def check_answers(request: HttpRequest, held: drafts.Held) -> HttpResponse:
    """All answers, to be read once more before they are sent."""
    first = flow.missing(held.draft)
    if first:
        return redirect("portal:write", first)
    return checking(request, held, [])


def checking(request: HttpRequest, held: drafts.Held, wrong: Sequence[Refusal]) -> HttpResponse:
    """The page of all answers; with what stands in the way of sending, each with its page."""
    context = {
        "draft": held.draft,
        "until": held.until,
        "rows": summary.rows(held.draft),
        "problems": [
            (f"{words.reason(one)} {words.mend(one)}".strip(), summary.page_of(held.draft, one))
            for one in wrong
        ],
        "back": address(flow.before(held.draft, "check")),
        "steps": len(flow.pages(held.draft)) + 1,
    }
    status = 422 if wrong else 200
    return render(request, "portal/write/check.html", context, status=status)


@public
@require_POST
@drafting
def send(request: HttpRequest, held: drafts.Held) -> HttpResponse:
    """Hand the draft to the register. However often it is pressed, one matter comes of it."""
    press = request.POST.get("press", "")
    with held.alone():
        if receipts.is_of(held, press):
            return redirect("portal:sent")
        first = flow.missing(held.draft)
        if first or press != held.draft.entry_token:
            return redirect("portal:write", first) if first else redirect("portal:check_answers")
        try:
            limits.take(limits.SEND_FROM_ADDRESS, limits.address(request))
            sending.send(held)
        except (DatabaseError, InterfaceError) as error:
            if answers.is_away(error):
                raise KEPT from None
            raise
        except Refusal as refusal:
            if refusal.status not in MENDABLE:
                raise
            return checking(request, held, getattr(refusal, "problems", [refusal]))
    return redirect("portal:sent")
