"""Rows of matters as a table shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dengwen.law import library
from dengwen.law import procedure as law
from dengwen.matters.actions import lists
from dengwen.matters.models import MatterRow
from dengwen.people.actor import Actor
from dengwen.web import dates
from dengwen.web.desk import duties, names, trays, words
from dengwen.web.words import say


def rows(actor: Actor, found: Sequence[MatterRow], *, titled: bool = True) -> list[dict[str, Any]]:
    """What a line of a list tells of each matter; its subject only where it is `titled`, for
    that is a reading of what was said."""
    units = names.unit_names()
    staff = names.staff_names(row.assigned for row in found)
    near = trays.near_ends(found)
    titles = lists.subjects(actor, [row.number for row in found]) if titled else {}
    shown = []
    for row in found:
        procedure = newest(row.procedure)
        shown.append(
            {
                "number": row.number,
                "version": row.version,
                "title": titles.get(row.number, ""),
                "procedure": say(procedure.label) if procedure else row.procedure,
                "kind": _label(procedure.kinds if procedure else {}, row.kind),
                "status": _label(procedure.statuses if procedure else {}, row.status),
                "unit": units.get(row.unit, row.unit),
                "assigned": row.assigned,
                "handler": staff.get(row.assigned, ""),
                "clock": clock_label(procedure, row.clock),
                "state": state(row, near),
                "due": due(row),
                "received_at": row.received_at,
                "closed_at": row.closed_at,
                "danger": row.danger,
                "restricted": row.restricted,
                "waiting": row.waiting,
                "unanswered": row.unanswered,
                "historical": row.historical,
                "channel": words.CHANNELS.get(row.channel, row.channel),
            }
        )
    return shown


def newest(name: str) -> law.Procedure | None:
    """The newest version of a procedure, for its words; None where the pack has lost it."""
    versions = library.current().procedures.get(name)
    return versions[-1] if versions else None


def state(row: MatterRow, near: dict[str, Any]) -> duties.State | None:
    """The state of the clock that runs out first; None where none runs."""
    if row.due_at is None or row.final:
        return None
    return duties.running(row.due_at, near.get(row.number), row.paused)


def due(row: MatterRow) -> str:
    """When it runs out, in words."""
    return dates.instant(row.due_on) if "T" in row.due_on else dates.short(row.due_on)


def clock_label(procedure: law.Procedure | None, key: str) -> str:
    """What the clock is called."""
    spec = procedure.clocks.get(key.partition(":")[0]) if procedure and key else None
    return say(spec.label) if spec else key


def step_label(procedure_name: str, step: str) -> str:
    """What a proposed step, or a proposed extension, is called."""
    procedure = newest(procedure_name)
    called = words.Names(say=say, staff=str, unit=str, party=str)
    return words.step_label(step, procedure, called)


def _label(known: Any, name: str) -> str:
    return say(known[name].label) if name in known else name
