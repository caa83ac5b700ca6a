"""What a door hands over: plain words and choices, not yet believed. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

CHANNELS = ("web", "counter", "telephone", "letter", "email")
"""The doors. Behind all but the first a member of staff may be typing for the person."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Someone who brings the matter. All of it may be empty: nobody has to give a name."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    notify_by: str = "none"  # email | sms | post | none
    language: str = ""  # empty: that of the submission
    role: str = ""
    representative: bool = False
    named_publicly: bool = False
    electronic: bool = False  # agrees to be served electronically
    needs: str = ""  # what makes it easier to deal with us, in words …
    needs_kinds: tuple[str, ...] = ()  # … of which sorts (matters.rules.needs.KINDS) …
    speaks: str = ""  # … and the language they speak, where it is another
    consent: str = ""  # the sentence they agreed to, that this is kept

    @property
    def contact(self) -> dict[str, str]:
        """How to reach them; only what was given."""
        given = {"email": self.email, "phone": self.phone, "address": self.address}
        return {way: where.strip() for way, where in given.items() if where.strip()}


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """A matter on its way in through any door.

    `procedure` may be left empty where the offer's name is enough. `uploads` are what
    `files.store` takes. `received_at` is when it reached the service, where that was not now.
    `seed` is drawn by the door and kept by the person alone: the secrets follow from it, and a
    press whose answer was lost is answered with them again. Without one they are drawn anew.
    """

    offer: str
    channel: str = "web"
    language: str = "zh-Hant"
    procedure: str = ""
    subject: str = ""
    statement: str = ""
    answers: dict[str, Any] = {}
    place: str = ""
    latitude: str = ""
    longitude: str = ""
    unit: str = ""
    about: str = ""  # whose conduct it is about, in the person's words
    danger: bool = False
    people: tuple[Person, ...] = ()
    uploads: tuple[Any, ...] = ()
    received_at: datetime | None = None
    time_source: str = "typed"
    entry_token: str = ""
    seed: str = ""
