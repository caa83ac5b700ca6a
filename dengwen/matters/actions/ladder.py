"""Up the ladder 逐級提醒: who is told that a clock reached a rung, and in what words.

half: the handler · near: and the supervisor · due: and the approver · overdue: and the supervisor
of the unit above. Only those who may know of the matter and whom it is not about: what is owed to
a person is never theirs to do. Of a clock of the person, the person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, ngettext

from dengwen.delivery import outbox
from dengwen.law import library
from dengwen.law.procedure import Text
from dengwen.matters import visibility
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.telling import last_day, send
from dengwen.matters.state import Clock, Matter
from dengwen.people import accounts
from dengwen.people.models import StaffRow

RUNGS = ("half", "near", "due", "overdue")


_remembered: ContextVar[dict[tuple[Any, ...], Any] | None] = ContextVar("ladder", default=None)


def tell_rung(case: Case, clock: Clock, stage: str) -> list[str]:
    """Arrange that those on the rung are told once the rows are written; whom, as actor ids."""
    if clock.facts.rule.owed_by == "person":
        return _tell_person(case, clock)
    return ring(case, clock, stage, people_on(case.matter, stage))


def ring(
    case: Case, clock: Clock, stage: str, people: Iterable[StaffRow], notice: str = ""
) -> list[str]:
    """Arrange that these are told, once the rows are written, as far as it is theirs to know; whom,
    as actor ids. `notice` words it otherwise than the stage does, where the pack has it."""
    staff = [one for one in people if _is_theirs(one.id, case.matter)]
    case.then(lambda matter: _ring(matter, case, clock, stage, staff, notice))
    return [f"staff:{one.id}" for one in staff]


def people_on(matter: Matter, stage: str) -> list[StaffRow]:
    """The staff on the rung and on those below it, each once, in the order of the ladder."""
    path, height = matter.unit_path, RUNGS.index(stage)
    found = _handlers(matter)
    if height >= RUNGS.index("near"):
        found += nearest("supervisor", path)
    if height >= RUNGS.index("due"):
        found += nearest("approver", path)
    if height >= RUNGS.index("overdue") and len(path) > 1:
        found += nearest("supervisor", path[:-1])
    if matter.restricted:
        found += nearest("inspectorate", path)
    return list({one.id: one for one in found}.values())


@contextmanager
def remembering() -> Iterator[None]:
    """Inside it, who holds what is looked up once: for a few matters in one transaction."""
    before = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(before)


def _once(key: tuple[Any, ...], look: Callable[[], Any]) -> Any:
    known = _remembered.get()
    if known is None:
        return look()
    if key not in known:
        known[key] = look()
    return known[key]


def nearest(role: str, path: tuple[str, ...]) -> list[StaffRow]:
    """Those who hold the role at the unit, or else at the nearest unit above that has someone."""
    found: list[StaffRow] = _once((role, path), lambda: _nearest(role, path))
    return list(found)


def _nearest(role: str, path: tuple[str, ...]) -> list[StaffRow]:
    for unit in reversed(path):
        holders = accounts.holders(role, path, exactly=unit)
        if holders:
            return list(holders)
    return []


def left_in_words(due_at: datetime, now: datetime, language: str) -> str:
    """How much time is left, or that none is."""
    left = due_at - now
    with translation.override(language.lower()):
        if left <= timedelta(0):
            return gettext("overdue")
        if left < timedelta(days=1):
            hours = max(1, int(left.total_seconds() // 3600))
            return ngettext("%(n)s hour left", "%(n)s hours left", hours) % {"n": hours}
        days = left.days
        return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}


def _handlers(matter: Matter) -> list[StaffRow]:
    """The one to whom it is assigned; before that, those who would take it up."""
    if matter.assigned:
        return list(StaffRow.objects.filter(id=matter.assigned, active=True))
    return nearest("registrar", matter.unit_path)


def _is_theirs(staff: str, matter: Matter) -> bool:
    """Whether the clock is any business of theirs: they may know of the matter, and it is not about
    them, even where the pack lets them know of it."""
    if staff in matter.about_staff:
        return False
    return visibility.may_see(_once((staff,), lambda: accounts.actor_of(staff)), matter)


def _ring(
    matter: Matter,
    case: Case,
    clock: Clock,
    stage: str,
    staff: Iterable[StaffRow],
    notice: str,
) -> None:
    words = library.current().notices
    if notice not in words:
        notice = "clock_overdue" if stage == "overdue" else "clock_reminder"
    if notice not in words:
        return
    label = case.under.procedure.clocks[clock.clock].label
    for one in staff:
        values = {
            "number": matter.number,
            "clock": library.say(label, one.language),
            "due_on": last_day(clock.facts.due_on, one.language),
            "left": left_in_words(clock.due_at, case.at, one.language),
            "stage": stage,
        }
        outbox.put(matter.stream, "", "desk", one.id, notice, values, one.language)


def _tell_person(case: Case, clock: Clock) -> list[str]:
    """Remind the party whose clock it is (all of them, where it runs for all)."""
    parties = [p for p in case.matter.parties.values() if clock.party in ("", p.id)]
    label = case.under.procedure.clocks[clock.clock].label

    def put(matter: Matter) -> None:
        for party in parties:
            due_on = last_day(clock.facts.due_on, party.language)
            values: dict[str, Text | str] = {"clock": label, "due_on": due_on}
            send(matter, case.under, party, "remedy_reminder", values)

    case.then(put)
    return [f"party:{party.id}" for party in parties]
