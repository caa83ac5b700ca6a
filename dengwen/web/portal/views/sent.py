"""After sending 提交以後: the receipt, and what to do where words were changed since."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dengwen.errors import Undisclosed
from dengwen.web.guards import public
from dengwen.web.portal import drafts, receipts, sending, summary
from dengwen.web.portal.drafting import drafting


@public
@require_safe
@drafting
def sent(request: HttpRequest, held: drafts.Held) -> HttpResponse:
    """The receipt: number, secret, what comes next; until it is put away, half an hour at most."""
    shown = receipts.still_shown(held)
    if shown is None:
        return redirect("portal:follow")
    changed = summary.changed(held.draft, shown.changed)
    context = {
        "receipt": receipts.page(shown),
        "changed": changed,
        "added": held.draft.receipt.get("added"),
    }
    return render(request, "portal/write/sent.html", context)


@public
@require_POST
@drafting
def add_changes(request: HttpRequest, held: drafts.Held) -> HttpResponse:
    """Add to the matter what was changed after it had been registered; one press, one addition."""
    with held.alone():
        shown = receipts.still_shown(held)
        if shown is not None and shown.changed:
            sending.add_changes(held, shown)
    return redirect("portal:sent")


@public
@require_safe
@drafting
def receipt_pdf(request: HttpRequest, held: drafts.Held) -> HttpResponse:
    """The receipt on paper."""
    shown = receipts.still_shown(held)
    if shown is None:
        raise Undisclosed
    answer = HttpResponse(receipts.pdf(shown), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{shown.number}.pdf"'
    return answer


@public
@require_safe
@drafting
def receipt_file(request: HttpRequest, held: drafts.Held) -> HttpResponse:
    """The signed receipt as a file, with which what was said can be proved without this service."""
    shown = receipts.still_shown(held)
    if shown is None:
        raise Undisclosed
    answer = HttpResponse(shown.text, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{shown.number}.json"'
    return answer
