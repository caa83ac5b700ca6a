"""Clocks 期限 as the desk shows them: how much time is left, in words first and colour second."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from dengwen import times
from dengwen.errors import Fault
from dengwen.law import procedure as law
from dengwen.matters.state import Clock, Matter
from dengwen.web import dates, reckoning
from dengwen.web.desk import words
from dengwen.web.words import cites, say


@dataclass(frozen=True)
class State:
    """A clock's state: what it says and how it looks (late, near, calm, pause, quiet)."""

    words: str
    look: str


def running(due_at: datetime, near_at: datetime | None, paused: bool) -> State:
    """The state of an open clock."""
    if paused:
        return State(_("Paused"), "pause")
    now = times.now()
    if due_at < now:
        return State(_("Overdue: %(time)s") % {"time": dates.left(due_at)}, "late")
    if near_at is not None and near_at <= now:
        return State(_("Near: %(time)s") % {"time": dates.left(due_at)}, "near")
    return State(dates.left(due_at), "calm")


def state(clock: Clock) -> State:
    """The state of any clock of a matter."""
    if clock.is_open and clock.facts.rule.owed_by == "person":
        return theirs(clock)
    if clock.is_open:
        return running(clock.due_at, times.parse(clock.facts.near_at), clock.state == "paused")
    ended = {
        "lapsed": State(_("Ran out: the law's effect"), "late"),
        "fell_away": State(_("Fell away"), "quiet"),
    }
    if clock.state in ended:
        return ended[clock.state]
    return State(_("Met, late"), "late") if clock.late else State(_("Met in time"), "quiet")


def theirs(clock: Clock) -> State:
    """A person's own time: that it runs out is nobody's lateness."""
    if clock.due_at < times.now():
        return State(_("Their time is over"), "quiet")
    return State(dates.left(clock.due_at), "calm")


@dataclass(frozen=True)
class Duty:
    """One clock of a matter, ready for the page."""

    key: str
    label: str
    owed_by_person: bool
    state: State
    due: str
    started: str
    open: bool
    provisional: bool
    paused_since: str
    paused_why: str
    extended_by: int
    articles: list[str]
    can_extend: bool
    steps: list[str] = field(default_factory=list)


def duty(clock: Clock, procedure: law.Procedure, called: words.Names) -> Duty:
    """A clock of a matter in words."""
    spec = procedure.clocks.get(clock.clock)
    label = say(spec.label) if spec else clock.clock
    pause = _open_pause(clock)
    return Duty(
        key=clock.key,
        label=f"{label} · {called.party(clock.party)}" if clock.party else label,
        owed_by_person=clock.facts.rule.owed_by == "person",
        state=state(clock),
        due=due(clock),
        started=dates.instant(clock.facts.start),
        open=clock.is_open,
        provisional=clock.facts.provisional,
        paused_since=dates.instant(pause),
        paused_why=_pause_label(clock, spec) if pause else "",
        extended_by=clock.extended_by,
        articles=cites(clock.facts.rule.basis),
        can_extend=bool(spec and spec.extension and clock.is_open),
    )


def due(clock: Clock) -> str:
    """When it runs out: a legal day with its weekday, or day and time for a clock of hours."""
    on = clock.facts.due_on
    return dates.instant(on) if "T" in on else dates.legal(on)


def duties(matter: Matter, procedure: law.Procedure, called: words.Names) -> list[Duty]:
    """All clocks of a matter: open ones first by what is due soonest, then those that ended."""
    ordered = sorted(matter.clocks.values(), key=lambda c: (not c.is_open, c.facts.due_at))
    return [duty(clock, procedure, called) for clock in ordered]


def _open_pause(clock: Clock) -> str | None:
    """The moment since which a clock stands still."""
    still = [since for since, until in clock.facts.pauses if until is None]
    return still[-1] if still and clock.state == "paused" else None


def _pause_label(clock: Clock, spec: law.Clock | None) -> str:
    """Why it stands still, where the pack knows only one reason or several."""
    return _(", ").join(say(pause.label) for pause in spec.pauses) if spec else ""


def explained(clock: Clock) -> reckoning.Reckoned | None:
    """How the date was reckoned; None where the law it was reckoned under is no longer kept."""
    try:
        return reckoning.of_clock(clock.facts)
    except Fault:
        return None
