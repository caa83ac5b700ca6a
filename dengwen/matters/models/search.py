"""Cutting text for the search: pairs of characters for Chinese, words for everything else.

Script variants fold one-to-many by folding all to one: 復, 複 and 覆 are all indexed as 复, so any
of the four finds any other. The query keeps the distances of its pieces, so a search for a phrase
finds the phrase and nothing that merely has its characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import resources

PLACES = 16_000
"""A tsvector counts places up to 16,383; what stands later in a text is not indexed."""

GAP = 20
"""Empty places between two texts of one matter, so that no phrase spans both."""

_RUN = re.compile(
    r"(?P<han>[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)"
    r"|(?P<word>[^\W_\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)"
)
_ALSO = {"覆": "复", "著": "着", "乾": "干", "裏": "里", "裡": "里", "臺": "台", "檯": "台"}
"""Variants that the dictionary keeps apart and people do not."""


@cache
def variants() -> dict[int, str]:
    """The map of every Traditional character to its Simplified one, from OpenCC's dictionary."""
    text = resources.files("opencc").joinpath("dictionary/TSCharacters.txt").read_text("utf-8")
    pairs = (line.split("\t") for line in text.splitlines() if "\t" in line)
    folded = {ord(one): to.split(" ")[0] for one, to in pairs if len(one) == 1}
    return folded | {ord(one): to for one, to in _ALSO.items()}


def fold(text: str) -> str:
    """The text in the one form that is indexed: compatible forms, small letters, one script."""
    return unicodedata.normalize("NFKC", text).casefold().translate(variants())


def places(text: str) -> Iterable[tuple[str, int]]:
    """Every piece of a text with the place where it stands: pairs, single characters, words."""
    at = 0
    for run in _RUN.finditer(fold(text)):
        if run["word"]:
            at += 1
            yield run["word"][:60], at
            continue
        han = run["han"]
        for place, character in enumerate(han, start=at + 1):
            yield character, place
        for place in range(len(han) - 1):
            yield han[place : place + 2], at + 1 + place
        at += len(han)


def vector(texts: Iterable[str]) -> str:
    """The texts as a tsvector literal with places."""
    found: dict[str, list[int]] = {}
    start = 0
    for text in texts:
        last = start
        for piece, place in places(text):
            if start + place <= PLACES:
                found.setdefault(piece, []).append(start + place)
                last = max(last, start + place)
        start = last + GAP
    return " ".join(
        f"'{piece}':{','.join(str(place) for place in sorted(at)[:250])}"
        for piece, at in found.items()
    )


def query(text: str) -> str:
    """What was typed as a tsquery literal: each word or quoted run a phrase, all of them wanted.

    Empty when nothing in it can be searched for.
    """
    phrases = [phrase for part in text.split()[:10] if (phrase := _phrase(part[:60]))]
    return " & ".join(f"({phrase})" for phrase in phrases)


def _phrase(part: str) -> str:
    pieces = _covering(part)
    said, last = "", 0
    for piece, place in pieces:
        said += f" <{place - last}> '{piece}'" if said else f"'{piece}'"
        last = place
    return said


def _covering(part: str) -> list[tuple[str, int]]:
    """The fewest pieces that say the part: a word, or the pairs of a run (one character alone)."""
    found: dict[int, str] = {}
    for piece, place in places(part):
        if len(piece) > len(found.get(place, "")):
            found[place] = piece
    kept = sorted(found.items())
    pairs = {place for place, piece in kept if len(piece) == 2 and _is_han(piece)}
    return [
        (piece, place)
        for place, piece in kept
        if len(piece) > 1 or place - 1 not in pairs or not _is_han(piece)
    ]


def _is_han(piece: str) -> bool:
    match = _RUN.fullmatch(piece)
    return match is not None and match["han"] is not None
