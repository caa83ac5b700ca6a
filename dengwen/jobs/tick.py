"""The tick 期限巡查: clocks that reached a rung of the ladder, and clocks that ran out by law.

A reminder is an event, its messages and the clock's next look, in one transaction: it happens once,
however many workers run and whenever one of them dies. After a stand-still only the highest rung
that was reached is told.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from dengwen import times
from dengwen.ledger import store
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions import ladder
from dengwen.matters.actions.case import Case, commit, open_case
from dengwen.matters.actions.lapsing import run_out
from dengwen.matters.models import ClockRow, MatterRow
from dengwen.matters.state import Clock
from dengwen.people.actor import SYSTEM

log = logging.getLogger(__name__)

AT_ONCE = 20
"""Matters held in one transaction: whoever wants to act on one of them waits no longer than these
take."""


def tick(limit: int = 1000) -> int:
    """Look at up to `limit` matters with a clock that is due a look; how many were dealt with."""
    done, failed = 0, set[str]()
    while done < limit:
        looked = _some(min(AT_ONCE, limit - done), failed)
        if not looked:
            break
        done += looked
    return done


def _some(size: int, failed: set[str]) -> int:
    """Deal with some matters in one transaction; those that fail are logged and left for later."""
    now = times.now()
    with transaction.atomic():
        numbers = _claimed(size, now, failed)
        for number in numbers:
            try:
                with transaction.atomic():
                    _look(number, now)
            except store.Stale:
                failed.add(number)  # someone acted on it this moment; the next tick sees it
            except Exception:
                log.exception("the clocks of a matter could not be looked at")
                failed.add(number)
    return len(numbers)


def _claimed(size: int, now: datetime, failed: set[str]) -> list[str]:
    """Matters with a clock that is due, held by us and by no other worker."""
    due = ClockRow.objects.filter(next_at__lte=now).exclude(number__in=failed)
    first = due.order_by("next_at", "id").values_list("number", flat=True)[: size * 4]
    rows = MatterRow.objects.filter(number__in=list(first)).order_by("number")
    return list(rows.select_for_update(skip_locked=True).values_list("number", flat=True)[:size])


def _look(number: str, now: datetime) -> None:
    case = open_case(SYSTEM, number)
    case.at = now
    for key in list(case.matter.clocks):
        clock = case.matter.clocks[key]  # as it stands after what the one before has brought about
        reached = [stage for stage, at in rules.ladder(clock) if at <= now]
        if reached:
            _reach(case, clock, reached[-1])
    commit(case)


def _reach(case: Case, clock: Clock, stage: str) -> None:
    if stage == "lapse":
        run_out(case, clock)
    else:
        told = ladder.tell_rung(case, clock, stage)
        case.happen(e.ClockReminded(key=clock.key, stage=stage, told=told), clock.basis)
