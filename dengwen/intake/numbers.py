"""Numbers and secrets: drawn at random, written to be read out over a telephone. Pure.

Crockford's base 32 has no I, L, O and U, and reads them as 1, 1 and 0. The last character of a
number checks the others (Luhn modulo 32): a slip of one, or of two that are swapped, is noticed.
"""

from __future__ import annotations

import secrets
import unicodedata
from hashlib import sha256

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("ILO", "110")
_LENGTH = 8  # 40 bits: a million matters leave one draw in a million taken, and that is redrawn
_SECRET_LENGTH = 16  # 80 bits


def new_number(prefix: str = "DW") -> str:
    """A number such as DW-7K3M-9Q2D-X. It says nothing: not how many there are, not since when."""
    drawn = _drawn(_LENGTH)
    return f"{prefix}-{drawn[:4]}-{drawn[4:]}-{check_character(drawn)}"


def new_secret() -> str:
    """A follow-up secret of 80 bits, in four groups of four."""
    drawn = _drawn(_SECRET_LENGTH)
    return "-".join(drawn[at : at + 4] for at in range(0, _SECRET_LENGTH, 4))


def digest(secret: str) -> str:
    """What is kept of a secret: SHA-256, hex. 80 random bits need no slower hash."""
    return sha256(_bare(secret).encode()).hexdigest()


def read_number(typed: str) -> str:
    """A number as it was typed, written as we write it; what is none comes back as it is read."""
    bare = "".join(c for c in _folded(typed) if c.isascii() and c.isalnum())
    prefix, rest = bare[: -_LENGTH - 1], bare[-_LENGTH - 1 :].translate(_READ_AS)
    if len(rest) <= _LENGTH or not prefix:
        return bare[:40]
    return f"{prefix}-{rest[:4]}-{rest[4:8]}-{rest[8:]}"[:40]


def is_number(number: str) -> bool:
    """Whether the check character fits: it is not a slip of the pen."""
    groups = number.split("-")
    drawn = "".join(groups[1:-1])
    known = len(groups) == 4 and len(drawn) == _LENGTH and set(drawn) <= set(ALPHABET)
    return known and check_character(drawn) == groups[-1]


def check_character(drawn: str) -> str:
    """The check character of a row of characters: Luhn modulo 32, doubling from the right."""
    total = 0
    for place, letter in enumerate(reversed(drawn)):
        value = ALPHABET.index(letter) * (2 - place % 2)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]


def _drawn(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _bare(secret: str) -> str:
    return "".join(c for c in _folded(secret) if c.isascii() and c.isalnum()).translate(_READ_AS)


def _folded(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed[:200]).strip().upper()
