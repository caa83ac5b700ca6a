"""Other contacts 其他來往: the matters in which someone is reached in the same way. Each look is
recorded.

By telephone number and e-mail address alone, through the blind index; never by name, for names are
shared. It is a list of matters in the order of time: no count of a person, no score, no judgement.
"""

from __future__ import annotations

from django.db.models import QuerySet

from dengwen.errors import Refusal
from dengwen.ledger import access
from dengwen.matters import visibility
from dengwen.matters.actions import lists
from dengwen.matters.models import MatterRow, marks
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter
from dengwen.people import roles
from dengwen.people.actor import Actor

CAPABILITY = "see_contacts"


def why_not_contacts(actor: Actor, matter: Matter) -> Refusal | None:
    """Why the actor may not look for a party's other matters; None when they may.

    They need the capability over the unit that has the matter, and must be one who may know who
    brought it.
    """
    allowed = roles.can(actor, CAPABILITY, matter.unit_path)
    if allowed and "identity" in visibility.may_read(actor, matter):
        return None
    return Refusal(
        "contacts_closed",
        gettext_noop("Your roles do not open the other matters of a person."),
        status=403,
    )


def contacts(actor: Actor, matter: Matter, party: str) -> QuerySet[MatterRow]:
    """The other matters, newest first, in which someone is reached as this party is.

    Only those in which the actor may know who brought them. Raises `Refusal`. The look is recorded
    at the matter, and at each that it led to.
    """
    refusal = why_not_contacts(actor, matter)
    if refusal is not None:
        access.record(actor.id, matter.number, ["contacts"], refused=True)
        raise refusal
    standing = matter.parties.get(party)
    reach = list(marks.of_party(standing)) if standing and not standing.erased else []
    _said, who = lists.readable_at(actor)
    others = set(lists.reached_by(reach)) - {matter.number}
    found = lists.visible(actor).filter(who, number__in=others).order_by("-received_at", "number")
    access.record(actor.id, matter.number, ["contacts"])
    for number in found.values_list("number", flat=True):
        access.record(actor.id, number, ["contact"])
    return found
