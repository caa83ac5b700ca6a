"""A list as an Excel table: the rows of the inbox in their order, and a sheet about the export.

Only what stands open in a list goes in. What people said stays sealed in their matters: a file on
somebody's disk keeps no record of who read it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from dengwen.documents import cells
from dengwen.matters.models import MatterRow
from dengwen.web import dates
from dengwen.web.desk import names, table, trays, words
from dengwen.web.words import say

MOST = 10_000
"""Rows of one export; a longer list is cut there, and says so."""

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

DAY, INSTANT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
FIRST = 1900
"""The year in which Excel's calendar begins; an older date is written as text."""

CHUNK = 1000
Column = tuple[str, int, Callable[[MatterRow], Any]]
About = Sequence[tuple[str, Any]]


def book(rows: Iterable[MatterRow], about: About) -> bytes:
    """The workbook: the matters, and the sheet that says what it is."""
    made = Workbook(write_only=True)
    made.properties.creator = "Dengwen"
    _matters(made, rows)
    sheet = made.create_sheet(_("About"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 80
    for label, value in about:
        sheet.append([_bold(sheet, label), cell(sheet, value)])
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def _matters(made: Workbook, rows: Iterable[MatterRow]) -> None:
    sheet = made.create_sheet(_("Matters"))
    sheet.freeze_panes = "A2"
    near: dict[str, datetime] = {}
    shown = columns(near)
    for place, (_label, width, _of) in enumerate(shown):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    sheet.append([_bold(sheet, label) for label, _width, _of in shown])
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        near |= trays.near_ends(chunk)
        for row in chunk:
            sheet.append([cell(sheet, of(row)) for _label, _width, of in shown])


def columns(near: dict[str, datetime]) -> list[Column]:
    """Every column: its heading, its width in characters, and what it says of a matter.

    `near` tells when the clock that runs out first comes near its end.
    """
    units = names.unit_names()
    staff: dict[str, str] = {"": ""}

    def handler(row: MatterRow) -> str:
        if row.assigned not in staff:
            staff.update({row.assigned: row.assigned, **names.staff_names([row.assigned])})
        return staff[row.assigned]

    def state(row: MatterRow) -> str:
        found = table.state(row, near)
        return found.words if found else ""

    return [
        (_("Number"), 16, lambda row: row.number),
        (_("Procedure"), 18, _procedure),
        (_("Kind"), 18, lambda row: _called(row, "kinds", row.kind)),
        (_("Status"), 18, lambda row: _called(row, "statuses", row.status)),
        (_("Unit"), 24, lambda row: units.get(row.unit, row.unit)),
        (_("Handler"), 14, handler),
        (_("Time left"), 20, state),
        (_("Clock"), 20, lambda row: table.clock_label(table.newest(row.procedure), row.clock)),
        (_("Due"), 17, lambda row: dates.read(row.due_on)),
        (_("Received"), 17, lambda row: row.received_at),
        (_("Closed"), 17, lambda row: row.closed_at),
        (_("Channel"), 12, lambda row: words.CHANNELS.get(row.channel, row.channel)),
        (_("Danger"), 8, lambda row: _("Yes") if row.danger else ""),
        (_("Confidential"), 12, lambda row: _("Yes") if row.restricted else ""),
        (_("Missed a date at some time"), 14, lambda row: _("Yes") if row.late else ""),
        (_("Historical, imported"), 14, lambda row: _("Yes") if row.historical else ""),
    ]


def _procedure(row: MatterRow) -> str:
    found = table.newest(row.procedure)
    return say(found.label) if found else row.procedure


def _called(row: MatterRow, what: str, name: str) -> str:
    known = getattr(table.newest(row.procedure), what, {})
    return say(known[name].label) if name in known else name


def cell(sheet: Any, value: Any) -> Any:
    """A value as a cell: days and instants as Excel's own, in the pack's time zone; numbers as
    they are; everything else as text that is no formula."""
    if isinstance(value, datetime):
        value = value.astimezone(dates.zone()).replace(tzinfo=None, second=0, microsecond=0)
    if isinstance(value, date) and value.year >= FIRST:
        made = WriteOnlyCell(sheet, value)
        made.number_format = INSTANT if isinstance(value, datetime) else DAY
        return made
    if isinstance(value, int):
        return value
    return ILLEGAL_CHARACTERS_RE.sub("", cells.harmless(value)) or None


def _bold(sheet: Any, text: str) -> Any:
    made = WriteOnlyCell(sheet, cells.harmless(text))
    made.font = Font(bold=True)
    return made
