"""Simplified Chinese from Traditional 簡體譯文: the zh-Hans catalog is derived, then read over.

Both catalogs carry the words of the mainland (信息, 網絡, 窗口); only the script differs. What the
derivation gets wrong is put right in `BY_HAND`, not in the catalog.

    python -m dengwen.web.messages
"""

from __future__ import annotations

from pathlib import Path

from babel.messages import pofile
from opencc import OpenCC  # type: ignore[import-untyped]

LOCALE = Path(__file__).parent / "locale"
QUOTES = str.maketrans({"「": "“", "」": "”", "『": "‘", "』": "’"})
BY_HAND: dict[str, str] = {}
"""msgid → its words in Simplified Chinese, where OpenCC's are not right."""


def derive() -> int:
    """Write the zh-Hans catalog anew from the zh-Hant one; gives how many texts it holds."""
    script = OpenCC("t2s")
    with (LOCALE / "zh_Hant" / "LC_MESSAGES" / "django.po").open("rb") as source:
        catalog = pofile.read_po(source, locale="zh_Hans")
    for message in catalog:
        if not message.id:
            continue
        key = message.id if isinstance(message.id, str) else message.id[0]
        if isinstance(message.string, str):
            message.string = BY_HAND.get(key) or simplified(script, message.string)
        else:
            message.string = tuple(simplified(script, one) for one in message.string or ())
    with (LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po").open("wb") as target:
        pofile.write_po(target, catalog, width=100, include_lineno=False)
    return len(catalog)


def simplified(script: OpenCC, text: str) -> str:
    """One text in Simplified characters, with the quotation marks of the mainland."""
    return str(script.convert(text)).translate(QUOTES)


if __name__ == "__main__":
    derive()
