"""Numbers of matters 編號: drawn at random, written to be read out over a telephone. Pure.

A number says nothing: not how many matters there are, not since when. It is written as
`PREFIX-XXXX-XXXX-C` in Crockford's base 32; the last character checks the others (Luhn modulo 32).
"""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
"""Drawn characters: 40 bits. A million matters leave one draw in a million taken; whoever draws
looks whether it is."""


def new_number(prefix: str) -> str:
    """A number such as DW-7K3M-9Q2D-X."""
    drawn = "".join([ALPHABET[byte % 32] for byte in secrets.token_bytes(LENGTH)])
    return f"{prefix}-{drawn[:4]}-{drawn[4:]}-{check_character(drawn)}"


def check_character(drawn: str) -> str:
    """Luhn modulo 32, doubling from the right: notices a slip of one and two that are swapped."""
    total = 0
    for place, letter in enumerate(reversed(drawn)):
        value = ALPHABET.index(letter) * (2 - place % 2)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]


def is_number(number: str) -> bool:
    """Whether the check character fits: it is not a slip of the pen."""
    groups = number.split("-")
    drawn = "".join(groups[1:-1])
    known = len(groups) == 4 and len(drawn) == LENGTH and set(drawn) <= set(ALPHABET)
    return known and check_character(drawn) == groups[-1]
