"""From words to a PDF, by typst. What people wrote goes in as data and is never read as markup."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import segno
import typst

from dengwen.documents import fonts
from dengwen.documents.paper import Face

_SHEETS = Path(__file__).with_name("sheets")


def paper(faces: list[Face], day: date) -> bytes:
    """The PDF of a paper, a page (or more) for each language. Raises Refusal without a font."""
    pages = [
        msgspec.to_builtins(face)
        | {"fonts": fonts.families(face.language), "qr": qr(face.check) if face.check else ""}
        for face in faces
    ]
    return sheet("paper", {"pages": pages}, day)


def sheet(name: str, data: Any, day: date) -> bytes:
    """Set `data` by the sheet of that name. The same data and day give the same bytes."""
    fonts.need()
    made = typst.compile(
        _source(name),
        font_paths=fonts.available(),
        format="pdf",
        sys_inputs={"data": msgspec.json.encode(data).decode()},
        timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
    )
    if not isinstance(made, bytes):
        raise TypeError("one PDF was expected")
    return made


def qr(text: str) -> str:
    """A QR code of a text, as SVG that fills whatever size it is given."""
    out = io.BytesIO()
    made = segno.make(text, error="m", micro=False)
    made.save(out, kind="svg", xmldecl=False, border=2, omitsize=True)
    return out.getvalue().decode()


@cache
def _source(name: str) -> bytes:
    return (_SHEETS / f"{name}.typ").read_bytes()
