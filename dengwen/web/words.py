"""Words 用語: texts of the law pack and of refusals, in the visitor's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language, gettext

from dengwen.documents import composing
from dengwen.errors import Refusal
from dengwen.law import library

CODES = {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans", "en": "en"}
"""Django's language codes and those of the packs and of HTML."""


def language() -> str:
    """The visitor's language as packs and HTML write it: zh-Hant, zh-Hans or en."""
    return CODES.get((get_language() or "").lower(), "zh-Hant")


def say(text: Any) -> str:
    """A pack text in the visitor's language; plain strings pass, nothing is ''."""
    if not text:
        return ""
    return library.say(text, language()) if isinstance(text, dict) else str(text)


def fill(sentence: str, facts: dict[str, Any]) -> str:
    """Translate `sentence` and fill its `{name}` places from `facts`, pack texts among them."""
    return gettext(sentence).format_map({k: spoken(v) for k, v in facts.items()})


def spoken(value: Any) -> Any:
    """A fact as it is said: a pack text in the language, anything else as it is."""
    if isinstance(value, dict):
        return say(value)
    if isinstance(value, list | tuple):
        return gettext(", ").join(str(spoken(v)) for v in value)
    return value


def reason(refusal: Refusal) -> str:
    """What a refusal says, translated and filled."""
    return fill(refusal.says, refusal.facts)


def mend(refusal: Refusal) -> str:
    """What can be done instead, translated and filled; '' when nothing can."""
    return fill(refusal.mend, refusal.facts) if refusal.mend else ""


def cite(citation: str) -> str:
    """A pack citation as it is read: 《信訪工作條例》第34條, Petition Regulations, article 34."""
    return composing.citation(citation, language())


def cites(citations: Iterable[str]) -> list[str]:
    """Several citations, each once, in their order."""
    return [cite(citation) for citation in dict.fromkeys(citations)]
