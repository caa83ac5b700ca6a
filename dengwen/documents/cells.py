"""Cells 單元格: words from people on their way into a table that a spreadsheet will open."""

from __future__ import annotations

from typing import Any

_FORMULA = tuple("=+-@\t\r\n|＝＋－＠")


def harmless(cell: Any) -> str:
    """A cell as text that no spreadsheet takes for a formula; nothing is ''."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip()[:1] in _FORMULA or text[:1] in _FORMULA else text
