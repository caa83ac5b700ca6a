"""Texts in every language, citations that exist, checks by named people, numbers restated truly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from dengwen.law.pack import PackFile
from dengwen.law.procedure import InForce, Procedure, Rules, Verified
from dengwen.law.soundness.page import near
from dengwen.law.strict_yaml import Document, Steps

TEXT = dict[str, str]
NOT_TEXTS = frozenset({"settings", "kind_by", "needs", "asks"})
ALWAYS_TEXTS = frozenset({"label", "verb", "title", "summary", "short", "told", "hint", "note"})
NOBODY = frozenset({"none", "nobody", "unknown", "tbd", "todo", "lawyer", "a lawyer", "n/a", "?"})
_CITE = re.compile(r"^(?P<instrument>[a-z0-9][a-z0-9-]*)#(?P<article>[\w-]+)(\.[\w-]+){0,3}$")
_DIGITS = "〇一二三四五六七八九"
_ENGLISH = {
    1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven",
    10: "ten", 15: "fifteen", 20: "twenty", 30: "thirty", 60: "sixty", 90: "ninety",
}  # fmt: skip


def check(document: Document, rules: Rules, file: PackFile, on: date | None = None) -> None:
    """Check every text, citation and verification in one file; `on` is when its law begins."""
    for steps, name, value, required in walk(rules, ()):
        if name.endswith("basis") and isinstance(value, list):
            _cites(document, steps, value, file, on, required)
        elif isinstance(value, Verified):
            _verified(document, steps, value)
        elif _is_text(name, value):
            _text(document, steps, value, file)


def numbers(document: Document, procedure: Procedure) -> None:
    """Every clock's limit must occur in the restatement beside it, in each language."""
    for name, clock in procedure.clocks.items():
        for language, words in (clock.note or {}).items():
            if not any(form in words.lower() for form in forms(clock.limit)):
                document.refuse(
                    ("clocks", name, "note", language),
                    f"The limit is {clock.limit}, but the note does not say so.",
                    "Make the number in the note and the limit agree with the law.",
                )


def forms(number: int) -> list[str]:
    """How a number may be written in a restatement: 60, 六十, sixty."""
    found = [str(number), chinese(number)]
    return [*found, _ENGLISH[number]] if number in _ENGLISH else found


def chinese(number: int) -> str:
    """A number from 0 to 999 in Chinese numerals."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if hundreds and ones and not tens:
        text += "〇"
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    return text + _DIGITS[ones] if ones or not text else text


def walk(rules: Rules, steps: Steps) -> Iterator[tuple[Steps, str, Any, bool]]:
    """Each value in the rules with its path, its field's name, and whether it must be given."""
    for field in msgspec.structs.fields(rules):
        value = getattr(rules, field.name)
        at = (*steps, field.encode_name)
        if value is not None:
            yield at, field.name, value, field.required
            yield from _inside(value, at, field.name)


def _inside(value: Any, steps: Steps, name: str) -> Iterator[tuple[Steps, str, Any, bool]]:
    if isinstance(value, Rules):
        yield from walk(value, steps)
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _one((*steps, at), name, item)
    elif isinstance(value, dict) and name != "kind_by":
        for key, item in value.items():
            yield from _one((*steps, key), f"{name}:{key}", item)


def _one(steps: Steps, name: str, item: Any) -> Iterator[tuple[Steps, str, Any, bool]]:
    if isinstance(item, Rules):
        yield from walk(item, steps)
    elif isinstance(item, dict | list):
        named = "basis" if isinstance(item, list) else name
        yield steps, named, item, isinstance(item, list)


def _is_text(name: str, value: Any) -> bool:
    """A mapping of languages: strings only, and not one of the mappings that are something else."""
    if not isinstance(value, dict) or name in NOT_TEXTS:
        return False
    if not value:
        return name in ALWAYS_TEXTS
    return all(isinstance(item, str) for item in value.values())


def _text(document: Document, steps: Steps, value: TEXT, file: PackFile) -> None:
    for language in value:
        if language not in file.languages:
            wrong = f"The pack has no language {language!r}."
            document.refuse((*steps, language), wrong, near(language, file.languages))
    for language in file.languages:
        if not value.get(language, "").strip():
            document.refuse(
                steps, f"The text in {language} is missing.", f"Add `{language}: …` here."
            )


def _cites(
    document: Document,
    steps: Steps,
    cites: list[str],
    file: PackFile,
    on: date | None,
    required: bool,
) -> None:
    if required and not cites:
        document.refuse(steps, "No citation stands here.", "Cite as instrument#article.paragraph.")
    for at, cite in enumerate(cites):
        _cite(document, (*steps, at), cite, file, on)


def _cite(document: Document, steps: Steps, cite: str, file: PackFile, on: date | None) -> None:
    found = _CITE.match(cite)
    if not found:
        wrong = f"{cite!r} is not a citation."
        document.refuse(steps, wrong, "Write instrument#article, for example xf-2022#34.")
    instrument = file.instruments.get(found["instrument"])
    if instrument is None:
        wrong = f"The instrument {found['instrument']!r} is not registered in pack.yaml."
        document.refuse(steps, wrong, near(found["instrument"], file.instruments))
    if instrument.articles and found["article"] not in instrument.articles:
        wrong = f"Article {found['article']} is not in the list of {found['instrument']}."
        mend = f"Correct it, or add it to the list: {', '.join(instrument.articles)}."
        document.refuse(steps, wrong, mend)
    if on is not None and not covers(instrument.in_force, on):
        wrong = f"{found['instrument']} is not in force on {on}, when this rule begins."
        document.refuse(steps, wrong, "Cite the version in force then, or correct the dates.")


def covers(period: InForce, on: date) -> bool:
    """Whether a day lies in a period of force; `to` is its last day."""
    return period.from_ <= on and (period.to is None or on <= period.to)


def _verified(document: Document, steps: Steps, verified: Verified) -> None:
    if verified.by.strip().lower() in NOBODY or len(verified.by.strip()) < 2:
        wrong = f"{verified.by!r} is not the name of a person."
        mend = "Name the lawyer who checked it, or write `verified: none`."
        document.refuse((*steps, "by"), wrong, mend)
