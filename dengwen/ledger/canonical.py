"""Canonical JSON (RFC 8785) for the values the ledger holds: one value, one sequence of bytes.

Pure. The value set is str, int within ±2^53, bool, None, list and dict with ASCII keys.
tests/ledger/test_canonical.py proves byte equality with an independent implementation.
"""

from __future__ import annotations

from typing import Any

import msgspec

LARGEST = 2**53
"""Integers beyond this are not exact in every reader of JSON, so they are refused."""

encode_checked = msgspec.json.Encoder(order="sorted").encode
"""The canonical bytes of a value that has been checked already."""


def encode(value: Any) -> bytes:
    """The canonical bytes of a value. Raises ValueError that names the path of what may not be."""
    check(value)
    return encode_checked(value)


def check(value: Any, path: str = "") -> None:
    """Raise ValueError, naming the path as a JSON pointer, for anything outside the value set."""
    kind = type(value)
    if kind is str:
        check_text(value, path)
    elif kind is dict:
        for key, inner in value.items():
            check_key(key, path)
            check(inner, f"{path}/{key}")
    elif kind is list:
        for index, inner in enumerate(value):
            check(inner, f"{path}/{index}")
    elif kind is int:
        if not -LARGEST <= value <= LARGEST:
            raise ValueError(f"{path or '/'}: an integer beyond ±2^53")
    elif kind is not bool and value is not None:
        raise ValueError(f"{path or '/'}: {kind.__name__} has no place in the ledger")


def check_text(text: str, path: str) -> None:
    """Raise ValueError for NUL and lone surrogates, which no database and no UTF-8 can hold."""
    if "\0" in text:
        raise ValueError(f"{path or '/'}: NUL")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ValueError(f"{path or '/'}: a lone surrogate") from None


def check_key(key: Any, path: str) -> None:
    """Raise ValueError for a key that is not ASCII: only those sort alike everywhere."""
    if type(key) is not str or not key.isascii() or "\0" in key:
        raise ValueError(f"{path or '/'}: a key that is not ASCII")
