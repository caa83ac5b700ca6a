"""Middleware 中介層: headers on every answer, input limits before every view, refusals told after.

Order in the settings: Headers first; Answers right after LocaleMiddleware, so that it speaks the
visitor's language; CleanInput after CommonMiddleware and before CSRF, which reads the body.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    QueryDict,
)

from dengwen.errors import Refusal
from dengwen.files import kinds
from dengwen.web import answers

Next = Callable[[HttpRequest], HttpResponseBase]

HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), geolocation=(self)",
}

UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd\ud800-\udfff]")
"""Controls (but blanks and line ends), the replacement character and surrogates: never part of what
a person wrote."""

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
"""What any address of ours may be asked with; the view says which of them."""

BODY_LIMIT = 64 * 1024 * 1024
"""Bytes of one request, all its files together."""


DRAINED, PIECE = 4 * BODY_LIMIT, 64 * 1024
"""Bytes of a body too large that are read and dropped, and how many at once."""


class Headers:
    """What Django's and django-csp's settings do not cover, on every answer, an error's too."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        forget_unreadable(request)
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class Answers:
    """Turns what views raise into answers in the person's language."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.DENGWEN_CLOSED:
            return answers.tell(request, answers.AWAY)
        if request.method in METHODS:
            response = self.get_response(request)
        else:
            response = HttpResponseNotAllowed(METHODS)
        if isinstance(response, HttpResponseNotAllowed):
            told = answers.tell(request, answers.WRONG_METHOD)
            told["Allow"] = response["Allow"]
            return told
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer to `error`, or None where Django's own handling (a logged 500) is right."""
        refusal = answers.refusal_for(error)
        return answers.tell(request, refusal) if refusal else None


class CleanInput:
    """Nothing oversized or unreadable (NUL, lone surrogates, broken UTF-8) reaches a view."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refusal = self.refusal(request)
        if refusal is None:
            return self.get_response(request)
        drain(request)
        return answers.tell(request, refusal)

    def refusal(self, request: HttpRequest) -> Refusal | None:
        """Why the request is turned away, or None."""
        if announced(request) > getattr(settings, "DENGWEN_BODY_LIMIT", BODY_LIMIT):
            return answers.TOO_LARGE
        if not readable([request.path]):
            return answers.NOTHING_HERE
        try:
            sent = [request.GET, request.POST] if request.method == "POST" else [request.GET]
        except RequestDataTooBig:
            return answers.TOO_LARGE
        except TooManyFilesSent:
            return kinds.too_many()
        except SuspiciousOperation:
            return answers.BAD_REQUEST
        return None if all(readable(pairs(query)) for query in sent) else answers.UNREADABLE


def drain(request: HttpRequest) -> None:
    """Read and drop what is still coming, up to a bound: a browser that is cut off while it sends
    shows an error of its own, and the person never reads ours."""
    left = DRAINED
    try:
        while left > 0 and (piece := request.read(PIECE)):
            left -= len(piece)
    except OSError:
        return  # nothing comes any more


def announced(request: HttpRequest) -> int:
    """The length of the body as its sender announces it; 0 where none is announced."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def pairs(query: QueryDict) -> Iterable[str]:
    """All names and values of a form or a query."""
    for name, values in query.lists():
        yield name
        yield from (value for value in values if isinstance(value, str))


def forget_unreadable(request: HttpRequest) -> None:
    """Drop cookies that no page of ours can have set, before the session is looked for by one."""
    cookies = request.COOKIES
    for name in [n for n, value in cookies.items() if not readable([n, value])]:
        del cookies[name]


def readable(texts: Iterable[str]) -> bool:
    """Whether every text is free of NUL, lone surrogates and the mark of broken UTF-8."""
    return not any(UNREADABLE.search(text) for text in texts)
