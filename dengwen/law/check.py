"""Situations 算例: clock situations written by lawyers, run against a pack or the bare engine.

A situation whose procedure and clock the pack has is reckoned by the pack's own clock, which must
also agree with the numbers the lawyer wrote; any other gives its own numbers to the engine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from dengwen.errors import PackError, Refusal
from dengwen.law import calendar as calendars
from dengwen.law.calendar import Calendar
from dengwen.law.clock import Due, reckon, rule_of
from dengwen.law.count import Moment, Rule
from dengwen.law.pack import Pack
from dengwen.law.procedure import Clock, Roll, Unit

UNITS: dict[str, Unit] = {
    "S": "seconds",
    "H": "hours",
    "D": "calendar_days",
    "WD": "working_days",
    "M": "months",
    "Y": "years",
}
READINGS = {"calendar days": "D", "working days": "WD"}


class Failure(NamedTuple):
    """One expectation that was not met: what was expected, what came, and what may explain it.

    `item` is the place of the situation in its file, for two may carry one id.
    """

    id: str
    clock: str
    expected: str
    got: str
    why: str
    item: int = 0

    def text(self) -> str:
        """The failure as one line of the report."""
        why = f" ({self.why})" if self.why else ""
        return f"FAILED {self.id} {self.clock}: expected {self.expected}, got {self.got}{why}"


class Result(NamedTuple):
    """How many situations held, and every failure of the others."""

    passed: int
    failures: list[Failure]

    @property
    def failed(self) -> int:
        """How many situations did not hold; one may fail on several clocks."""
        return len({failure.item for failure in self.failures})

    def text(self) -> str:
        """The report: a line for each failure, then `N passed, M failed`."""
        lines = [failure.text() for failure in self.failures]
        return "\n".join([*lines, f"{self.passed} passed, {self.failed} failed"])


class _Event(msgspec.Struct, rename={"from_": "from"}):
    """extend, suspend or restart."""

    type: str
    n: int = 0
    unit: str = ""
    from_: str | None = None
    to: str | None = None
    at: str | None = None
    on: str | None = None
    date: str | None = None


class _Alt(msgspec.Struct):
    """The same situation under another reading."""

    expected_due: str | None
    reading: str = ""
    unit: str = ""
    n: int | None = None
    raw_last_day: str | None = None
    status: str | None = None


class _Situation(msgspec.Struct):
    """One item of a vectors file. Keys that only people read are not listed."""

    id: str
    procedure: str
    clock: str
    start: str
    n: int
    unit: str
    expected_due: str | None
    direction: Literal["forward", "backward"] = "forward"
    roll: str | None = "next_workday"
    first_day: Literal["excluded", "included"] = "excluded"
    calendar: str = "CN"
    events: list[_Event] = []
    raw_last_day: str | None = None
    status: str = "final"
    alt: _Alt | None = None
    why: str = ""


class _Mistake(Exception):
    """A situation that cannot be reckoned, in words for the report: expected, got."""


def check(file: Path, pack: Pack | None = None) -> Result:
    """Run every situation of a vectors file.

    Raises PackError when the file is not JSON or holds no list of situations; a single malformed
    situation is a failure of its own.
    """
    items, zone = _items(file)
    known = _calendars(pack)
    passed, failures = 0, []
    for number, item in enumerate(items):
        found = list(_failures(number, item, pack, known, zone))
        failures += [failure._replace(item=number) for failure in found]
        passed += not found
    return Result(passed, failures)


def _items(file: Path) -> tuple[list[Any], str]:
    mend = "Give an object with a list `vectors`, as docs/reference/clocks.md shows."
    try:
        content = json.loads(file.read_bytes().decode("utf-8"))
    except OSError as error:
        raise PackError(
            str(file), None, file.name, f"{error.strerror}.", "Check the path."
        ) from None
    except json.JSONDecodeError as error:
        wrong = f"This is not JSON: {error.msg}."
        raise PackError(str(file), error.lineno, file.name, wrong, mend) from None
    except (UnicodeDecodeError, RecursionError):
        raise PackError(str(file), None, file.name, "This is not JSON in UTF-8.", mend) from None
    items = content.get("vectors") if isinstance(content, dict) else content
    if not isinstance(items, list):
        raise PackError(str(file), None, "vectors", "There is no list of situations.", mend)
    conventions = content.get("conventions") if isinstance(content, dict) else None
    zone = conventions.get("timezone") if isinstance(conventions, dict) else None
    try:
        ZoneInfo(zone or "Asia/Shanghai")
    except (KeyError, ValueError, TypeError):
        wrong = f"There is no time zone {zone!r}."
        raise PackError(
            str(file), None, "conventions.timezone", wrong, "Name an IANA zone."
        ) from None
    return items, zone or "Asia/Shanghai"


def _calendars(pack: Pack | None) -> dict[str, Calendar]:
    """The pack's calendars and the shared ones; without a pack, those of every pack at hand."""
    known = dict(calendars.shared())
    if pack is None:
        for folder in sorted(calendars.SHARED.parent.glob("*/calendars")):
            known |= calendars.load_all(folder, known)
        return known
    own = {name: one for name, one in pack.calendars.items() if isinstance(one, Calendar)}
    return known | own


