"""Secrets, and numbers as people type them 編號與查詢碼: both are read out over a telephone. Pure.

Crockford's base 32 has no I, L, O and U, and reads them as 1, 1 and 0. How a number is made
and checked is said in matters/rules/numbers.py.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from hashlib import sha256

from dengwen.matters.rules.numbers import ALPHABET, LENGTH

_READ_AS = str.maketrans("ILO", "110")
_SECRET_LENGTH = 16  # 80 bits


def new_secret() -> str:
    """A follow-up secret of 80 bits, in four groups of four."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(_SECRET_LENGTH))
    return "-".join(drawn[at : at + 4] for at in range(0, _SECRET_LENGTH, 4))


def secret_of(seed: str, party: str) -> str:
    """The secret of one of those who bring a matter, as it follows from a seed the door has drawn.

    The same seed gives the same secrets, so that a press whose answer was lost can be answered.
    """
    drawn = hmac.digest(seed.encode(), party.encode(), "sha256")[:_SECRET_LENGTH]
    letters = "".join(ALPHABET[byte % 32] for byte in drawn)
    return "-".join(letters[at : at + 4] for at in range(0, _SECRET_LENGTH, 4))


def digest(secret: str) -> str:
    """What is kept of a secret: SHA-256, hex. 80 random bits need no slower hash."""
    return sha256(_bare(secret).encode()).hexdigest()


def read_number(typed: str) -> str:
    """A number as it was typed, written as we write it; what is none comes back as it is read."""
    bare = "".join(c for c in _folded(typed) if c.isascii() and c.isalnum())
    prefix, rest = bare[: -LENGTH - 1], bare[-LENGTH - 1 :].translate(_READ_AS)
    if len(rest) <= LENGTH or not prefix:
        return bare[:40]
    return f"{prefix}-{rest[:4]}-{rest[4:8]}-{rest[8:]}"[:40]


def _bare(secret: str) -> str:
    return "".join(c for c in _folded(secret) if c.isascii() and c.isalnum()).translate(_READ_AS)


def _folded(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed[:200]).strip().upper()
