"""Situations 情形 in a pack's own tests/: what happened, and what a lawyer expects of a clock.

A file says in plain YAML what happened on which day or minute; the pack's clock is run on it, and
its last day, its state and its lateness must be what the lawyer wrote.
"""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from dengwen.law import clock, library, strict_yaml
from dengwen.law.calendar import Calendar
from dengwen.law.check import Failure, Result
from dengwen.law.pack import Pack
from dengwen.law.procedure import Clock, Rules
from dengwen.law.soundness.clocks import triggers
from dengwen.law.soundness.page import Page
from dengwen.law.strict_yaml import Document, Steps

NOON = time(12)
"""When something happened of which only the day is told."""


class Event(Rules, frozen=True, kw_only=True):
    """A trigger, and the day or the minute (in the pack's time zone) at which it happened."""

    was: str
    on: date | None = None
    at: str | None = None


class Situation(Rules, frozen=True, kw_only=True):
    """One situation. `due` is a day, or the minute for a clock of hours; `not_started` has none."""

    name: str
    clock: str
    happened: list[Event]
    due: str = ""
    raw: date | None = None
    extended_by: int = 0
    is_: str = msgspec.field(default="running", name="is")
    late: bool = False
    provisional: bool = False


class Situations(Rules, frozen=True, kw_only=True):
    """tests/*.yaml: the situations of one procedure."""

    procedure: str
    situations: list[Situation]


def check(path: Path, pack: Pack) -> Result:
    """Run every situation of a file. Raises PackError for one that cannot be read."""
    document = strict_yaml.read(path)
    told = document.into(Situations)
    if told.procedure not in pack.procedures:
        document.refuse(
            ("procedure",), "The pack has no such procedure.", "Name one of procedures/."
        )
    failures: list[Failure] = []
    for index, situation in enumerate(told.situations):
        spec = _clock(document, index, told.procedure, situation, pack)
        expected, got = _expected(situation), _got(situation, spec, pack)
        if expected != got:
            failures.append(Failure(situation.name, situation.clock, expected, got, f"{path.name}"))
    return Result(len(told.situations) - len(failures), failures)


def check_all(folder: Path, pack: Pack) -> Result:
    """Run every file of situations of a pack's folder."""
    results = [check(path, pack) for path in sorted((folder / "tests").glob("*.yaml"))]
    failures = [failure for result in results for failure in result.failures]
    return Result(sum(result.passed for result in results), failures)


def _clock(
    document: Document, index: int, procedure: str, situation: Situation, pack: Pack
) -> Clock:
    own = library.procedure(procedure, pack=pack)
    newest = {name: versions[-1] for name, versions in pack.procedures.items()}
    page = Page(document, own, pack.file, pack.notices, newest, tuple(pack.calendars))
    at = ("situations", index)
    page.known((*at, "clock"), situation.clock, own.clocks, "clock")
    for place, event in enumerate(situation.happened):
        page.known((*at, "happened", place, "was"), event.was, triggers(page), "trigger")
        if (event.on is None) == (event.at is None):
            mend = "Give one of `on:` and `at:`."
            document.refuse((*at, "happened", place), "When it happened is not clear.", mend)
        _readable(document, (*at, "happened", place, "at"), event)
    return own.clocks[situation.clock]


def _readable(document: Document, at: Steps, event: Event) -> None:
    try:
        datetime.fromisoformat(event.at or "2000-01-01")
    except ValueError:
        document.refuse(at, f"{event.at!r} is no minute.", "Write it as 2026-03-02T09:30.")


def _got(situation: Situation, spec: Clock, pack: Pack) -> str:
    zone = ZoneInfo(pack.file.time_zone)
    calendar = pack.calendars[spec.calendar or pack.file.calendar]
    assert isinstance(calendar, Calendar)
    happened = [clock.Happened(event.was, _moment(event, zone)) for event in situation.happened]
    run = clock.run(spec, calendar, pack.file.time_zone, happened, situation.extended_by)
    if run is None:
        return "not_started"
    due = run.due.due
    shown = due.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if isinstance(due, datetime) else due
    raw = run.due.raw if situation.raw else None
    return _line(run.state, str(shown), raw, run.late, run.due.provisional)


def _moment(event: Event, zone: ZoneInfo) -> datetime:
    if event.at is not None:
        moment = datetime.fromisoformat(event.at)
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return datetime.combine(event.on or date.min, NOON, zone)


def _expected(situation: Situation) -> str:
    if situation.is_ == "not_started":
        return "not_started"
    late, provisional = situation.late, situation.provisional
    return _line(situation.is_, situation.due, situation.raw, late, provisional)


def _line(state: str, due: str, raw: date | datetime | None, late: bool, provisional: bool) -> str:
    parts = [state, f"due {due}", f"raw {raw}" if raw else ""]
    parts += ["late" if late else "", "provisional" if provisional else ""]
    return ", ".join(part for part in parts if part)
