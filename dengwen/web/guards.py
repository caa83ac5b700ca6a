"""Guards 守門: who may reach a view, marked on the view itself.

Every view carries a `guard`; a test of the house walks all routes and refuses one without it.
A guard decides only whether the door opens: which matters are seen behind it is decided by
`matters.visibility`, and nobody goes round that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_noop as _

from dengwen.errors import Refusal
from dengwen.people import accounts
from dengwen.people.actor import Actor
from dengwen.web import following

View = Callable[..., HttpResponseBase]

RENEW = "renew_password"
"""Set in the session of someone whose password is temporary: they choose their own first."""

FIRST = ("account", "sign_out")
"""What is open to them until then."""


@dataclass(frozen=True)
class Guard:
    """Who a view is for: public, follower (number and secret), or staff with any of `roles`."""

    kind: str
    roles: tuple[str, ...] = ()


def mark(view: View, guard: Guard) -> View:
    """Write the guard on the view, where the router's test reads it."""
    view.guard = guard  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Anyone may come in."""
    return mark(view, Guard("public"))


def follower(view: View) -> View:
    """Only a person who gave a matter's number and secret; `request.following` tells which.

    Anyone else is asked for them. The matter is never named in the address, so that nothing
    personal stands in a history or a log.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        seen = following.read(request)
        if seen is None:
            return redirect("portal:follow")
        request.following = seen  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return mark(guarded, Guard("follower"))


def staff(*roles: str) -> Callable[[View], View]:
    """Only signed-in staff who hold any of `roles` (any member of staff where none is named).

    Sets `request.actor`. Raises Refusal `role_needed` for staff without the role; anyone else is
    sent to sign in and back.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                actor = accounts.actor_for(request.user)
            except LookupError:  # nobody signed in, or someone who has left
                return sign_in(request)
            if request.session.get(RENEW) and not stays_open(request):
                return redirect("desk:account")
            require(actor, roles)
            request.actor = actor  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store"
            return response

        return mark(guarded, Guard("staff", roles))

    return wrap


def stays_open(request: HttpRequest) -> bool:
    """Whether the page is open to someone who must choose their own password first."""
    return request.resolver_match is not None and request.resolver_match.url_name in FIRST


def require(actor: Actor, roles: tuple[str, ...]) -> None:
    """Let pass who holds any of `roles`. Raises Refusal `role_needed` for anyone else."""
    if roles and not any(actor.has(role) for role in roles):
        raise Refusal(
            "role_needed",
            _("Your roles do not open this page."),
            mend=_("Ask an administrator of your unit, or go back to your own work."),
            status=403,
        )


def back_to(request: HttpRequest, wanted: str, otherwise: str) -> str:
    """Where a visitor asks to be sent back to, if that is on this site; else `otherwise`."""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if wanted.startswith("/") and ours else otherwise


def sign_in(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the desk's sign-in page, and back afterwards."""
    back = request.get_full_path() if request.method == "GET" else ""
    target = reverse("desk:sign_in")
    return redirect(f"{target}?{urlencode({'next': back})}" if back else target)
