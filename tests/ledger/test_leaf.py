"""The leaf is frozen: these vectors are for ever, and a few lines of hashlib must agree."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from dengwen.ledger import leaf

GOLDEN = Path(__file__).parents[1] / "golden" / "leaf-v1.json"
VECTORS: list[dict[str, Any]] = json.loads(GOLDEN.read_text())["vectors"]


def by_hand(salt: str, event_hash: str) -> tuple[str, str]:
    """Entry and leaf hash (hex) as the reference page describes them, sharing no code with us."""
    committed = sha256(b"dengwen/commitment/v1\n" + bytes.fromhex(salt + event_hash)).hexdigest()
    entry = f"dengwen/leaf/v1\n{committed}\n".encode("ascii")
    return entry.hex(), sha256(bytes(1) + entry).hexdigest()


@pytest.mark.parametrize("vector", VECTORS)
def test_the_frozen_vectors_hold(vector: dict[str, str]) -> None:
    salt, event_hash = bytes.fromhex(vector["salt"]), bytes.fromhex(vector["event_hash"])
    assert leaf.commitment(salt, event_hash).hex() == vector["commitment"]
    assert leaf.entry(salt, event_hash).hex() == vector["entry"]
    assert leaf.leaf_hash(salt, event_hash).hex() == vector["leaf_hash"]
    assert by_hand(vector["salt"], vector["event_hash"]) == (vector["entry"], vector["leaf_hash"])
    assert len(leaf.entry(salt, event_hash)) <= leaf.LARGEST_ENTRY


def test_an_event_in_a_vector_has_the_hash_it_says() -> None:
    told = [vector for vector in VECTORS if "body" in vector]
    assert told
    for vector in told:
        assert sha256(vector["body"].encode()).hexdigest() == vector["event_hash"]


@pytest.mark.django_db
@pytest.mark.parametrize("vector", VECTORS)
def test_the_database_reckons_the_same_leaf(vector: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger.leaf(%s, %s)",
            [bytes.fromhex(vector["salt"]), bytes.fromhex(vector["event_hash"])],
        )
        assert bytes(cursor.fetchone()[0]).hex() == vector["leaf_hash"]


@pytest.mark.parametrize(("salt", "event_hash"), [(b"", bytes(32)), (bytes(32), bytes(31))])
def test_wrong_sizes_are_refused(salt: bytes, event_hash: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        leaf.leaf_hash(salt, event_hash)
