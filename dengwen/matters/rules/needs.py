"""Needs 需要協助: what makes it possible for a person to deal with the service. Pure.

They are things to be done and never a label of the person: sealed under a key of their own, stated
with consent, shown to those who handle the matter, and destroyed when the consent is withdrawn.
"""

from __future__ import annotations

from typing import Any

import msgspec

KINDS = ("hearing", "sight", "language", "travel", "writing", "other")
"""Hard of hearing; cannot read small print; another language; cannot come; help with writing;
something else, in words."""


class Needs(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a person needs: kinds, their own words, and the language they speak."""

    kinds: tuple[str, ...] = ()
    words: str = ""
    speaks: str = ""

    def __bool__(self) -> bool:
        return bool(self.kinds or self.words or self.speaks)

    def plain(self) -> dict[str, Any]:
        """As the ledger seals it."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain | ({"kinds": list(self.kinds)} if self.kinds else {})


def read(value: Any) -> Needs:
    """Needs out of an opened sealed value. Those of before there were kinds are words alone."""
    if isinstance(value, str):
        return Needs(words=value)
    if not isinstance(value, dict):
        return Needs()
    kinds = tuple(kind for kind in value.get("kinds", ()) if kind in KINDS)
    return Needs(kinds, str(value.get("words", "")), str(value.get("speaks", "")))


def key_of(person: str, times_before: int) -> str:
    """The key under which a person's needs are sealed: one for each time they are stated, so that
    they can be destroyed alone."""
    return f"{person}.needs{times_before + 1}"
