"""Asking 請求: what a program sends becomes a submission, and nothing it sends is believed.

Names are those of Open311 GeoReport v2 where it has one (service_code, description, lat, long,
address_string); the rest are ours. A name that is not known is refused, not passed over.
"""

from __future__ import annotations

import re
from decimal import Decimal
from hashlib import sha256

import msgspec
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _

from dengwen.errors import Refusal
from dengwen.intake.submission import Person, Submission
from dengwen.web import words

KEY = re.compile(r"[A-Za-z0-9_-]{32,100}")
"""An Idempotency-Key: long, because whoever has key and body is given the receipt again."""

NOT_JSON = Refusal(
    "not_json",
    _("Send JSON, as application/json."),
    mend=_("Say in the header Content-Type what you send."),
    status=415,
)
BAD_KEY = Refusal(
    "bad_key",
    _("An Idempotency-Key has 32 to 100 letters, digits, - and _, drawn at random."),
    mend=_("Draw a new one for each matter; a UUID will do."),
    status=400,
)


class One(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Someone who brings the matter; all of it may be left out."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    notify_by: str = "none"
    representative: bool = False
    named_publicly: bool = False
    electronic: bool = False
    needs: str = ""


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of a request to register."""

    service_code: str
    description: str
    subject: str = ""
    language: str = ""  # empty: that of the request
    attributes: dict[str, str | bool | int | float | None] = {}
    address_string: str = ""
    lat: Decimal | None = None
    long: Decimal | None = None
    unit: str = ""
    about: str = ""
    danger: bool = False
    people: list[One] = []


_read = msgspec.json.Decoder(Asked).decode


def submission(request: HttpRequest) -> Submission:
    """The submission in a request. Raises Refusal for what is not JSON of the shape asked."""
    if request.content_type != "application/json":
        raise NOT_JSON
    body = request.body
    asked = _asked(body)
    procedure, _dot, offer = asked.service_code.partition(".")
    token, seed = _remembered(request, body)
    return Submission(
        procedure=procedure,
        offer=offer,
        language=asked.language or words.language(),
        subject=asked.subject,
        statement=asked.description,
        answers=asked.attributes,
        place=asked.address_string,
        latitude=_degrees(asked.lat),
        longitude=_degrees(asked.long),
        unit=asked.unit,
        about=asked.about,
        danger=asked.danger,
        people=tuple(_person(one) for one in asked.people),
        entry_token=token,
        seed=seed,
    )


def _asked(body: bytes) -> Asked:
    try:
        return _read(body)
    except msgspec.ValidationError as error:
        raise Refusal(
            "wrong_shape",
            _("What you sent has not the shape that is asked for: {where}"),
            facts={"where": _harmless(str(error))},
            status=422,
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refusal("bad_json", _("This is not JSON that can be read."), status=400) from None


def _harmless(told: str) -> str:
    """What the reader says of the shape, without anything that was sent: names it does not know
    come from outside."""
    return re.sub(r"`[^`]*` *", "", told) if "unknown field" in told else told[:200]


def _remembered(request: HttpRequest, body: bytes) -> tuple[str, str]:
    """The token by which a second try is known, and the seed of the same secret; both follow from
    key and body together, so that a key used twice for different things never gives away either."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return "", ""
    if not KEY.fullmatch(key):
        raise BAD_KEY
    bound = key.encode() + b"\0" + body
    return sha256(b"token\0" + bound).hexdigest(), sha256(b"seed\0" + bound).hexdigest()


def _degrees(value: Decimal | None) -> str:
    return "" if value is None else str(value)


def _person(one: One) -> Person:
    return Person(**msgspec.structs.asdict(one))
