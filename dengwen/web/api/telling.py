"""Telling 答覆: receipts, services and where a matter stands, as a program reads them."""

from __future__ import annotations

from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from dengwen import times
from dengwen.documents import composing
from dengwen.documents.receipts import Receipt
from dengwen.law.procedure import Field, Offer, Procedure
from dengwen.web import words
from dengwen.web.portal import asks, story

DATATYPES = {
    "choice": "singlevaluelist",
    "yes_no": "singlevaluelist",
    "date": "datetime",
    "datetime": "datetime",
    "number": "number",
    "money": "number",
    "line": "string",
}
"""What Open311 calls the types of our questions; every other is `text`."""


def answer(body: Any, status: int = 200) -> HttpResponse:
    """A body as JSON that nobody keeps."""
    told = HttpResponse(
        msgspec.json.encode(body), status=status, content_type="application/json; charset=utf-8"
    )
    told["Cache-Control"] = "no-store"
    return told


def receipt(given: Receipt) -> dict[str, Any]:
    """A receipt: number, secret, signed text, what happens next; once, and kept by who asked."""
    return {
        "service_request_id": given.number,
        "number": given.number,
        "secret": given.secret,
        "again": given.again,
        "changed": given.changed,
        "received_at": times.iso(given.received_at),
        "registered_as": words.say(given.label),
        "agency_responsible": words.say(given.unit),
        "next": [
            {
                "clock": step.clock,
                "label": words.say(step.label),
                "due_on": step.due_on,
                "owed_by": step.owed_by,
                "basis": words.cites(step.basis),
            }
            for step in given.next
        ],
        "follow": composing.follow_address(given.number),
        "status_at": f"{settings.DENGWEN_ADDRESS}/api/requests/status",
        "others": msgspec.to_builtins(given.others),
        "receipt": given.text,
    }


def service(procedure: Procedure, name: str, offer: Offer) -> dict[str, Any]:
    """One offer as a GeoReport v2 service."""
    return {
        "service_code": asks.key(procedure, name),
        "service_name": words.say(offer.label),
        "description": asks.hint(offer),
        "metadata": bool(offer.asks),
        "type": "realtime",
        "keywords": "",
        "group": words.say(procedure.label),
    }


def definition(procedure: Procedure, name: str, offer: Offer) -> dict[str, Any]:
    """What an offer asks, as a GeoReport v2 service definition."""
    return {
        "service_code": asks.key(procedure, name),
        "attributes": [
            _attribute(place, code, field)
            for place, (code, field) in enumerate(offer.asks.items(), start=1)
        ],
    }


def _attribute(place: int, code: str, field: Field) -> dict[str, Any]:
    return {
        "variable": True,
        "code": code,
        "datatype": DATATYPES.get(field.type, "text"),
        "required": field.required,
        "datatype_description": words.say(field.hint),
        "order": place,
        "description": words.say(field.label),
        "values": [{"key": key, "name": words.say(name)} for key, name in _values(field).items()],
    }


def _values(field: Field) -> dict[str, Any]:
    """The answers to choose from; yes and no are sent as JSON's own true and false."""
    return {"true": _("Yes"), "false": _("No")} if field.type == "yes_no" else field.options


def standing(told: story.Story) -> dict[str, Any]:
    """Where a matter stands, for the party who asks."""
    matter = told.matter
    first = next((c for c in told.open_clocks if not c.owed_by_me), None)
    return {
        "service_request_id": matter.number,
        "number": matter.number,
        "status": "closed" if matter.final else "open",
        "status_notes": told.told,
        "step": matter.status,
        "outcome": told.outcome,
        "service_code": f"{matter.procedure}.{matter.offer}",
        "service_name": told.kind,
        "agency_responsible": told.unit,
        "requested_datetime": _at(matter.received_at),
        "updated_datetime": _at(matter.changed_at),
        "expected_datetime": _at(first.clock.due_at) if first else None,
        "clocks": [_clock(clock) for clock in told.clocks],
        "questions": len([q for q in told.questions if q.answered_at is None]),
        "papers": len(told.papers),
        "lines": [{"what": line.what, "at": times.iso(line.at)} for line in told.lines],
        "follow": composing.follow_address(matter.number),
    }


def _clock(shown: story.Shown) -> dict[str, Any]:
    facts = shown.clock.facts
    return {
        "key": shown.key,
        "label": shown.label,
        "state": shown.clock.state,
        "due_on": facts.due_on,
        "owed_by": facts.rule.owed_by,
        "basis": words.cites(shown.basis),
    }


def _at(at: Any) -> str | None:
    return times.iso(at) if at else None
