"""The leaf of the transparency log 登記樹葉: frozen at version 1 before the first real event.

Pure. A leaf holds nothing but a salted commitment to one event's hash, so nobody can learn from it,
or guess and check, what was said. The tree over the leaves is RFC 6962's; the entry fits C2SP
tlog-tiles bundles. Vectors: tests/golden/leaf-v1.json. Prose: docs/reference/ledger.md.
"""

from __future__ import annotations

from hashlib import sha256

SALT_SIZE = 32
"""Bytes of the salt, drawn by the database for each event."""

LARGEST_ENTRY = 65_535
"""Bytes: an entry's length must fit the 16 bits that tlog-tiles gives it."""


def commitment(salt: bytes, event_hash: bytes) -> bytes:
    """SHA-256 over the tag, the salt and the event's hash. ValueError unless both are 32 bytes."""
    if len(salt) != SALT_SIZE or len(event_hash) != sha256().digest_size:
        raise ValueError("salt and hash are 32 bytes each")
    return sha256(b"dengwen/commitment/v1\n" + salt + event_hash).digest()


def entry(salt: bytes, event_hash: bytes) -> bytes:
    """The entry as it stands in the log: a tag with the version, and the commitment in hex."""
    return b"dengwen/leaf/v1\n" + commitment(salt, event_hash).hex().encode() + b"\n"


def leaf_hash(salt: bytes, event_hash: bytes) -> bytes:
    """The Merkle leaf hash of the entry: SHA-256(0x00 || entry), RFC 6962 §2.1."""
    return sha256(b"\x00" + entry(salt, event_hash)).digest()
