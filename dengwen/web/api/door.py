"""The door of one matter for programs: number and secret in a header, never in an address."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _

from dengwen.errors import Refusal
from dengwen.intake import following, numbers
from dengwen.people.actor import Actor
from dengwen.web import limits
from dengwen.web.guards import Guard, mark

View = Callable[..., HttpResponse]

WRONG = Refusal(
    "wrong_number_or_secret",
    _("Number and secret do not fit together."),
    mend=_("Send both in the header Authorization, as HTTP Basic has it (RFC 7617)."),
    status=403,
)


def holder(view: View) -> View:
    """Only who sends number and secret, as user and password of HTTP Basic; sets `request.actor`.

    Raises Refusal `wrong_number_or_secret` alike for either wrong, `too_often` after many tries.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.actor = _let_in(request)  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return mark(guarded, Guard("follower"))  # type: ignore[return-value]


def _let_in(request: HttpRequest) -> Actor:
    number, secret = _sent(request)
    written = numbers.read_number(number)
    limits.take(limits.FOLLOW_FROM_ADDRESS, limits.address(request))
    limits.take_name(limits.FOLLOW_NUMBER, limits.FOLLOW_ANYWHERE, written, request)
    actor = following.authenticate(number, secret)
    if actor is None:
        raise WRONG
    limits.forgive_here(limits.FOLLOW_NUMBER, written, request)
    return actor


def _sent(request: HttpRequest) -> tuple[str, str]:
    scheme, _blank, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic" or len(given) > 400:
        raise WRONG
    try:
        number, _colon, secret = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise WRONG from None
    return number, secret
