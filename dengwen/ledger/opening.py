"""Openings 開示: all that lets a person prove, without us, what stands in one event.

The canonical text that was hashed, the disclosures of its personal fields, and the salt that opens
its commitment in the log. Whoever holds it can reckon every digest again offline.
"""

from __future__ import annotations

import base64

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from dengwen.ledger import keyring, leaf, persons


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
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT body, hash, leaf_salt FROM ledger.event WHERE stream = %s AND version = %s",
            [stream, version],
        )
        row = cursor.fetchone()
        if row is None:
            raise LookupError(f"no event {version} in {stream}")
        cursor.execute(
            "SELECT f.person, f.path, f.digest, f.box, k.wrapped, k.master"
            " FROM ledger.sealed_field f"
            " JOIN ledger.person_key k ON k.stream = f.stream AND k.person = f.person"
            " WHERE f.stream = %s AND f.version = %s ORDER BY f.path",
            [stream, version],
        )
        fields = cursor.fetchall()
    body, hashed, salt = row[0], bytes(row[1]), bytes(row[2])
    return Opening(
        event=body,
        hash=hashed.hex(),
        disclosures=[_disclosure(stream, *field) for field in fields],
        leaf_salt=salt.hex(),
        commitment=leaf.commitment(salt, hashed).hex(),
    )


def _disclosure(
    stream: str, person: str, path: str, digest: str, box: bytes, wrapped: bytes, master: str
) -> str:
    key = AESGCM(persons.unwrap(stream, person, bytes(wrapped), master))
    boxed = bytes(box)
    place = f"field|{stream}|{person}|{path}|{digest}".encode()
    opened = key.decrypt(boxed[: keyring.NONCE_SIZE], boxed[keyring.NONCE_SIZE :], place)
    return base64.urlsafe_b64encode(opened).rstrip(b"=").decode()