def _failures(
    number: int, item: Any, pack: Pack | None, known: Mapping[str, Calendar], zone: str
) -> Iterator[Failure]:
    try:
        case = msgspec.convert(item, _Situation)
    except msgspec.ValidationError as error:
        name = item.get("id") if isinstance(item, dict) else None
        label = str(name or f"vectors[{number}]")
        yield Failure(label, "", "a well-formed situation", "a malformed one", str(error))
        return
    spec = _spec(case, pack)
    name = f"{case.procedure}.{case.clock}"
    if pack is not None and spec is not None:
        for expected, got in _disagreements(case, spec, pack):
            yield Failure(case.id, name, expected, got, "the pack's clock disagrees")
    readings: list[tuple[_Situation | _Alt, str]] = [(case, case.why)]
    if case.alt:
        readings.append((case.alt, f"the other reading: {case.alt.reading}"))
    for expected_day, why in readings:
        try:
            yield from _compared(case, expected_day, spec, pack, known, zone, name, why)
        except (_Mistake, ValueError) as error:
            yield Failure(case.id, name, "a situation that can be reckoned", str(error), why)
        except Refusal as refusal:
            yield Failure(case.id, name, "a situation that can be reckoned", refusal.says, why)


def _spec(case: _Situation, pack: Pack | None) -> Clock | None:
    """The pack's clock of that name, in the version in force on the day of the start."""
    versions = pack.procedures.get(case.procedure, []) if pack else []
    day = case.start[:10]
    for version in versions:
        to = version.in_force.to
        if version.in_force.from_.isoformat() <= day and (to is None or day <= to.isoformat()):
            return version.clocks.get(case.clock)
    return versions[-1].clocks.get(case.clock) if versions else None


def _disagreements(case: _Situation, spec: Clock, pack: Pack) -> Iterator[tuple[str, str]]:
    """Where the pack's clock says something else than the situation: (expected, the pack's)."""
    if (_unit(case.unit), case.n) not in _terms(spec):
        yield f"{case.n} {UNITS.get(case.unit, case.unit)}", f"{spec.limit} {spec.unit}"
    if spec.direction != case.direction:
        yield case.direction, spec.direction
    if spec.first_day != case.first_day:
        yield f"first day {case.first_day}", f"first day {spec.first_day}"
    moot = spec.limit and spec.unit in ("working_days", "hours", "seconds")  # nothing can roll
    if spec.roll != (case.roll or "none") and not moot:
        yield f"roll {case.roll}", f"roll {spec.roll}"
    calendar = spec.calendar or pack.file.calendar
    if calendar != case.calendar:
        yield f"calendar {case.calendar}", f"calendar {calendar}"
    longer = [event.n for event in case.events if event.type == "extend"]
    granted = spec.extension
    if longer and (granted is None or sum(longer) > granted.up_to or len(longer) > granted.times):
        allowed = f"at most {granted.up_to} in {granted.times}" if granted else "no extension"
        yield f"extended by {longer}", allowed
    kinds = {event.type for event in case.events}
    if "suspend" in kinds and not spec.pauses:
        yield "a clock that can pause", "no pause"
    if "restart" in kinds and not spec.restarts:
        yield "a clock that can restart", "no restart"


def _terms(spec: Clock) -> set[tuple[Unit | None, int]]:
    readings = {(other.unit, other.limit) for other in spec.readings}
    return {(spec.unit, spec.limit), *readings}


def _unit(word: str) -> Unit | None:
    return UNITS.get(word) or next((unit for unit in UNITS.values() if unit == word), None)


