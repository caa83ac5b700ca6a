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
from dengwen.matters.actions.case import Case, commit, open_held
from dengwen.matters.actions.lapsing import run_out
from dengwen.matters.models import ClockRow, MatterRow
from dengwen.matters.state import Clock
from dengwen.people.actor import SYSTEM

log = logging.getLogger(__name__)

AT_ONCE = 100
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
        try:
            with transaction.atomic():
                _look(numbers, now)
        except Exception:  # something is wrong with one of them: which, shows by taking each alone
            for number in numbers:
                _look_alone(number, now, failed)
    return len(numbers)


def _look_alone(number: str, now: datetime, failed: set[str]) -> None:
    """Look at one matter; what fails is logged and left for later."""
    try:
        with transaction.atomic():
            _look([number], now)
    except store.Stale:
        failed.add(number)  # someone acted on it this moment; the next tick sees it
    except Exception:
        log.exception("the clocks of a matter could not be looked at")
        failed.add(number)


def _claimed(size: int, now: datetime, failed: set[str]) -> list[str]:
    """Matters with a clock that is due, held by us and by no other worker."""
    due = ClockRow.objects.filter(next_at__lte=now).exclude(number__in=failed)
    first = due.order_by("next_at", "id").values_list("number", flat=True)[: size * 4]
    rows = MatterRow.objects.filter(number__in=list(first)).order_by("number")
    return list(rows.select_for_update(skip_locked=True).values_list("number", flat=True)[:size])


def _look(numbers: list[str], now: datetime) -> None:
    """Look at the clocks of matters that we hold, and write what came of it."""
    cases = open_held(SYSTEM, numbers, now)
    with ladder.remembering():
        for case in cases:
            for key in list(case.matter.clocks):
                _see(case, case.matter.clocks[key], now)
        commit(*cases)


def _see(case: Case, clock: Clock, now: datetime) -> None:
    """Look at one clock, as it stands after what the one before has brought about."""
    reached = [stage for stage, at in rules.ladder(clock) if at <= now]
    if reached:
        _reach(case, clock, reached[-1])


def _reach(case: Case, clock: Clock, stage: str) -> None:
    if stage == "lapse":
        run_out(case, clock)
    else:
        told = ladder.tell_rung(case, clock, stage)
        case.happen(e.ClockReminded(key=clock.key, stage=stage, told=told), clock.basis)
