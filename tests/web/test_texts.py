"""Every text of the site has its words in both scripts, and the words are those of the mainland."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages import Catalog, pofile
from opencc import OpenCC

from dengwen.config import messages as collecting
from dengwen.web import messages

TAIWAN = (
    "資訊",
    "網路",
    "視窗",
    "許可權",
    "物件",
    "櫃檯",
    "軟體",
    "硬碟",
    "滑鼠",
    "螢幕",
    "簡訊",
    "列印",
    "程式",
    "資料庫",
)
"""Words of Taiwan that do not belong on pages of the mainland, in either script."""

PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def catalog(locale: str) -> Catalog:
    with (messages.LOCALE / locale / "LC_MESSAGES" / "django.po").open("rb") as source:
        return pofile.read_po(source, locale=locale)


def texts(locale: str) -> list[tuple[str, str]]:
    found = []
    for message in catalog(locale):
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            one = message.string if isinstance(message.string, str) else message.string[0]
            found.append((key, one))
    return found


@pytest.mark.parametrize("locale", ["zh_Hant", "zh_Hans"])
def test_every_text_of_the_sources_has_words(locale: str) -> None:
    known = {key for key, words in texts(locale) if words}
    lacking = sorted({text for text, _plural, _where in collecting._texts()} - known)
    assert lacking == []


@pytest.mark.parametrize("locale", ["zh_Hant", "zh_Hans"])
def test_places_to_be_filled_are_the_same(locale: str) -> None:
    wrong = [k for k, v in texts(locale) if set(PLACES.findall(k)) != set(PLACES.findall(v))]
    assert wrong == []


def test_the_simplified_catalog_holds_no_traditional_character() -> None:
    script = OpenCC("t2s")
    wrong = [words for _key, words in texts("zh_Hans") if script.convert(words) != words]
    assert wrong == []


@pytest.mark.parametrize("locale", ["zh_Hant", "zh_Hans"])
def test_the_words_are_those_of_the_mainland(locale: str) -> None:
    script = OpenCC("t2s")
    barred = [*TAIWAN, *(script.convert(word) for word in TAIWAN)]
    wrong = [(w, words) for _k, words in texts(locale) for w in barred if w in words]
    assert wrong == []


def test_compiled_catalogs_are_not_committed() -> None:
    ignored = (Path(__file__).parents[2] / ".gitignore").read_text()
    assert "*.mo" in ignored
