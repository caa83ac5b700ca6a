"""The door 憑碼查詢: number and secret, tried only so often, one answer for all that is wrong."""

from __future__ import annotations

from django.http import HttpRequest

from dengwen.intake import numbers
from dengwen.intake.following import authenticate
from dengwen.people.actor import Actor
from dengwen.web import following, limits


def knock(request: HttpRequest, number: str, secret: str) -> bool:
    """Open the matter to this visitor if number and secret fit.

    Raises Refusal `too_often` (429) after too many tries from one address or at one number.
    """
    written = numbers.read_number(number)
    limits.take(limits.FOLLOW_FROM_ADDRESS, limits.address(request))
    limits.take_name(limits.FOLLOW_NUMBER, limits.FOLLOW_ANYWHERE, written, request)
    actor = authenticate(number, secret)
    if actor is None:
        return False
    limits.forgive_here(limits.FOLLOW_NUMBER, written, request)
    following.begin(request, actor.matter, actor.party)
    return True


def visitor(seen: following.Following) -> Actor:
    """The actor of someone who came in by number and secret: a party to that one matter."""
    return Actor(id=f"party:{seen.party}", kind="party", matter=seen.number, party=seen.party)
