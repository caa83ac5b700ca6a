"""The windows of the sample town: some weeks of visitors, acted out through the house's own verbs.

Where the windows are is data of the pack (`sample/town.yaml`); here is only the theatre.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from dengwen import times
from dengwen.errors import Refusal
from dengwen.intake.window import actions, rules, sitting
from dengwen.intake.window import events as e
from dengwen.intake.window.models import WindowRow
from dengwen.intake.window.state import Window
from dengwen.people import accounts, units
from dengwen.people.actor import SYSTEM, Actor

DAYS = 16
"""Calendar days before today on which visitors came."""

Act = tuple[datetime, Callable[[datetime], object]]


def build(town: dict[str, Any]) -> None:
    """Open the town's windows and let visitors come; where there are windows already, nothing."""
    if WindowRow.objects.exists():
        return
    chance = random.Random(1119)  # noqa: S311 - a play, not a secret
    opened_at = times.now() - timedelta(days=DAYS + 30)
    for one in town.get("windows", []):
        arrangement = e.Arrangement(
            name=one["name"], place=one["place"], hours=one["hours"], calendar=one["calendar"]
        )
        window = actions.open_window(SYSTEM, one["unit"], one["id"], arrangement, at=opened_at)
        for back in range(DAYS, 0, -1):
            _day(window, sitting.today() - timedelta(days=back), chance)
        _ahead(window, chance)


def _day(window: Window, day: date, chance: random.Random) -> None:
    """One day: who came, when they were called, and whom they were told to see."""
    plan = sitting.plan_of(window, day)
    if not plan.spans:
        return
    ends = plan.spans[-1].end
    acts = _visits(window, day, chance) + _closure(window, day, chance)
    acts += [(at, _close(window, day)) for at in (ends, ends + rules.GRACE)]
    for at, act in sorted(acts, key=lambda one: one[0]):
        act(at)


def _visits(window: Window, day: date, chance: random.Random) -> list[Act]:
    """Visitors one after the other at one clerk, who rests when the window does."""
    clerk, officer = _staff(window, "registrar"), _staff(window, "handler")
    plan = sitting.plan_of(window, day)
    free, last = plan.spans[0].begin, plan.spans[-1].end
    # Every minute of the open hours but the last ten of each half of the day.
    minutes = [
        span.begin + timedelta(minutes=n)
        for span in plan.spans
        for n in range(int((span.end - span.begin).total_seconds() // 60) - 10)
    ]
    acts: list[Act] = []
    for at in sorted(chance.sample(minutes, chance.randint(7, 13))):
        call_at = max(at + timedelta(seconds=40), free)
        if not any(span.begin <= call_at < span.end for span in plan.spans):
            call_at = next((s.begin for s in plan.spans if s.begin > call_at), last)
        free = call_at + timedelta(minutes=chance.randint(5, 34))
        acts.append((at, _take(window, f"{chance.getrandbits(256):064x}")))
        if call_at < last:
            acts.append((call_at, _call(clerk, window, day)))
            acts.append((free, _finish(clerk, window, day, officer.name)))
    return acts


def _closure(window: Window, day: date, chance: random.Random) -> list[Act]:
    """On some days the window is shut for a while in its open hours."""
    if chance.random() > 0.25:
        return []
    clerk = _staff(window, "registrar")
    at = sitting.plan_of(window, day).spans[0].begin + timedelta(minutes=chance.randint(20, 90))
    until = at + timedelta(minutes=chance.randint(10, 40))
    return [
        (at, lambda now: actions.shut(clerk, window.id, day, "系统升级", at=now)),
        (until, lambda now: actions.reopen(clerk, window.id, day, at=now)),
    ]


def _take(window: Window, seed: str) -> Callable[[datetime], object]:
    return lambda at: actions.take(window.id, seed, language="zh-Hans", at=at)


def _call(clerk: Actor, window: Window, day: date) -> Callable[[datetime], object]:
    def act(at: datetime) -> None:
        actions.call(clerk, window.id, day, at=at)

    return act


def _close(window: Window, day: date) -> Callable[[datetime], object]:
    return lambda at: actions.close(window.id, day, at=at)


def _finish(clerk: Actor, window: Window, day: date, whom: str) -> Callable[[datetime], object]:
    def act(at: datetime) -> None:
        queue = sitting.queue_on(window.id, day)
        called = [t for t in queue.tickets.values() if t.state == "called"] if queue else []
        for ticket in called:
            actions.finish(clerk, window.id, day, ticket.id, whom, at=at)

    return act


def _ahead(window: Window, chance: random.Random) -> None:
    """Some times are booked for the days to come."""
    for day in (sitting.today() + timedelta(days=n) for n in range(1, 6)):
        free = rules.free(None, sitting.plan_of(window, day), window, times.now())
        for at in chance.sample(sorted(free), min(3, len(free))):
            try:
                seed = f"{chance.getrandbits(256):064x}"
                actions.book(window.id, at, seed, language="zh-Hans", at=times.now())
            except Refusal:
                continue


def _staff(window: Window, role: str) -> Actor:
    """Who holds the role at the window's unit, or nearest above."""
    return accounts.actor_of(accounts.holders(role, units.path(window.unit))[0].id)
