"""Early signs 早察: where the service falls behind what it owes, while there is still time.

Every sign is read off a matter and its clocks, never off a person: who brings how much, and who
handles how much, is asked nowhere here. Each is a condition on rows, so that a count and the list
behind it are one question put twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dengwen import times
from dengwen.law import library
from dengwen.law import procedure as law
from dengwen.matters.models import ClockRow, MatterRow
from dengwen.web.desk.trays import Rows

UNHEARD = timedelta(days=3)
"""How long words of a person may meet no act before they stand here."""

SOON = timedelta(days=1)
"""How long before it is owed a promised call stands here."""

LONG = timedelta(days=30)
"""How long a clock may stand still before somebody asks whether its reason still holds. No law
that is in a pack says how long a pause lasts; this is when to look."""

_HALF = ExpressionWrapper((F("due_at") - F("half_at")) / 2, output_field=DurationField())
_QUARTER = ExpressionWrapper(F("half_at") - _HALF, output_field=DateTimeField())

Condition = Q | Exists


@dataclass(frozen=True)
class Sign:
    """One sign: its name in addresses, what it is called, the sentence that says why."""

    name: str
    label: Any
    why: Any
    holds: Callable[[datetime], Condition]


def _clocks(**wanted: Any) -> Any:
    return ClockRow.objects.filter(number=OuterRef("number"), **wanted)


def _first(now: datetime) -> Any:
    """The service's clock that runs out first, while it runs, with the end of its first quarter."""
    running = _clocks(key=OuterRef("clock"), state="running", due_at__gte=now)
    return running.annotate(quarter=_QUARTER)


def _nobody(now: datetime) -> Condition:
    return Q(Exists(_first(now).filter(quarter__lte=now)), assigned="")


def _still(now: datetime) -> Condition:
    return Exists(_first(now).filter(half_at__lte=now, quarter__gte=OuterRef("status_at")))


def _notice(now: datetime) -> Condition:
    owed = Q(pk__in=[])
    for procedure, clocks in first_notices().items():
        owed |= Q(procedure=procedure, clock__in=clocks)
    running = _clocks(state="running", owed_by="service", due_at__gte=now, half_at__lte=now)
    return Exists(running.filter(owed))


def _unheard(now: datetime) -> Condition:
    return Q(unheard_at__lte=now - UNHEARD)


def _call(now: datetime) -> Condition:
    return Q(call_by__lte=now + SOON)


def _standing(now: datetime) -> Condition:
    return Exists(_clocks(state="paused", owed_by="service", paused_at__lte=now - LONG))


SIGNS = (
    Sign(
        "nobody",
        _("Nobody has it"),
        _("A quarter of the time is gone and nobody has it"),
        _nobody,
    ),
    Sign(
        "still",
        _("Nothing moves"),
        _("Half of the time is gone and no step was taken since its first quarter"),
        _still,
    ),
    Sign(
        "notice",
        _("First notice due"),
        _("Half of the time for the first written notice is gone, and it was not served"),
        _notice,
    ),
    Sign(
        "unheard",
        _("Words not answered"),
        _("The person wrote or answered more than three days ago, and nobody has acted since"),
        _unheard,
    ),
    Sign("call", _("Call back owed"), _("A promised call is due within a day or is late"), _call),
    Sign(
        "paused",
        _("Long pause"),
        _("A clock has stood still for more than 30 days: does its reason still hold?"),
        _standing,
    ),
)
"""Every sign, in the order in which a supervisor would take them up."""


def candidates(rows: Rows) -> Rows:
    """The matters that can stand here: open ones that came in here."""
    return rows.filter(final=False, historical=False)


def signed(rows: Rows, name: str = "") -> Rows:
    """The matters with the named sign, or with any."""
    now = times.now()
    wanted = Q()
    for sign in SIGNS:
        if name in ("", sign.name):
            wanted |= Q(sign.holds(now))
    return candidates(rows).filter(wanted)


def counts(rows: Rows, most: int) -> dict[str, int]:
    """How many matters have each sign, counted up to one more than `most`."""
    return {sign.name: signed(rows, sign.name).order_by()[: most + 1].count() for sign in SIGNS}


def reasons(found: Sequence[MatterRow]) -> dict[str, list[str]]:
    """Why each of the matters stands here, in words."""
    now, numbers = times.now(), [row.number for row in found]
    told: dict[str, list[str]] = {number: [] for number in numbers}
    for sign in SIGNS:
        having = MatterRow.objects.filter(Q(sign.holds(now)), number__in=numbers)
        for number in candidates(having).values_list("number", flat=True):
            told[number].append(str(sign.why))
    return told


def first_notices() -> dict[str, list[str]]:
    """By procedure, the clocks within which the person is first told in writing what becomes of
    the matter: they begin when it comes in, and are met by serving a paper that ends nothing."""
    found: dict[str, list[str]] = {}
    for name, versions in library.current().procedures.items():
        latest = versions[-1]
        kept = [key for key, clock in latest.clocks.items() if _is_first_notice(latest, clock)]
        if kept:
            found[name] = kept
    return found


def _is_first_notice(procedure: law.Procedure, clock: law.Clock) -> bool:
    served = {stop.partition(".")[2] for stop in clock.stops if stop.startswith("served.")}
    if clock.owed_by != "service" or "received" not in clock.starts:
        return False
    issuing = [step for step in procedure.steps.values() if served & set(step.issues)]
    return any(step.to and not procedure.statuses[step.to].final for step in issuing)
