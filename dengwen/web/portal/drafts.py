"""Drafts 草稿: what a person has written and not yet sent, sealed under a key only they hold.

The key is drawn for the visitor and lives in their cookie; the server keeps ciphertext under a
name from which the key cannot be told, so an abandoned draft is unreadable to whoever runs the
servers, and gone after a day. A draft needs no database: while that is away nothing written is
lost, and nothing is taken in either.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import secrets
import shutil
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_noop as _

from dengwen import times
from dengwen.errors import Refusal
from dengwen.files import kinds

COOKIE = "dengwen_draft"
LASTS = timedelta(hours=24)
"""An unsent draft is destroyed after this."""

ROOM_LEFT = 512 * 1024 * 1024
"""Bytes that must stay free on the disk: drafts may not crowd out what was taken in."""


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
    language: str = ""
    danger: bool | None = None
    procedure: str = ""
    offer: str = ""
    subject: str = ""
    statement: str = ""
    about: str = ""
    place: str = ""
    unit: str = ""
    latitude: str = ""
    longitude: str = ""
    answers: dict[str, Any] = {}
    files: list[Attached] = []
    files_seen: bool = False
    who: str = ""  # named | anonymous | group
    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    notify_by: str = ""
    electronic: bool = False
    named_publicly: bool = False
    needs: str = ""
    representatives: list[dict[str, str]] = []
    signatories: list[dict[str, str]] = []
    receipt: dict[str, Any] = {}


class Held:
    """One visitor's draft, open for this request."""

    def __init__(self, key: bytes, fresh: bool) -> None:
        self.key = key
        self.fresh = fresh
        self.folder = home() / hmac.new(key, b"name", hashlib.sha256).hexdigest()
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
        self._make_room(len(data))
        nonce = secrets.token_bytes(12)
        fresh = self.folder / f".{name}.{os.getpid()}"
        fresh.write_bytes(nonce + self._seal.encrypt(nonce, data, name.encode()))
        fresh.replace(self.folder / name)
        self._touch()

    def get(self, name: str) -> bytes | None:
        """What was sealed under `name`; None where there is nothing that this key opens."""
        try:
            sealed = (self.folder / name).read_bytes()
            return self._seal.decrypt(sealed[:12], sealed[12:], name.encode())
        except (OSError, InvalidTag):
            return None

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
            (self.folder / file).unlink(missing_ok=True)
        self.draft.files = kept

    def discard(self) -> None:
        """Destroy the draft and its files."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.draft = Draft()

    def sent(self, receipt: dict[str, Any]) -> None:
        """After sending: nothing of what was written stays, only the receipt, for half an hour."""
        self.draft.receipt = receipt
        for attached in self.draft.files:
            (self.folder / attached.id).unlink(missing_ok=True)
        self.draft = Draft(language=self.draft.language, receipt=self.draft.receipt)
        self.save()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One request at a time for this draft: a second press waits, and then sees the receipt."""
        self._make_room(0)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.draft = self._read()
            yield

    def _read(self) -> Draft:
        plain = self.get("draft")
        return msgspec.json.decode(plain, type=Draft) if plain else Draft()

    def _make_room(self, size: int) -> None:
        if not self.folder.exists():
            sweep()
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._touch()
        if shutil.disk_usage(self.folder).free < size + ROOM_LEFT:
            raise Refusal(
                "no_room",
                _("There is no room to keep what you write just now. Nothing was taken in."),
                mend=_("Try again later, or telephone or write to the service."),
                status=503,
            )

    def _touch(self) -> None:
        """Date the folder by our own now, which a sample database may have shifted."""
        at = times.now().timestamp()
        os.utime(self.folder, (at, at))


def home() -> Path:
    """The folder of all drafts."""
    return Path(settings.DENGWEN_HOME) / "drafts"


def open_for(request: HttpRequest) -> Held:
    """The visitor's draft: the one their cookie opens, or a new and empty one."""
    try:
        key = urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        key = b""
    return Held(key, fresh=False) if len(key) == 32 else Held(secrets.token_bytes(32), fresh=True)


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


def sweep() -> int:
    """Destroy drafts that nobody touched for a day; gives how many."""
    if not home().exists():
        return 0
    before = times.now().timestamp() - LASTS.total_seconds()
    old = [f for f in home().iterdir() if f.is_dir() and f.stat().st_mtime < before]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)
