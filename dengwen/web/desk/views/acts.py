"""Acts beside the steps of a procedure: assign, extend, ask, note, attach, serve, keep out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from dengwen.errors import Undisclosed
from dengwen.web.desk import acting, pages, verbs
from dengwen.web.guards import staff


@staff()
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """The page of one act, and the doing of it."""
    at = acting.open_for(pages.actor(request), number, f"act:{verb}")
    known = verbs.VERBS.get(verb)
    if known is None:
        raise Undisclosed
    refusal = known.why_not(at)
    if refusal is not None:
        empty = acting.Task(str(known.label), "", None, lambda: acting.Done(""))
        return acting.page(request, at, empty, refusal=refusal, status=refusal.status)
    return acting.perform(request, at, known.task(request, at))
