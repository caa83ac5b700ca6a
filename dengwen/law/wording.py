"""Filling the words of a notice 告知文書 from a pack. Pure.

A placeholder is a lower-case name in braces: {number}. A paragraph with a placeholder that has no
value is left out whole, so that a document never says "you may … within  days". What is put in is
never read again for placeholders: nobody can write one into a matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from dengwen.law.pack import Notice
from dengwen.law.procedure import Text

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class Worded(msgspec.Struct, frozen=True):
    """A notice in one language, filled."""

    title: str
    subject: str
    paragraphs: list[str]


def in_language(text: Text, language: str, default: str) -> str:
    """The text in a language, else in the pack's own, else in the first there is."""
    return text.get(language) or text.get(default) or next(iter(text.values()), "")


def fill(text: str, values: Mapping[str, str]) -> str | None:
    """The text with its placeholders filled; None when one of them has no value."""
    if any(not values.get(name) for name in _PLACEHOLDER.findall(text)):
        return None
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def word(notice: Notice, values: Mapping[str, str], language: str, default: str) -> Worded:
    """The notice in one language, filled; paragraphs that lack a value are left out."""
    title = in_language(notice.title, language, default)
    subject = in_language(notice.subject, language, default) if notice.subject else title
    paragraphs = [fill(in_language(p, language, default), values) for p in notice.paragraphs]
    return Worded(
        title=fill(title, values) or title,
        subject=fill(subject, values) or title,
        paragraphs=[p for p in paragraphs if p],
    )
