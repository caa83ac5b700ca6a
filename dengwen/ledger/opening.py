"""Openings 開示: all that lets a person prove, without us, what stands in one event.

The canonical text that was hashed, the disclosures of its personal fields, and the salt that opens
its commitment in the log. Whoever holds it can reckon every digest again offline.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from dengwen.ledger import keyring, leaf, persons, sending

_ASKED = f"unnest({sending.LINES}, {sending.NUMBERS}) WITH ORDINALITY AS t (stream, version, ord)"
_EVENTS = (
    f"SELECT e.stream, e.version, e.body, e.hash, e.leaf_salt FROM {_ASKED}"
    " JOIN ledger.event e ON e.stream = t.stream AND e.version = t.version ORDER BY t.ord"
)
_FIELDS = (
    "SELECT f.stream, f.version, f.person, f.path, f.digest, f.box, k.wrapped, k.master"
    f" FROM {_ASKED}"
    " JOIN ledger.sealed_field f ON f.stream = t.stream AND f.version = t.version"
    " JOIN ledger.person_key k ON k.stream = f.stream AND k.person = f.person"
    " ORDER BY t.ord, f.path"
)


class Opening(msgspec.Struct, frozen=True):
    """One event, opened. `disclosures` are base64url of JSON [salt, path, value], as SD-JWT has it;
    `leaf_salt` and `commitment` are hex."""

    event: str
    hash: str
    disclosures: list[str]
    leaf_salt: str
    commitment: str


def of(stream: str, version: int) -> Opening:
    """Open one event. Fields of erased persons are left shut. Raises `LookupError` for none."""
    found = of_many([(stream, version)])
    if not found:
        raise LookupError(f"no event {version} in {stream}")
    return found[0]


def of_many(some: Sequence[tuple[str, int]]) -> list[Opening]:
    """Open many events, given by stream and version, in two statements; those that are not there
    are passed over."""
    places = sending.lines(s for s, _ in some), sending.numbers(v for _, v in some)
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, places)
        events = cursor.fetchall()
        cursor.execute(_FIELDS, places)
        shut = cursor.fetchall()
    keys = persons.unwrapped({(one[0], one[2]): (bytes(one[6]), one[7]) for one in shut})
    shown: dict[tuple[str, int], list[str]] = {}
    for stream, version, person, path, digest, box, _wrapped, _master in shut:
        opened = _disclosure(keys[stream, person], stream, person, path, digest, bytes(box))
        shown.setdefault((stream, version), []).append(opened)
    return [
        Opening(
            event=body,
            hash=bytes(hashed).hex(),
            disclosures=shown.get((stream, version), []),
            leaf_salt=bytes(salt).hex(),
            commitment=leaf.commitment(bytes(salt), bytes(hashed)).hex(),
        )
        for stream, version, body, hashed, salt in events
    ]


def _disclosure(key: bytes, stream: str, person: str, path: str, digest: str, box: bytes) -> str:
    place = f"field|{stream}|{person}|{path}|{digest}".encode()
    opened = AESGCM(key).decrypt(box[: keyring.NONCE_SIZE], box[keyring.NONCE_SIZE :], place)
    return base64.urlsafe_b64encode(opened).rstrip(b"=").decode()
