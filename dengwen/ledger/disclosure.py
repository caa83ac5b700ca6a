"""Disclosures 揭示: a personal field as SD-JWT writes it, its digest, and its box.

A disclosure is JSON [salt, name, value], the name being its place in the data as a JSON pointer.
The event's hashed bytes hold its digest, base64url(SHA-256(base64url(disclosure))). The box is
AES-256-GCM of the whole disclosure, bound to stream, person, place and digest. Pure.
"""

from __future__ import annotations

import os
from binascii import b2a_base64
from hashlib import sha256
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dengwen.errors import Fault
from dengwen.ledger import canonical, keyring

_SALT_SIZE = 16
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def disclose(name: str, value: Any) -> tuple[bytes, str]:
    """A fresh disclosure of a value and its digest. Raises ValueError for what is not canonical."""
    canonical.check(value, name)
    salt = _base64url(os.urandom(_SALT_SIZE)).decode()
    disclosure = canonical.encode_checked([salt, name, value])
    return disclosure, digest_of(disclosure)


def digest_of(disclosure: bytes) -> str:
    """The digest of a disclosure, as SD-JWT reckons it."""
    return _base64url(sha256(_base64url(disclosure)).digest()).decode()


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


def _place(stream: str, person: str, path: str, digest: str) -> bytes:
    return f"field|{stream}|{person}|{path}|{digest}".encode()


def _base64url(data: bytes) -> bytes:
    return b2a_base64(data, newline=False).translate(_URL_SAFE, b"=")
