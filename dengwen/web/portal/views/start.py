"""The first page, the pages about the service, the choice of language, the health check."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from dengwen.errors import Undisclosed
from dengwen.law import library
from dengwen.web.guards import back_to, public
from dengwen.web.page import LANGUAGES
from dengwen.web.portal import asks

YEAR = 365 * 24 * 3600


@public
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What do you want to do? In plain words, not by department."""
    offers = [
        {"key": asks.key(procedure, name), "offer": offer, "hint": asks.hint(offer)}
        for procedure, name, offer in asks.offers()
    ]
    return render(request, "portal/start.html", {"offers": offers})


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How it works."""
    procedures = [library.procedure(name) for name in library.current().procedures]
    return render(request, "portal/about.html", {"procedures": procedures})


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was done so that everybody can use the service."""
    return render(request, "portal/accessibility.html")


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of a person, who sees it, and how it is erased."""
    return render(request, "portal/privacy.html")


@public
@require_GET
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the choice of language in a cookie and go back to the page it was made on."""
    if code not in {django for django, _html, _name in LANGUAGES}:
        raise Undisclosed
    answer = HttpResponseRedirect(back_to(request, request.GET.get("next", ""), "/"))
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return answer


@public
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """For whoever watches the machine: ok when the database answers (else the 503 page)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
