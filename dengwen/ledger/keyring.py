"""The ring of master keys 主密鑰: it wraps every other key, and is never in the database.

The first key on the ring wraps; all of them unwrap, so a rotation can take as long as it takes. The
ring comes from DENGWEN_MASTER_KEY or from the file DENGWEN_MASTER_KEY_FILE: base64 of 32 bytes
each, the present key first, older ones after it, parted by white space.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import stat
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from dengwen.errors import Fault

KEY_SIZE = 32
NONCE_SIZE = 12
UNWRAPPED_KEPT = 20_000
"""How many unwrapped keys a process keeps at most."""


def ring() -> Ring:
    """The master keys of this installation, from the environment, else from the file."""
    given = os.environ.get("DENGWEN_MASTER_KEY", "")
    path = Path(settings.DENGWEN_MASTER_KEY_FILE)
    # The time of the file makes a rotation by another process seen by this one.
    stamp = 0 if given or not path.exists() else path.stat().st_mtime_ns
    return _ring(given, path, stamp)


def file() -> Path | None:
    """The file the ring comes from; None when it comes from the environment."""
    given = os.environ.get("DENGWEN_MASTER_KEY")
    return None if given else Path(settings.DENGWEN_MASTER_KEY_FILE)


def forget() -> None:
    """Drop the unwrapped keys of this process from memory."""
    _ring.cache_clear()


class Ring:
    """Master keys by id, the present one first."""

    def __init__(self, keys: Iterable[bytes]) -> None:
        """`keys`: 32 bytes each, the present one first. Raises Fault when there is none."""
        self.keys = {key_id(key): key for key in keys}
        if not self.keys:
            raise Fault("there is no master key")
        self.present = next(iter(self.keys))
        self._ciphers = {name: AESGCM(key) for name, key in self.keys.items()}
        self._unwrapped = lru_cache(UNWRAPPED_KEPT)(self._unwrap)

    def wrap(self, key: bytes, owner: str) -> bytes:
        """A key under the present master key, bound to whose it is."""
        nonce = os.urandom(NONCE_SIZE)
        return nonce + self._ciphers[self.present].encrypt(nonce, key, owner.encode())

    def unwrap(self, wrapped: bytes, owner: str, master: str) -> bytes:
        """The key again. Raises Fault when the master key is missing or the bytes were changed.

        Kept by the wrapped bytes themselves: a caller must show the database's row to get the key,
        so a key that was destroyed, or never committed, cannot come out of memory.
        """
        return self._unwrapped(wrapped, owner, master)

    def _unwrap(self, wrapped: bytes, owner: str, master: str) -> bytes:
        cipher = self._ciphers.get(master)
        if cipher is None:
            raise Fault(f"the master key {master} is not on the ring")
        try:
            return cipher.decrypt(wrapped[:NONCE_SIZE], wrapped[NONCE_SIZE:], owner.encode())
        except InvalidTag:
            raise Fault(f"a wrapped key does not open under master key {master}") from None


def key_id(key: bytes) -> str:
    """The public name of a key: the start of a tagged hash of it."""
    return "m" + sha256(b"dengwen/master-key-id/v1\n" + key).hexdigest()[:16]


def parse(text: str) -> list[bytes]:
    """The keys in a text. Raises Fault that never shows the key itself."""
    keys = []
    for number, word in enumerate(text.split(), start=1):
        try:
            key = base64.b64decode(word, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_SIZE:
            raise Fault(f"master key {number} is not base64 of {KEY_SIZE} bytes")
        keys.append(key)
    return keys


def read_file(path: Path) -> list[bytes]:
    """The keys in a key file. Raises Fault when it is missing or others may read it."""
    try:
        mode = path.stat().st_mode
        text = path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise Fault(f"the master key cannot be read: {error}") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Fault(f"{path} may be read by others: chmod 600 it")
    return parse(text)


def write_file(path: Path, keys: Iterable[bytes]) -> None:
    """Write a key file whole or not at all: 0600, synced, renamed into place, folder synced."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    text = "".join(base64.b64encode(key).decode() + "\n" for key in keys)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename or a new file in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_file(path: Path) -> bool:
    """Draw the first master key into a file; False, and nothing done, when there is one."""
    if path.exists():
        return False
    write_file(path, [secrets.token_bytes(KEY_SIZE)])
    return True


@lru_cache(1)
def _ring(given: str, path: Path, stamp: int) -> Ring:
    return Ring(parse(given) if given else read_file(path))
