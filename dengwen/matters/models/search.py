"""Cutting text for the search: pairs of characters for Chinese, words for everything else.

Script variants fold one-to-many by folding all to one: 復, 複 and 覆 are all indexed as 复, so any
of the four finds any other. The query keeps the distances of its pieces, so a search for a phrase
finds the phrase and nothing that merely has its characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import count
from operator import add

PLACES = 16_000
"""A tsvector counts places up to 16,383; what stands later in a text is not indexed."""

GAP = 20
"""Empty places between two texts of one matter, so that no phrase spans both."""

_PLACE = [f"{place}," for place in range(PLACES + 1)]
"""Each place as it is written after a piece. The server keeps the first 255 of a piece."""

_RUN = re.compile(
    r"(?P<han>[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)"
    r"|(?P<word>[^\W_\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)"
)
_ALSO = {"覆": "复", "著": "着", "乾": "干", "裏": "里", "裡": "里", "臺": "台", "檯": "台"}
"""Variants that the dictionary keeps apart and people do not."""


class _Variants(dict[int, str | int]):
    """A character that has no other form is remembered as itself: a miss is slow."""

    def __missing__(self, character: int) -> int:
        self[character] = character
        return character


@cache
def variants() -> _Variants:
    """The map of every Traditional character to its Simplified one, from OpenCC's dictionary."""
    text = resources.files("opencc").joinpath("dictionary/TSCharacters.txt").read_text("utf-8")
    pairs = (line.split("\t") for line in text.splitlines() if "\t" in line)
    folded = {ord(one): to.split(" ")[0] for one, to in pairs if len(one) == 1}
    return _Variants(folded | {ord(one): to for one, to in _ALSO.items()})


def fold(text: str) -> str:
    """The text in the one form that is indexed: compatible forms, small letters, one script."""
    return unicodedata.normalize("NFKC", text).casefold().translate(variants())


def strands(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """The pieces of a text, those that stand one after the other together, with the place of the
    first: each word; the characters of a run of Chinese, and its pairs."""
    at = 1
    for run in _RUN.finditer(fold(text)):
        if run.lastgroup == "word":
            yield at, (run[0][:60],)
            at += 1
            continue
        han = run[0]
        yield at, han
        yield at, list(map(add, han, han[1:]))
        at += len(han)


def places(text: str) -> Iterator[tuple[str, int]]:
    """Every piece of a text with the place where it stands: pairs, single characters, words."""
    for first, pieces in strands(text):
        yield from zip(pieces, count(first), strict=False)


def vector(texts: Iterable[str]) -> str:
    """The texts as a tsvector literal with places."""
    found: defaultdict[str, str] = defaultdict(str)
    start = 0
    for text in texts:
        last = start
        for first, pieces in strands(text):
            at = start + first
            # What lies beyond the last place finds no word for it here, and is left out.
            for piece, place in zip(pieces, _PLACE[at : at + len(pieces)], strict=False):
                found[piece] += place
            last = at + max(len(pieces), 1) - 1
        start = last + GAP
    return " ".join([f"'{piece}':{at[:-1]}" for piece, at in found.items()])


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
