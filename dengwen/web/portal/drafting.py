"""Drafting 起草: a view's way to the visitor's draft."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from dengwen.web.portal import drafts

View = Callable[..., HttpResponse]


def drafting(view: View) -> Callable[..., HttpResponseBase]:
    """Open the visitor's draft for a view, and give them its key with the answer."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        held = drafts.open_for(request)
        response = view(request, held, *args, **kwargs)
        drafts.keep(response, held)
        response["Cache-Control"] = "no-store"
        return response

    return opened
