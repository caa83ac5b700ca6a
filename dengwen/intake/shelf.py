"""The shelf of drafts 草稿架: where sealed drafts lie, for how long, and how many of one address.

Nothing here can open a draft. Each lies in a folder of its own under a name that tells nothing; a
return code wraps the key of one draft under a key that follows from the code alone. So neither the
disk nor the database opens anything, and what nobody touches is destroyed on its day.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_noop as _

from dengwen import times
from dengwen.errors import Refusal
from dengwen.intake import numbers

KEY = 32
"""Bytes of the key of a draft."""

LASTS = timedelta(hours=24)
"""An unsent draft is destroyed so long after it was last touched …"""

SAVED = timedelta(days=7)
"""… and one for which the person took a return code, after this."""

CODES = timedelta(days=90)
"""A return code is destroyed with its draft, and after this at the latest."""

ROOM_LEFT = 512 * 1024 * 1024
"""Bytes that must stay free on the disk: drafts may not crowd out what was taken in."""

MOST, LARGEST = 40, 600 * 1024 * 1024
"""Unsent drafts of one network address, and bytes of them all together. A library or a village may
share one address."""

MARK = "saved"
"""A file of this name marks a draft that has a return code."""

NO_ROOM = Refusal(
    "no_room",
    _("There is no room to keep what you write just now. Nothing was taken in."),
    mend=_("Try again later, or telephone or write to the service."),
    status=503,
)
TOO_MANY = Refusal(
    "too_many_drafts",
    _("Too much that was not sent is kept from your network already."),
    mend=_("Send or throw away what you do not need, or use another network."),
    status=429,
)


class Place:
    """The folder of one draft. `owner` stands for the address it came from and cannot be told."""

    def __init__(self, name: str, owner: str = "") -> None:
        self.folder = home() / name
        self.entry = home() / "by" / owner / name if owner else None

    def put(self, name: str, data: bytes) -> None:
        """Keep sealed bytes. Raises Refusal when there is no room, or too much of one address."""
        self._make_room(len(data))
        fresh = self.folder / f".{name}.{os.getpid()}"
        fresh.write_bytes(data)
        fresh.replace(self.folder / name)
        self.touch()

    def read(self, name: str) -> bytes:
        """Sealed bytes of a draft whose time is not over. Raises OSError for none."""
        if self.until < times.now():
            raise FileNotFoundError(name)
        return (self.folder / name).read_bytes()

    def remove(self, name: str) -> None:
        """Destroy one file of the draft."""
        (self.folder / name).unlink(missing_ok=True)

    def destroy(self) -> None:
        """Destroy all of it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.release()

    def release(self) -> None:
        """Count it no longer among the unsent drafts of its address."""
        if self.entry is not None:
            self.entry.unlink(missing_ok=True)
        (self.folder / MARK).unlink(missing_ok=True)

    def save(self) -> None:
        """Mark it as one that has a return code: it is kept longer."""
        self._make_room(0)
        (self.folder / MARK).touch()
        self.touch()

    def lock(self) -> Path:
        """The file by which one request at a time holds the draft."""
        self._make_room(0)
        path = self.folder / "lock"
        path.touch()
        self.touch()
        return path

    @property
    def until(self) -> datetime:
        """When it is destroyed, if nobody touches it before."""
        try:
            touched = datetime.fromtimestamp(self.folder.stat().st_mtime, UTC)
        except OSError:
            touched = times.now()
        return touched + (SAVED if (self.folder / MARK).exists() else LASTS)

    def touch(self) -> None:
        """Date the folder by our own now, which a sample database may have shifted."""
        at = times.now().timestamp()
        os.utime(self.folder, (at, at))

    def _make_room(self, size: int) -> None:
        if not self.folder.exists():
            self._count()
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.touch()
        if self.entry is not None and size and _size(self.entry.parent) + size > LARGEST:
            raise TOO_MANY
        if shutil.disk_usage(self.folder).free < size + ROOM_LEFT:
            raise NO_ROOM

    def _count(self) -> None:
        """Enter a new draft under its address. Raises Refusal when there are too many."""
        if self.entry is None:
            return
        self.entry.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if len(list(self.entry.parent.iterdir())) >= MOST:
            raise TOO_MANY
        self.entry.touch()


def home() -> Path:
    """The folder of all drafts."""
    return Path(settings.DENGWEN_HOME) / "drafts"


def code_for(key: bytes) -> str:
    """A new return code for the draft with this key: 100 random bits, in five groups of four."""
    code = "-".join([numbers.new_secret(), numbers.new_secret()[:4]])
    path = _wrapped(code)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    nonce = secrets.token_bytes(12)
    path.write_bytes(nonce + _cipher(code).encrypt(nonce, key, b"draft"))
    at = times.now().timestamp()
    os.utime(path, (at, at))
    return code


def key_of(code: str) -> bytes | None:
    """The key of the draft that a return code opens; None for a code that opens nothing."""
    try:
        sealed = _wrapped(code).read_bytes()
        key = _cipher(code).decrypt(sealed[:12], sealed[12:], b"draft")
    except (OSError, InvalidTag):
        return None
    place = Place(hmac.new(key, b"name", hashlib.sha256).hexdigest())
    return key if place.folder.exists() and place.until >= times.now() else None


def forget(code: str) -> None:
    """Destroy a return code: it opens nothing any more."""
    if code:
        _wrapped(code).unlink(missing_ok=True)


def sweep() -> int:
    """Destroy drafts whose time is over, and codes and entries that lead nowhere; gives how many
    drafts."""
    old = [folder for folder in _drafts() if Place(folder.name).until < times.now()]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    for entry in (home() / "by").glob("*/*"):
        if not (home() / entry.name).exists():
            entry.unlink(missing_ok=True)
    forgotten = (times.now() - CODES).timestamp()
    for code in (home() / "codes").glob("*"):
        if code.stat().st_mtime < forgotten:
            code.unlink(missing_ok=True)
    return len(old)


def _drafts() -> Iterator[Path]:
    """The folders of drafts: their names are digests, and no others here are."""
    if home().exists():
        yield from (f for f in home().iterdir() if f.is_dir() and len(f.name) == 64)


def _size(entries: Path) -> int:
    """Bytes of all the drafts of one address."""
    folders = [home() / entry.name for entry in entries.glob("*")]
    return sum(f.stat().st_size for folder in folders for f in folder.glob("*"))


def _wrapped(code: str) -> Path:
    return home() / "codes" / hmac.new(_bare(code), b"name", hashlib.sha256).hexdigest()


def _cipher(code: str) -> AESGCM:
    return AESGCM(hmac.new(_bare(code), b"wrap", hashlib.sha256).digest())


def _bare(code: str) -> bytes:
    """What a code comes to however it is typed: its digest, as of a secret."""
    return numbers.digest(code).encode()
