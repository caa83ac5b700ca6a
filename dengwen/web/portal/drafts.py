"""Drafts 草稿: what a person has written and not yet sent, sealed under a key only they hold.

The key is drawn for the visitor and lives in their cookie, and behind a return code where they ask
for one; the server keeps ciphertext under a name from which the key cannot be told. A draft needs
no database: while that is away nothing written is lost, and nothing is taken in either.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from dengwen.files import kinds
from dengwen.intake import shelf
from dengwen.matters.rules.needs import Needs
from dengwen.web import limits

COOKIE = "dengwen_draft"


class Attached(msgspec.Struct, frozen=True):
    """A file waiting in a draft; its bytes lie sealed beside it."""

    id: str
    name: str
    size: int
    type: str


class Draft(msgspec.Struct):
    """A matter in the making. Nothing here has been received by anyone."""

    entry_token: str = ""
    seed: str = ""  # of the secrets: whoever has the draft can ask for a lost receipt again
    code: str = ""  # the return code, where the person asked for one
    language: str = ""
    danger: bool | None = None
    procedure: str = ""
    offer: str = ""
    subject: str = ""
    statement: str = ""
    is_about: bool | None = None
    about: str = ""
    way: str = ""  # in which the place is told
    spot: dict[str, str] = {}  # the place in the boxes of that way …
    place: str = ""  # … and as one text
    unit: str = ""
    area_seen: bool = False
    latitude: str = ""
    longitude: str = ""
    answers: dict[str, Any] = {}
    asked: list[str] = []  # the offer's questions that were answered, with nothing too
    files: list[Attached] = []
    files_seen: bool = False
    who: str = ""  # named | anonymous | group
    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    contact_seen: bool = False
    notify_by: str = ""
    electronic: bool | None = None
    named_publicly: bool | None = None
    needs: Needs = Needs()
    consent: str = ""  # the sentence under which the needs were stated
    needs_seen: bool = False
    representatives: list[dict[str, str]] = []
    speakers_seen: bool = False
    signatories: list[dict[str, str]] = []
    others_seen: bool = False
    receipt: dict[str, Any] = {}


class Held:
    """One visitor's draft, open for this request."""

    def __init__(self, key: bytes, fresh: bool, owner: str = "") -> None:
        self.key = key
        self.fresh = fresh
        self.place = shelf.Place(hmac.new(key, b"name", hashlib.sha256).hexdigest(), owner)
        self._seal = AESGCM(hmac.new(key, b"seal", hashlib.sha256).digest())
        self.draft = self._read()

    def save(self) -> None:
        """Write the draft. Raises Refusal when there is no room for it."""
        if not self.draft.entry_token:
            self.draft.entry_token = secrets.token_urlsafe(24)
            self.draft.seed = secrets.token_hex(32)
        self.put("draft", msgspec.json.encode(self.draft))

    def put(self, name: str, data: bytes) -> None:
        """Seal `data` beside the draft; a crash leaves the old or the new, never half."""
        nonce = secrets.token_bytes(12)
        self.place.put(name, nonce + self._seal.encrypt(nonce, data, name.encode()))

    def get(self, name: str) -> bytes | None:
        """What was sealed under `name`; None where there is nothing that this key opens."""
        try:
            sealed = self.place.read(name)
            return self._seal.decrypt(sealed[:12], sealed[12:], name.encode())
        except (OSError, InvalidTag):
            return None

    @property
    def until(self) -> datetime:
        """When the draft is destroyed, if nobody touches it before."""
        return self.place.until

    def attach(self, name: str, kind: str, data: bytes) -> Attached:
        """Keep a file with the draft. Raises Refusal when there are too many."""
        if len(self.draft.files) >= kinds.MOST:
            raise kinds.too_many()
        attached = Attached(f"f{secrets.token_hex(6)}", name, len(data), kind)
        self.put(attached.id, data)
        self.draft.files = [*self.draft.files, attached]
        return attached

    def detach(self, file: str) -> None:
        """Destroy one file of the draft."""
        kept = [f for f in self.draft.files if f.id != file]
        if len(kept) < len(self.draft.files):  # only what the draft names is ever a name on disk
            self.place.remove(file)
        self.draft.files = kept

    def discard(self) -> None:
        """Destroy the draft, its files and its return code."""
        shelf.forget(self.draft.code)
        self.place.destroy()
        self.draft = Draft()

    def sent(self, receipt: dict[str, Any]) -> None:
        """After sending: nothing of what was written stays, only the receipt, for half an hour."""
        shelf.forget(self.draft.code)
        for attached in self.draft.files:
            self.place.remove(attached.id)
        self.draft = Draft(language=self.draft.language, receipt=receipt)
        self.place.release()
        self.save()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One request at a time for this draft: a second press waits, and then sees the receipt."""
        with self.place.lock().open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.draft = self._read()
            yield

    def _read(self) -> Draft:
        plain = self.get("draft")
        return msgspec.json.decode(plain, type=Draft) if plain else Draft()


def open_for(request: HttpRequest) -> Held:
    """The visitor's draft: the one their cookie opens, or a new and empty one."""
    try:
        key = urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        key = b""
    owner = limits.hashed(limits.DRAFTS, limits.address(request))
    known = len(key) == shelf.KEY
    return Held(key if known else secrets.token_bytes(shelf.KEY), not known, owner)


def keep(response: HttpResponseBase, held: Held) -> None:
    """Give the visitor the key of a new draft, for as long as the browser stays open."""
    if held.fresh:
        response.set_cookie(
            COOKIE,
            urlsafe_b64encode(held.key).decode(),
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
