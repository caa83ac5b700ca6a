"""The lists of the desk as sheets of a workbook: their columns, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from dengwen.matters.models import MatterRow
from dengwen.web import dates
from dengwen.web.desk import names, table, trays, words
from dengwen.web.desk.export import Sheet
from dengwen.web.words import say

CHUNK = 1000
Line = dict[str, Any]
Column = tuple[str, int, Callable[[Any], Any]]


def made(title: str, columns: Sequence[Column], lines: Iterable[Any]) -> Sheet:
    """A sheet whose every column says of a line what its last part makes of it."""
    filled = ([of(line) for _label, _width, of in columns] for line in lines)
    return Sheet(title, [(label, width) for label, width, _of in columns], filled)


def matters(rows: Iterable[MatterRow]) -> Sheet:
    """Matters, as the inbox and every list of it shows them."""
    near: dict[str, datetime] = {}
    return made(_("Matters"), of_matters(near), _looked_up(rows, near))


def _looked_up(rows: Iterable[MatterRow], near: dict[str, datetime]) -> Iterator[MatterRow]:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        near |= trays.near_ends(chunk)
        yield from chunk


def of_matters(near: dict[str, datetime]) -> list[Column]:
    """Every column of a matter. `near` tells when the clock that runs out first comes near its
    end."""
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
        (_("Danger"), 8, lambda row: row.danger),
        (_("Confidential"), 12, lambda row: row.restricted),
        (_("Missed a date at some time"), 14, lambda row: row.late),
        (_("Historical, imported"), 14, lambda row: row.historical),
    ]


def _procedure(row: MatterRow) -> str:
    found = table.newest(row.procedure)
    return say(found.label) if found else row.procedure


def _called(row: MatterRow, what: str, name: str) -> str:
    known = getattr(table.newest(row.procedure), what, {})
    return say(known[name].label) if name in known else name


def figures(heading: str, lines: Iterable[Line]) -> Sheet:
    """The figures of oversight, a line a group."""
    return made(
        _("Figures"),
        [
            (heading, 28, lambda line: line["label"]),
            (_("Overdue"), 10, lambda line: line["figures"].overdue),
            (_("Within a day"), 12, lambda line: line["figures"].today),
            (_("Near"), 10, lambda line: line["figures"].near),
            (_("Paused"), 10, lambda line: line["figures"].paused),
            (_("Open"), 10, lambda line: line["figures"].open),
            (_("Missed a date at some time"), 14, lambda line: line["figures"].missed),
            (_("Median age of open"), 20, lambda line: line["age"]),
            (_("Closed, a year"), 14, lambda line: line["figures"].closed),
            (_("Median time taken"), 20, lambda line: line["took"]),
        ],
        lines,
    )


def paused(lines: Iterable[Line]) -> Sheet:
    """Clocks that stand still."""
    return made(
        _("Clocks that stand still"),
        [
            (_("Matter"), 16, lambda line: line["number"]),
            (_("Unit"), 24, lambda line: line["unit"]),
            (_("Clock"), 22, lambda line: line["clock"]),
            (_("Since"), 17, lambda line: line["since"]),
            (_("Days"), 8, lambda line: line["days"]),
            (_("Reason"), 28, lambda line: line["reason"]),
            (_("Goes on with"), 28, lambda line: line["resumes"]),
        ],
        lines,
    )


def early(lines: Iterable[Line]) -> Sheet:
    """Matters on which the service falls behind, with the reasons."""
    return made(
        _("Early signs"),
        [
            (_("Matter"), 16, lambda line: line["number"]),
            (_("Why it stands here"), 60, lambda line: _("; ").join(line["why"])),
            (_("Kind"), 18, lambda line: line["kind"]),
            (_("Status"), 18, lambda line: line["status"]),
            (_("Unit"), 24, lambda line: line["unit"]),
            (_("Handler"), 14, lambda line: line["handler"]),
            (_("Clock"), 20, lambda line: line["clock"]),
            (_("Due"), 17, lambda line: line["due"]),
            (_("Received"), 17, lambda line: line["received_at"]),
        ],
        lines,
    )


def messages(lines: Iterable[Line]) -> Sheet:
    """Messages sent, a line a recipient; neither addresses nor words."""
    return made(
        _("Messages sent"),
        [
            (_("State"), 22, lambda line: str(line["state"])),
            (_("Matter"), 16, lambda line: line["number"]),
            (_("Recipient"), 18, lambda line: line["recipient"]),
            (_("Message"), 28, lambda line: line["notice"]),
            (_("Channel"), 14, lambda line: str(line["channel"])),
            (_("Tries"), 8, lambda line: line["row"].attempts),
            (_("Put in"), 17, lambda line: line["row"].created_at),
            (_("Done"), 17, lambda line: line["row"].done_at),
            (_("Error"), 24, lambda line: line["row"].last_error),
            (_("Proof"), 10, lambda line: line["proof"]),
            (_("Seen to by"), 18, lambda line: line["owner"]),
        ],
        lines,
    )


def staff(lines: Iterable[Line]) -> Sheet:
    """Members of staff with their roles."""
    return made(
        _("Staff"),
        [
            (_("Staff id"), 16, lambda line: line["row"].id),
            (_("Name"), 18, lambda line: line["row"].name),
            (_("Unit"), 24, lambda line: line["unit"]),
            (_("Roles"), 60, lambda line: _("; ").join(line["roles"])),
            (_("State"), 12, lambda line: "" if line["row"].active else _("left")),
        ],
        lines,
    )


def units(lines: Iterable[Line]) -> Sheet:
    """Units in the order of the tree."""
    return made(
        _("Units"),
        [
            (_("Unit id"), 16, lambda line: line["id"]),
            (_("Unit"), 30, lambda line: line["name"]),
            (_("Unit above"), 30, lambda line: line["above"]),
            (_("Sort"), 18, lambda line: line["kind"]),
            (_("Answers for"), 40, lambda line: _(", ").join(line["areas"])),
            (_("Contact"), 40, lambda line: _("; ").join(line["contact"])),
            (_("Staff"), 8, lambda line: line["staff"]),
        ],
        lines,
    )


def accesses(lines: Iterable[Line]) -> Sheet:
    """Who opened what."""
    return made(
        _("Audit"),
        [
            (_("When"), 17, lambda line: line["at"]),
            (_("Matter"), 16, lambda line: line["number"] or _("Protected")),
            (_("What was opened"), 50, lambda line: _(", ").join(line["fields"])),
            (_("How"), 12, lambda line: _("refused") if line["refused"] else _("read")),
            (_("Times more before"), 12, lambda line: line["repeated"]),
        ],
        lines,
    )


def proposals(lines: Iterable[Line]) -> Sheet:
    """What waits for a second pair of eyes."""
    return made(
        _("Approvals"),
        [
            (_("Proposed"), 28, lambda line: line["label"]),
            (_("At"), 17, lambda line: line["at"]),
            (_("By"), 18, lambda line: line["who"]),
            (_("Matter"), 16, lambda line: line["number"]),
            (_("Kind"), 18, lambda line: line["kind"]),
            (_("Unit"), 24, lambda line: line["unit"]),
            (_("Time left"), 20, lambda line: line["state"].words if line["state"] else ""),
            (_("Due"), 17, lambda line: line["due"]),
        ],
        lines,
    )
