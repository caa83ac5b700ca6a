"""Answers 答覆頁: how every no and every fault is told, as a page or as problem+json (RFC 9457).

One place, so that a matter that must not be disclosed is answered by exactly the bytes that answer
an address where there is nothing. tests/web/test_answers.py proves it.
"""

from __future__ import annotations

import errno
import sys
from http import HTTPStatus
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_noop as _

from dengwen.errors import Refusal, Undisclosed
from dengwen.intake import shelf
from dengwen.web import words

PROGRAMS = "/api/"
"""Below this address nobody reads pages."""

READ_ONLY = "25006"
"""PostgreSQL's code for a write where nothing may be written."""

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
"""What the machine says when a file finds no room."""

NOTHING_HERE = Refusal(
    "not_found",
    _("There is nothing at this address."),
    mend=_("Check the address, or start again from the first page."),
    status=404,
)
UNREADABLE = Refusal(
    "unreadable",
    _("What you sent has characters that cannot be read."),
    mend=_("Go back, remove the unreadable characters (shown as �) and send it again."),
    status=400,
)
BAD_REQUEST = Refusal(
    "bad_request",
    _("What arrived could not be understood, and nothing was kept of it."),
    mend=_("Go back to the page and send it again."),
    status=400,
)
FORM_EXPIRED = Refusal(
    "form_expired",
    _("This page was open too long, or your browser keeps no cookies. Nothing was sent."),
    mend=_("Go back, load the page again and send it once more."),
    status=403,
)
TOO_LARGE = Refusal(
    "too_large",
    _("What you sent is too large, and nothing was kept of it."),
    mend=_("Send smaller or fewer files. You can add more files later, one at a time."),
    status=413,
)
TOO_OFTEN = Refusal(
    "too_often",
    _("This was tried too often in a short time."),
    mend=_("Wait ten minutes and try again. Your matter is not affected."),
    status=429,
)
WRONG_METHOD = Refusal(
    "wrong_method",
    _("This address is used by a form and cannot be opened like this."),
    mend=_("Go back to the page and use its button."),
    status=405,
)
AWAY = Refusal(
    "away",
    _("The register cannot be reached just now. Nothing was taken in and there is no receipt."),
    mend=_("Try again in a few minutes. In danger, telephone at once."),
    status=503,
)
FAULT = Refusal(
    "fault",
    _("Something went wrong on our side. It was recorded and a person will look at it."),
    mend=_(
        "Try again in a few minutes. If you were sending a matter and have no receipt,"
        " send it again."
    ),
    status=500,
)

TITLES = {
    400: _("This could not be read"),
    403: _("This is not open to you"),
    404: _("Page not found"),
    405: _("This is not possible"),
    409: _("Something changed in the meantime"),
    413: _("This is too large"),
    422: _("This is not possible"),
    429: _("Please wait a little"),
    500: _("Sorry, something went wrong"),
    503: _("Sorry, this is away for the moment"),
}


def tell(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a page in the visitor's language, or as problem+json where that is asked."""
    answer = problem(refusal) if wants_json(request) else page(request, refusal)
    patch_vary_headers(answer, ["Accept", "Accept-Language", "Cookie"])
    answer["Cache-Control"] = "no-store"
    if refusal.status in (429, 503):
        answer["Retry-After"] = "600" if refusal.status == 429 else "60"
    return answer


def refusal_for(error: BaseException | None) -> Refusal | None:
    """What to tell of an error; None for a fault of ours, which is logged with its trace."""
    match error:
        case Undisclosed():
            return NOTHING_HERE
        case Refusal():
            return error
        case RequestDataTooBig():
            return TOO_LARGE
        case SuspiciousOperation():
            return BAD_REQUEST
        case OSError(errno=number) if number in FULL:
            return shelf.NO_ROOM
    return AWAY if error is not None and is_away(error) else None


def is_away(error: BaseException) -> bool:
    """Whether the database cannot be reached, or for now takes nothing in: a replica, or a server
    set to be only read."""
    if isinstance(error, InternalError):
        return getattr(error.__cause__, "sqlstate", "") == READ_ONLY
    return isinstance(error, OperationalError | InterfaceError)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 404, and the very bytes that answer what must not be disclosed."""
    return tell(request, NOTHING_HERE)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 400: what arrived is no form of ours."""
    return tell(request, refusal_for(exception) or BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 403."""
    return tell(request, FORM_EXPIRED)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form whose token does not fit: too old, or not from a page of ours."""
    return tell(request, FORM_EXPIRED)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's 500, once it was logged. A database that went away is told as that."""
    return tell(request, refusal_for(sys.exc_info()[1]) or FAULT)


def title(status: int) -> str:
    """The heading of an answer with this HTTP status, translated."""
    return words.fill(TITLES.get(status, TITLES[422]), {})


def page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a page: reason, articles, what can be done instead."""
    shown = {
        "heading": title(refusal.status),
        "reason": words.reason(refusal),
        "mend": words.mend(refusal),
        "basis": refusal.basis,
        "status": refusal.status,
    }
    return render(request, "errors/answer.html", shown, status=refusal.status)


def problem(refusal: Refusal) -> HttpResponse:
    """The refusal as application/problem+json."""
    body: dict[str, Any] = {
        "type": f"urn:dengwen:refusal:{refusal.code}",
        "title": title(refusal.status),
        "status": refusal.status,
        "detail": words.reason(refusal),
    }
    more: dict[str, Any] = {"basis": refusal.basis, "mend": words.mend(refusal)}
    more["field"] = refusal.field
    more["problems"] = [_problem(one) for one in getattr(refusal, "problems", [])]
    body |= {name: value for name, value in more.items() if value}
    return HttpResponse(
        msgspec.json.encode(body),
        status=refusal.status,
        reason=HTTPStatus(refusal.status).phrase,
        content_type="application/problem+json",
    )


def _problem(refusal: Refusal) -> dict[str, str]:
    """One of several reasons, by the field it belongs to."""
    return {"code": refusal.code, "detail": words.reason(refusal), "field": refusal.field}


def wants_json(request: HttpRequest) -> bool:
    """Whether the visitor is a program: at their own door, or it accepts JSON and no page."""
    return request.path_info.startswith(PROGRAMS) or (
        not request.accepts("text/html")
        and (request.accepts("application/json") or request.accepts("application/problem+json"))
    )
