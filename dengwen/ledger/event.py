"""Shapes of the ledger: facts going in, events coming out, sealed personal fields.

Pure: no Django, no I/O. The canonical form is RFC 8785; hashes are SHA-256.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

TimeSource = Literal["server", "typed", "device", "postmark", "imported", "simulated", "law"]

ANY = -1
"""Expected version that accepts whatever the stream's version is."""


class Sealed(msgspec.Struct, frozen=True):
    """A personal field. Going in: whose it is and what it says. Coming out: its digest, and its
    value when it was asked for and its key still exists (None otherwise)."""

    person: str
    value: Any = None
    digest: str = ""
    erased: bool = False


class Fact(msgspec.Struct, frozen=True):
    """Something that happened, on its way into the ledger.

    `data` holds only str, int, bool, None, lists, dicts with ASCII keys, and `Sealed`; no floats.
    `by` is an actor id: staff:<id>, party:<id>, system, law, import:<source>.
    `basis` are pack citations.
    """

    type: str
    data: dict[str, Any]
    by: str
    occurred_at: datetime
    basis: tuple[str, ...] = ()
    time_source: TimeSource = "server"
    v: int = 1


class Event(msgspec.Struct, frozen=True):
    """A fact as it stands in the ledger. In `data` each personal field is a `Sealed`."""

    stream: str
    version: int
    type: str
    v: int
    recorded_at: datetime
    occurred_at: datetime
    time_source: str
    by: str
    basis: tuple[str, ...]
    data: dict[str, Any]
    hash: bytes
    prev: bytes | None
