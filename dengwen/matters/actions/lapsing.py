"""Silence 依法視為: a time ran out and the law says what that means.

The effect is dated on the due day, however late anyone looks. Whoever acts on a matter after that
day finds it where the law has put it, even when the worker stood still.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dengwen.law.clock import SECONDS
from dengwen.law.procedure import Text
from dengwen.matters import events as e
from dengwen.matters.actions import ladder
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.telling import tell
from dengwen.matters.state import Clock
from dengwen.people.actor import SYSTEM


def overtake(case: Case) -> None:
    """Let the law act on every clock whose running out means something and lies behind this act."""
    over = [] if case.matter.historical else [c for c in case.matter.clocks.values() if _means(c)]
    for clock in sorted(over, key=lambda one: one.due_at):
        if clock.due_at <= case.at and case.matter.clocks[clock.key].state == "running":
            run_out(case, clock)


def run_out(case: Case, clock: Clock) -> None:
    """The time ran out: a duty that was missed is told up the ladder, and then the law acts."""
    if clock.facts.rule.owed_by == "service":
        told = ladder.tell_rung(case, clock, "overdue")
        reminded = e.ClockReminded(key=clock.key, stage="overdue", told=told)
        case.happen(reminded, clock.basis, by=SYSTEM.id)
    lapse(case, clock)


def lapse(case: Case, clock: Clock) -> None:
    """Record that the clock ran out and what the law makes of it, and tell the parties of it."""
    rule, statuses = clock.facts.rule, case.under.procedure.statuses
    status = statuses.get(rule.silence_to)
    lapsed = e.LapsedByLaw(
        key=clock.key,
        effect=rule.silence,
        clock=clock.clock,
        party=clock.party,
        to_status=rule.silence_to if status else "",
        final=status.final if status else False,
    )
    case.happen(lapsed, clock.basis, by="law", at=_ran_out_at(clock), source="law")
    if status is not None:
        told: Text = status.told or status.label
        tell(case, "step_told", {"told": told}, [clock.party] if clock.party else None)


def _ran_out_at(clock: Clock) -> datetime:
    """The instant of the effect: of a clock of days the last second of the due day, for the
    midnight after it belongs to the next day and whatever starts then would start a day late."""
    of_days = clock.facts.rule.unit not in SECONDS
    return clock.due_at - timedelta(seconds=1) if of_days else clock.due_at


def _means(clock: Clock) -> bool:
    rule = clock.facts.rule
    return clock.state == "running" and (rule.silence != "nothing" or rule.heard)
