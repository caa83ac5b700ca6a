"""Keys of persons 個人密鑰: one for each (stream, person), and the bytes sealed under it.

Whatever is personal is under such a key: fields of events, files, documents, letters in the outbox.
So the destruction of one key reaches all of them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from dengwen.errors import Fault
from dengwen.ledger import keyring, refusals, sending
from dengwen.ledger.sending import LINES, PIECES, lines, pieces

Pair = tuple[str, str]
"""A stream and a person in it: who has a key."""

_KEYS = f"SELECT ord, wrapped, master FROM ledger.person_keys({LINES}, {LINES}, {PIECES}, %s)"
_TAG = b"\x01"


def keys_for(pairs: Sequence[Pair]) -> dict[Pair, AESGCM]:
    """The ciphers of (stream, person) pairs; missing keys are made, in the caller's transaction.

    Raises Erased when a person's key was destroyed: it is never made again.
    """
    if not pairs:
        return {}
    ring = keyring.ring()
    drawn = [os.urandom(keyring.KEY_SIZE) for _ in pairs]
    fresh = [ring.wrap(key, owner_of(*pair)) for key, pair in zip(drawn, pairs, strict=True)]
    streams, persons = lines(s for s, _ in pairs), lines(p for _, p in pairs)
    with (
        refusals.translated(),
        connection.cursor() as cursor,
        sending.bound_by_server(cursor) as server,
    ):
        server.execute(_KEYS, [streams, persons, *pieces(fresh), ring.present])
        rows = server.fetchall()
    ciphers = {}
    for pair, key, candidate, (_, wrapped, master) in zip(pairs, drawn, fresh, rows, strict=True):
        if bytes(wrapped) != candidate:  # there was a key already
            key = ring.unwrap(bytes(wrapped), owner_of(*pair), master)
        ciphers[pair] = AESGCM(key)
    return ciphers


def key_of(stream: str, person: str) -> AESGCM | None:
    """The cipher of a person's key, or None when there is none (any more)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wrapped, master FROM ledger.person_key WHERE stream = %s AND person = %s",
            [stream, person],
        )
        row = cursor.fetchone()
    return AESGCM(unwrap(stream, person, bytes(row[0]), row[1])) if row else None


def unwrap(stream: str, person: str, wrapped: bytes, master: str) -> bytes:
    """A person's key out of its row. Raises Fault when it does not open."""
    return keyring.ring().unwrap(wrapped, owner_of(stream, person), master)


def unwrapped(rows: Mapping[Pair, tuple[bytes, str]]) -> dict[Pair, bytes]:
    """The keys of many persons, each out of its row: what wraps it, and under which master key."""
    ring = keyring.ring()
    return {pair: ring.unwrap(row[0], owner_of(*pair), row[1]) for pair, row in rows.items()}


def seal_bytes(stream: str, person: str, data: bytes, label: str = "") -> bytes:
    """Bytes (a file, a document, a letter) under the person's key; the key is made if need be.

    `label` binds the bytes to a place of the caller's own; `open_bytes` must be given the same.
    """
    return seal_all([(stream, person, data, label)])[0]


def seal_all(some: Sequence[tuple[str, str, bytes, str]]) -> list[bytes]:
    """`seal_bytes` for many (stream, person, data, label); the keys are fetched at once."""
    ciphers = keys_for(list(dict.fromkeys((one[0], one[1]) for one in some)))
    sealed = []
    for stream, person, data, label in some:
        nonce = os.urandom(keyring.NONCE_SIZE)
        place = _bytes_place(stream, person, label)
        sealed.append(_TAG + nonce + ciphers[stream, person].encrypt(nonce, data, place))
    return sealed


def open_bytes(stream: str, person: str, sealed: bytes, label: str = "") -> bytes | None:
    """The bytes again; None when the person was erased. Raises Fault when they were changed."""
    cipher = key_of(stream, person)
    if cipher is None:
        return None
    start = len(_TAG) + keyring.NONCE_SIZE
    try:
        if sealed[: len(_TAG)] != _TAG:
            raise InvalidTag
        nonce = sealed[len(_TAG) : start]
        return cipher.decrypt(nonce, sealed[start:], _bytes_place(stream, person, label))
    except InvalidTag:
        raise Fault(f"sealed bytes of {stream} do not open") from None


def owner_of(stream: str, person: str) -> str:
    """The words that bind a wrapped key to its stream and person."""
    return f"person|{stream}|{person}"


def _bytes_place(stream: str, person: str, label: str) -> bytes:
    return f"bytes|{stream}|{person}|{label}".encode()
