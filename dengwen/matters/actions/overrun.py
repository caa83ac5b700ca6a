"""Overrun 逾期後辦理: a duty that is met only after its day is told up the ladder all the same.

The worker tells of what ran out when it looks. An act may come before it looks: then the act tells,
so that the record says the same in either order, and nobody is passed over by being quick.
"""

from __future__ import annotations

from dataclasses import dataclass

from dengwen.ledger.event import Fact
from dengwen.matters import events as e
from dengwen.matters.actions import ladder
from dengwen.matters.actions.case import Case
from dengwen.matters.state import Clock
from dengwen.people.actor import SYSTEM
from dengwen.people.models import StaffRow

ENDS = ("clock_stopped", "clock_extended")
"""What takes a clock from the worker's sight: it will never find it overdue any more."""


@dataclass(frozen=True)
class Overrun:
    """A duty whose day is over, and who is to hear of it as the matter stood before the act."""

    clock: Clock
    people: list[StaffRow]


def overruns(case: Case) -> list[Overrun]:
    """The duties whose day lies behind this act and of which nobody above has been told."""
    if case.matter.historical:
        return []
    found = [clock for clock in case.matter.clocks.values() if _is_untold(clock, case)]
    return [Overrun(clock, ladder.people_on(case.matter, "overdue")) for clock in found]


def tell_overruns(case: Case, found: list[Overrun]) -> None:
    """Record, before the fact with which the act ended it, that the duty was overdue, and ring.

    What is still owed after the act is left to the worker. What turns out to have been met in time,
    and was only written down late, is no overrun.
    """
    for one in found:
        place = next((at for at, x in enumerate(case.facts) if _ends(x, one.clock)), None)
        if place is None:
            continue
        met = case.facts[place].data.get("late") is True
        notice = "clock_late" if met else ""
        told = ladder.ring(case, one.clock, "overdue", one.people, notice)
        reminded = e.ClockReminded(key=one.clock.key, stage="overdue", told=told)
        fact = e.fact(reminded, SYSTEM.id, case.at, one.clock.basis, source=case.source)
        case.facts.insert(place, fact)


def _is_untold(clock: Clock, case: Case) -> bool:
    owed = clock.facts.rule.owed_by == "service" and clock.state == "running"
    return owed and clock.due_at <= case.at and "overdue" not in clock.reminded


def _ends(fact: Fact, clock: Clock) -> bool:
    """Whether the fact ends this run of the clock otherwise than by having been met in time."""
    if fact.type not in ENDS or fact.data["key"] != clock.key:
        return False
    in_time = fact.data.get("late") is False and "reason" not in fact.data
    return fact.type == "clock_extended" or not in_time
