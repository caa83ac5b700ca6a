"""Courtesy of replies 文明用語: wordings that are cold, blaming or say too little. Pure.

A pack lists them in `notices/phrases.yaml`, each with why it does harm and plainer words. `find`
shows a writer where they stand in a text. It blocks nothing, and judges the words of the service
only, never those of the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from dengwen.law.procedure import Cite, Rules, Text
from dengwen.law.strict_yaml import Document, Steps

GAP = "…"
"""In a wording: a few characters of anything, within one sentence."""

OR = "|"
"""Between two ways to put the same wording."""

_LATIN = re.compile(r"[A-Za-z]")
_SENTENCE = "。！？!?；;\n"


class Rule(Rules, frozen=True, kw_only=True):
    """One way in which a reply may hurt or say too little.

    With `says`, each of its wordings is found where it stands, unless one of `unless` stands
    anywhere in what is written. With `lacks`, a reply is found that has none of its wordings.
    """

    label: Text
    why: Text
    plainer: Text
    says: list[Text] = []
    unless: list[Text] = []
    lacks: list[Text] = []


class Phrases(Rules, frozen=True, kw_only=True):
    """notices/phrases.yaml: the wordings to avoid, in every language of the pack."""

    phrases: str
    rules: dict[str, Rule]
    basis: list[Cite] = []


class Finding(msgspec.Struct, frozen=True):
    """Words that could be kinder or plainer: `text[start:end]`. Of what a reply lacks the place is
    its end, and there are no words."""

    rule: str
    start: int
    end: int
    words: str
    label: str
    why: str
    plainer: str


def find(text: str, language: str, phrases: Phrases, around: str = "") -> list[Finding]:
    """What could be said more kindly in a text, in the order in which it stands there.

    Every language of the pack is looked for, whichever the writer reads; `language` is that of the
    explanations. `around` is what is said beside it: a reason given there is a reason given.
    """
    found = [
        _finding(name, rule, place, text, language)
        for name, rule in phrases.rules.items()
        if rule.says and not _stands(rule.unless, text, around)
        for place in _places(rule.says, text)
    ]
    found.sort(key=lambda one: (one.start, -one.end))
    return list(_outermost(found))


def lacking(reply: str, language: str, phrases: Phrases) -> list[Finding]:
    """What a whole reply, as it will be read, does not tell the person."""
    end = (len(reply), len(reply))
    return [
        _finding(name, rule, end, reply, language)
        for name, rule in phrases.rules.items()
        if rule.lacks and not _stands(rule.lacks, reply)
    ]


def check(document: Document, phrases: Phrases) -> None:
    """Stop at a rule that could find nothing, or whose own plainer words it would find."""
    for name, rule in phrases.rules.items():
        at = ("rules", name)
        if bool(rule.says) == bool(rule.lacks):
            mend = (
                "Give either `says`, wordings to find, or `lacks`, wordings one of which is needed."
            )
            document.refuse(at, "It must say what it looks for, in one of two ways.", mend)
        if rule.unless and not rule.says:
            document.refuse((*at, "unless"), "There is nothing to except.", "Drop `unless`.")
        for key in ("says", "unless", "lacks"):
            for place, wording in enumerate(getattr(rule, key)):
                _wording(document, (*at, key, place), wording)
    _repeated(document, phrases)
    _plainer(document, phrases)


def _wording(document: Document, at: Steps, wording: Text) -> None:
    for language, words in wording.items():
        for one in words.split(OR):
            if len(one.replace(GAP, "").strip()) < 2 or one.strip().startswith(GAP):
                wrong = f"{one!r} would be found in almost any text."
                mend = f"Write at least two characters, and begin with one that is no {GAP}."
                document.refuse((*at, language), wrong, mend)


def _repeated(document: Document, phrases: Phrases) -> None:
    """No wording is listed under two rules: the writer would be told two things of one."""
    seen: dict[str, str] = {}
    for name, rule in phrases.rules.items():
        for place, wording in enumerate(rule.says):
            for one in {part for words in wording.values() for part in words.split(OR)}:
                other = seen.setdefault(one, name)
                if other != name:
                    wrong = f"{one!r} stands under {other!r} too."
                    document.refuse(
                        ("rules", name, "says", place), wrong, "Keep it in one of them."
                    )


def _plainer(document: Document, phrases: Phrases) -> None:
    for name, rule in phrases.rules.items():
        for language, words in rule.plainer.items():
            for one in find(words, language, phrases):
                wrong = f"It recommends {one.words!r}, which {one.rule!r} finds fault with."
                document.refuse(("rules", name, "plainer", language), wrong, "Say it otherwise.")


def _finding(name: str, rule: Rule, place: tuple[int, int], text: str, language: str) -> Finding:
    start, end = place
    return Finding(
        rule=name,
        start=start,
        end=end,
        words=text[start:end],
        label=_in(rule.label, language),
        why=_in(rule.why, language),
        plainer=_in(rule.plainer, language),
    )


def _in(text: Text, language: str) -> str:
    """The text in a language, whatever the case of its tag; else in the first there is."""
    wanted = {tag.lower(): words for tag, words in text.items()}
    return wanted.get(language.lower()) or next(iter(text.values()), "")


def _places(wordings: Iterable[Text], text: str) -> list[tuple[int, int]]:
    """Where any of the wordings stands, each place once."""
    found = {match.span() for match in _pattern(_all(wordings)).finditer(text)}
    return sorted(found)


def _stands(wordings: list[Text], *texts: str) -> bool:
    if not wordings:
        return False
    pattern = _pattern(_all(wordings))
    return any(pattern.search(text) is not None for text in texts)


def _all(wordings: Iterable[Text]) -> tuple[str, ...]:
    """Every way to put the wordings in every language, the longest first."""
    ways = {one for wording in wordings for words in wording.values() for one in words.split(OR)}
    return tuple(sorted((way.strip() for way in ways), key=lambda way: (-len(way), way)))


def _outermost(found: list[Finding]) -> Iterator[Finding]:
    """Without those that lie inside another: one place is told once."""
    reached = -1
    for one in found:
        if one.end > reached:
            reached = one.end
            yield one


@lru_cache(512)
def _pattern(wordings: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_expression(one) for one in wordings), re.IGNORECASE)


def _expression(wording: str) -> str:
    """A wording as a pattern: whole words of a Latin script, blanks and apostrophes of any kind."""
    latin = _LATIN.search(wording) is not None
    gap = rf"[^{_SENTENCE}{'.' if latin else ''}]{{0,{40 if latin else 14}}}?"
    parts = [re.escape(part).replace(r"\ ", r"\s+") for part in wording.split(GAP)]
    made = gap.join(parts).replace("'", "['’]")
    return rf"(?<![A-Za-z0-9]){made}(?![A-Za-z0-9])" if latin else made
