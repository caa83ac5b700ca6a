"""A list as an Excel table: its rows in their order, and a sheet about the export.

Only what stands open in a list goes in. What people said stays sealed in their matters: a file on
somebody's disk keeps no record of who read it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from dengwen.documents import cells
from dengwen.web import dates

MOST = 10_000
"""Rows of one export; a longer list is cut there, and says so."""

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

DAY, INSTANT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
FIRST = 1900
"""The year in which Excel's calendar begins; an older date is written as text."""

About = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Sheet:
    """One list: what it is called, its headings with their width in characters, and its lines."""

    title: str
    columns: Sequence[tuple[str, int]]
    lines: Iterable[Sequence[Any]]


def book(sheets: Sequence[Sheet], about: About) -> bytes:
    """The workbook: the lists, and the sheet that says what they are."""
    made = Workbook(write_only=True)
    made.properties.creator = "Dengwen"
    for one in sheets:
        _sheet(made, one)
    told = made.create_sheet(_("About"))
    told.column_dimensions["A"].width, told.column_dimensions["B"].width = 24, 80
    for label, value in about:
        told.append([_bold(told, label), cell(told, value)])
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def _sheet(made: Workbook, one: Sheet) -> None:
    sheet = made.create_sheet(one.title[:31])  # Excel takes no longer name
    sheet.freeze_panes = "A2"
    for place, (_label, width) in enumerate(one.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_bold(sheet, label) for label, _width in one.columns])
    for line in one.lines:
        sheet.append([cell(sheet, value) for value in line])


def cell(sheet: Any, value: Any) -> Any:
    """A value as a cell: days and instants as Excel's own, in the pack's time zone; numbers as
    they are; everything else as text that is no formula."""
    if isinstance(value, datetime):
        value = value.astimezone(dates.zone()).replace(tzinfo=None, second=0, microsecond=0)
    if isinstance(value, date) and value.year >= FIRST:
        made = WriteOnlyCell(sheet, value)
        made.number_format = INSTANT if isinstance(value, datetime) else DAY
        return made
    if isinstance(value, bool):
        value = _("Yes") if value else ""
    if isinstance(value, int):
        return value
    return ILLEGAL_CHARACTERS_RE.sub("", cells.harmless(value)) or None


def _bold(sheet: Any, text: str) -> Any:
    made = WriteOnlyCell(sheet, cells.harmless(text))
    made.font = Font(bold=True)
    return made
