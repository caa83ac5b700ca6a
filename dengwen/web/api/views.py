"""What programs may ask: which services there are, to register a matter, where one stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from dengwen.errors import Undisclosed
from dengwen.intake.actions.register import register
from dengwen.matters.actions.open import open_matter
from dengwen.web import limits
from dengwen.web.api import asking, telling
from dengwen.web.api.door import holder
from dengwen.web.guards import public
from dengwen.web.portal import asks, story


@public
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Everything that can be brought here, in the language asked for."""
    return telling.answer([telling.service(*found) for found in asks.offers()])


@public
@require_safe
def service(request: HttpRequest, code: str) -> HttpResponse:
    """What one service asks."""
    for procedure, name, offer in asks.offers():
        if asks.key(procedure, name) == code:
            return telling.answer(telling.definition(procedure, name, offer))
    raise Undisclosed


@csrf_exempt  # no cookie opens anything here, and JSON is sent by no form of another site
@public
@require_POST
def register_one(request: HttpRequest) -> HttpResponse:
    """Register a matter: 201 with its receipt, once it is durable; 200 for one given before."""
    brought = asking.submission(request)
    limits.take(limits.SEND_FROM_ADDRESS, limits.address(request))
    given = register(brought)
    return telling.answer(telling.receipt(given), 200 if given.again else 201)


@holder
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Where the matter stands whose number and secret are in the header."""
    actor = request.actor  # type: ignore[attr-defined]  # set by @holder
    matter = open_matter(actor, actor.matter, "api")
    return telling.answer(telling.standing(story.tell(matter, actor)))
