"""Declared interests 申報的利害關係: what a member of staff must keep away from.

The words stay sealed and are opened only to be compared with a matter: nobody is shown them.
"""

from __future__ import annotations

import msgspec

from dengwen.ledger import store
from dengwen.ledger.event import Sealed


class Declared(msgspec.Struct, frozen=True):
    """One declared interest: the units it names, and the names that stand alone in a line."""

    ground: str
    units: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def of(staff: str) -> list[Declared]:
    """Every interest that a member of staff declared, its words opened; the newest last."""
    return [
        Declared(
            ground=event.data["ground"],
            units=tuple(event.data.get("units", [])),
            names=_names(event.data.get("words")),
        )
        for event in store.read(f"staff:{staff}", unseal=True)
        if event.type == "interest_declared"
    ]


def _names(words: object) -> tuple[str, ...]:
    text = words.value if isinstance(words, Sealed) else None
    lines = (line.strip(" \t.,;，。；、") for line in str(text or "").splitlines())
    return tuple(line for line in lines if 2 <= len(line) <= NAME)


NAME = 40
"""A longer line is a sentence and not a name."""
