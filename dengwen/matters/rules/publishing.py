"""Publishing 公開: what of a matter the public may ever see, and what never. Pure.

Nothing is published by this: a named person decides it, and then sees what stands here. Names,
ways to reach people, places, needs, files, papers and whom it is about never leave; of a person's
own words what they marked is blacked out, and what looks like a name, a number or an address of
someone in the matter whether they marked it or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from dengwen.ledger.event import Sealed
from dengwen.matters.events import Passage
from dengwen.matters.state import Matter

Span = tuple[int, int]

_TELLING = re.compile(
    r"[^\s@，。；;,()（）<>]{1,64}@[\w.-]{3,190}"  # an e-mail address
    r"|\+?\d[\d \-–—()（）]{5,}[\dXx]"  # a telephone, an identity card, a bank account
    r"|[０-９]{7,}"
    r"|[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6}"  # a number plate
)
_SENTENCE = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;\n]+|$)")
_ENGLISH_END = re.compile(r"(?<=[.])\s+(?=[A-Z“\"'])")


class Piece(msgspec.Struct, frozen=True):
    """A run of words as the public reads it. One that is black has no words."""

    words: str
    black: bool = False


class Text(msgspec.Struct, frozen=True):
    """One of the texts that may become public, and whose words they are."""

    of: str
    party: str
    words: str


def may_be_published(matter: Matter) -> bool:
    """Whether anything of it can become public: never while it is kept from all but a few."""
    return not matter.restricted and not matter.historical


def texts(matter: Matter) -> list[Text]:
    """The words of parties that may become public, in their order, opened."""
    first = next(iter(matter.parties), "")
    found = [
        Text("subject", first, _open(matter.subject)),
        Text("statement", first, _open(matter.statement)),
        *(
            Text(f"added:{place}", said.party, _open(said.text))
            for place, said in enumerate(matter.statements)
        ),
    ]
    return [text for text in found if text.words]


def shown(matter: Matter, text: Text) -> list[Piece]:
    """A text as the public would read it."""
    marked = [(p.start, p.end) for p in matter.redacted.get(text.party, ()) if p.of == text.of]
    return pieces(text.words, [*marked, *telling(text.words, names(matter))])


def names(matter: Matter) -> list[str]:
    """The names of people in the matter who did not want theirs shown."""
    hidden = [p for p in matter.parties.values() if not p.named_publicly]
    return [name for p in hidden if len(name := _open(p.name)) > 1]


def telling(words: str, named: Iterable[str]) -> list[Span]:
    """Where a text gives away who someone is: names of the parties, numbers, addresses, plates."""
    found = [match.span() for match in _TELLING.finditer(words)]
    for name in named:
        found += [match.span() for match in re.finditer(re.escape(name), words, re.IGNORECASE)]
    return found


def pieces(words: str, black: Iterable[Span]) -> list[Piece]:
    """A text cut into what is read and what is black; how long the black is, nobody sees."""
    found: list[Piece] = []
    at = 0
    for start, end in merged(black, len(words)):
        if start > at:
            found.append(Piece(words[at:start]))
        if not (found and found[-1].black):
            found.append(Piece("", black=True))
        at = end
    return [*found, Piece(words[at:])] if at < len(words) else found


def merged(spans: Iterable[Span], length: int) -> list[Span]:
    """Spans in order, cut to the text, those that touch made one."""
    out: list[Span] = []
    for start, end in sorted((max(0, a), min(b, length)) for a, b in spans):
        if start >= end:
            continue
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def sentences(words: str) -> list[Span]:
    """The sentences of a text, in Chinese and in English, each with its end."""
    found: list[Span] = []
    for match in _SENTENCE.finditer(words):
        at = match.start()
        for part in [*(m.start() for m in _ENGLISH_END.finditer(match[0])), len(match[0])]:
            start, end = at, match.start() + part
            if words[start:end].strip():
                found.append((start, end))
            at = end
    return found


def occurrences(words: str, wanted: Iterable[str]) -> list[Span]:
    """Every place where any of these words stand."""
    return [
        match.span()
        for one in wanted
        if one.strip()
        for match in re.finditer(re.escape(one.strip()), words, re.IGNORECASE)
    ]


def passages(of: str, spans: Iterable[Span], length: int) -> list[Passage]:
    """Spans of one text as the event carries them."""
    return [Passage(of=of, start=a, end=b) for a, b in merged(spans, length)]


def _open(sealed: Sealed | None) -> str:
    return str(sealed.value or "") if sealed and not sealed.erased else ""
