"""Sealing of personal data 個人信息封存: readable while its key exists, gone when it is destroyed.

A sealed field is an SD-JWT disclosure: JSON [salt, name, value]. The event's hashed bytes hold its
digest, base64url(SHA-256(base64url(disclosure))); the disclosure itself lies beside the event under
AES-256-GCM with a key for each (stream, person), which a master key wraps. Files and documents are
sealed under the same person's key, so that one destruction reaches them all.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection

from dengwen.errors import Fault
from dengwen.ledger import canonical, keyring, refusals

_SALT_SIZE = 16
_BYTES_TAG = b"\x01"


def ring() -> keyring.Ring:
    """The master keys of this installation, from the environment, else from the file."""
    given = os.environ.get("DENGWEN_MASTER_KEY", "")
    path = Path(settings.DENGWEN_MASTER_KEY_FILE)
    stamp = 0 if given or not path.exists() else path.stat().st_mtime_ns
    return _ring(given, path, stamp)


@lru_cache(1)
def _ring(given: str, path: Path, stamp: int) -> keyring.Ring:
    # `stamp` is part of the key so that a rotation by another process is seen by this one.
    return keyring.Ring(keyring.parse(given) if given else keyring.read_file(path))


def forget() -> None:
    """Drop the unwrapped keys of this process from memory."""
    ring().forget()


def disclose(name: str, value: Any) -> tuple[bytes, str]:
    """A fresh disclosure of a value and its digest. Raises ValueError for what is not canonical."""
    canonical.check(value, name)
    salt = base64.urlsafe_b64encode(os.urandom(_SALT_SIZE)).rstrip(b"=").decode()
    disclosure = canonical.encode_checked([salt, name, value])
    return disclosure, digest_of(disclosure)


def digest_of(disclosure: bytes) -> str:
    """The digest of a disclosure, as SD-JWT reckons it."""
    return _base64url(sha256(_base64url(disclosure).encode()).digest())


def keys_for(pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], AESGCM]:
    """The ciphers of (stream, person) pairs; missing keys are made, in the caller's transaction.

    Raises Erased when a person's key was destroyed: it is never made again.
    """
    if not pairs:
        return {}
    master = ring()
    fresh = [master.wrap(os.urandom(keyring.KEY_SIZE), _owner(*pair)) for pair in pairs]
    streams, persons = [s for s, _ in pairs], [p for _, p in pairs]
    with refusals.translated(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT ord, wrapped, master FROM ledger.person_keys("
            "%s::text[], %s::text[], %s::bytea[], %s)",
            [streams, persons, fresh, master.present],
        )
        rows = cursor.fetchall()
    return {
        pairs[ord_ - 1]: AESGCM(master.unwrap(bytes(wrapped), _owner(*pairs[ord_ - 1]), name))
        for ord_, wrapped, name in rows
    }


def key_of(stream: str, person: str) -> AESGCM | None:
    """The cipher of a person's key, or None when there is none (any more)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wrapped, master FROM ledger.person_key WHERE stream = %s AND person = %s",
            [stream, person],
        )
        row = cursor.fetchone()
    return AESGCM(unwrap_person(stream, person, bytes(row[0]), row[1])) if row else None


def unwrap_person(stream: str, person: str, wrapped: bytes, master: str) -> bytes:
    """A person's key out of its row. Raises Fault when it does not open."""
    return ring().unwrap(wrapped, _owner(stream, person), master)


def box(
    cipher: AESGCM, stream: str, person: str, path: str, disclosure: bytes, digest: str
) -> bytes:
    """A disclosure sealed, bound to where it belongs: it opens nowhere else."""
    nonce = os.urandom(keyring.NONCE_SIZE)
    return nonce + cipher.encrypt(nonce, disclosure, _place(stream, person, path, digest))


def open_box(key: bytes, stream: str, person: str, path: str, digest: str, boxed: bytes) -> Any:
    """The value in a box. Raises Fault when the box, its place or its digest was changed."""
    nonce, ciphertext = boxed[: keyring.NONCE_SIZE], boxed[keyring.NONCE_SIZE :]
    try:
        disclosure = AESGCM(key).decrypt(nonce, ciphertext, _place(stream, person, path, digest))
    except InvalidTag:
        raise Fault(f"a sealed field of {stream} does not open: {path}") from None
    _, name, value = msgspec.json.decode(disclosure)
    if name != path or digest_of(disclosure) != digest:
        raise Fault(f"a sealed field of {stream} is not the one that was hashed: {path}")
    return value


def seal_bytes(stream: str, person: str, data: bytes, label: str = "") -> bytes:
    """Bytes (a file, a document, a letter) under the person's key; the key is made if need be.

    `label` binds the bytes to a place of the caller's own; `open_bytes` must be given the same.
    """
    cipher = keys_for([(stream, person)])[(stream, person)]
    nonce = os.urandom(keyring.NONCE_SIZE)
    return _BYTES_TAG + nonce + cipher.encrypt(nonce, data, _bytes_place(stream, person, label))


def open_bytes(stream: str, person: str, sealed: bytes, label: str = "") -> bytes | None:
    """The bytes again; None when the person was erased. Raises Fault when they were changed."""
    cipher = key_of(stream, person)
    if cipher is None:
        return None
    start = len(_BYTES_TAG) + keyring.NONCE_SIZE
    try:
        if sealed[: len(_BYTES_TAG)] != _BYTES_TAG:
            raise InvalidTag
        nonce = sealed[len(_BYTES_TAG) : start]
        return cipher.decrypt(nonce, sealed[start:], _bytes_place(stream, person, label))
    except InvalidTag:
        raise Fault(f"sealed bytes of {stream} do not open") from None


def _owner(stream: str, person: str) -> str:
    return f"person|{stream}|{person}"


def _place(stream: str, person: str, path: str, digest: str) -> bytes:
    return f"field|{stream}|{person}|{path}|{digest}".encode()


def _bytes_place(stream: str, person: str, label: str) -> bytes:
    return f"bytes|{stream}|{person}|{label}".encode()


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