def _compared(
    case: _Situation,
    wanted: _Situation | _Alt,
    spec: Clock | None,
    pack: Pack | None,
    known: Mapping[str, Calendar],
    zone: str,
    name: str,
    why: str,
) -> Iterator[Failure]:
    """The failures of one reading: last day before the roll, last day, and status."""
    zone = pack.file.time_zone if pack is not None and spec is not None else zone
    calendar = known.get(case.calendar)
    if calendar is None:
        raise _Mistake(f"no calendar is called {case.calendar!r}")
    rule = _rule(case, wanted, spec, zone)
    due, paused = _reckoned(case, rule, calendar, zone)
    status = "paused" if paused else "provisional" if due.provisional else "final"
    pairs: list[tuple[str, Any, Any]] = []
    if wanted.raw_last_day is not None:
        pairs.append(("raw last day", _moment(wanted.raw_last_day, zone), due.raw))
    if wanted.expected_due is not None:
        pairs.append(("due", _moment(wanted.expected_due, zone), due.due))
    elif not paused:
        raise _Mistake("no expected_due is given, and the clock is not paused")
    pairs.append(("status", wanted.status or case.status, status))
    for what, expected, got in pairs:
        if expected != got:
            yield Failure(case.id, name, f"{what} {_say(expected, zone)}", _say(got, zone), why)


def _rule(case: _Situation, wanted: _Situation | _Alt, spec: Clock | None, zone: str) -> Rule:
    """The counting rule: of the pack's clock and reading, or of the situation's own numbers."""
    unit, limit = _unit(case.unit), case.n
    if isinstance(wanted, _Alt):
        unit = _unit(wanted.unit or READINGS.get(wanted.reading, wanted.reading))
        limit = case.n if wanted.n is None else wanted.n
    if unit is None:
        raise _Mistake("the unit is none of " + ", ".join(UNITS))
    if spec is None:
        roll = _roll(case.roll)
        return Rule(unit, limit, roll, case.first_day, case.direction, zone)
    for other in spec.readings:
        if (other.unit, other.limit) == (unit, limit):
            return rule_of(spec, zone, other.name)
    if (spec.unit, spec.limit) != (unit, limit) and isinstance(wanted, _Alt):
        raise _Mistake(f"the pack's clock has no reading of {limit} {unit}")
    return rule_of(spec, zone)


def _roll(word: str | None) -> Roll:
    rolls: dict[str | None, Roll] = {
        None: "none",
        "none": "none",
        "next_workday": "next_workday",
        "previous_workday": "previous_workday",
    }
    if word not in rolls:
        raise _Mistake(f"a roll called {word!r}")
    return rolls[word]


def _reckoned(case: _Situation, rule: Rule, calendar: Calendar, zone: str) -> tuple[Due, bool]:
    """Reckon a situation with its events; says also whether it is left paused."""
    start = _moment(case.start, zone)
    pauses: list[tuple[Moment, Moment | None]] = []
    longer, other_units = 0, []
    for event in case.events:
        if event.type == "suspend" and event.from_:
            pauses.append(
                (_moment(event.from_, zone), _moment(event.to, zone) if event.to else None)
            )
        elif event.type == "restart" and (event.at or event.on or event.date or event.from_):
            start = _moment(str(event.at or event.on or event.date or event.from_), zone)
        elif event.type == "extend" and event.unit in ("", case.unit):
            longer += event.n
        elif event.type == "extend" and (unit := _unit(event.unit)):
            other_units.append(msgspec.structs.replace(rule, unit=unit, limit=event.n))
        else:
            raise _Mistake(f"an event {event.type!r} that is not known, or lacks its day")
    chain = [rule, *other_units]
    due = None
    for step, one in enumerate(chain):  # an extension in another unit counts on from the raw day
        last = one if step == len(chain) - 1 else msgspec.structs.replace(one, roll="none")
        due = reckon(last, calendar, due.raw if due else start, pauses, 0 if step else longer)
    if due is None:
        raise _Mistake("nothing to reckon")
    return due, any(end is None for _, end in pauses)


def _moment(text: str, zone: str) -> Moment:
    """A day or an instant as written; one without a zone is in the file's."""
    if len(text) == 10:
        return date.fromisoformat(text)
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=ZoneInfo(zone)) if at.tzinfo is None else at


def _say(value: object, zone: str) -> str:
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).isoformat()
    return str(value)
