"""Clocks 期限 of a matter: what the record must say of them now, and when each is next looked at.

Pure. `law.clock.run` says what a clock does as a function of all that happened; `clock_facts` is
the difference between that and what was last recorded, as facts. The record then needs no pack to
be read: what was counted, under which version of which pack and calendar, stands in the fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec

from dengwen import times
from dengwen.law import clock as law_clock
from dengwen.law import procedure as law
from dengwen.law.calendar import Calendar
from dengwen.law.clock import Happened, Running, legal_day
from dengwen.law.pack import Pack
from dengwen.law.predicates import PREDICATES
from dengwen.ledger.event import Fact
from dengwen.matters import events as e
from dengwen.matters.state import PRESENT_RULE, Clock, Matter

STAGES = ("half", "near", "due", "overdue")
"""The rungs of the reminders, in the order in which a clock reaches them."""


@dataclass(slots=True, frozen=True)
class Law:
    """The law a matter runs under: its procedure, the pack that holds it, the calendar of days.

    The pack is the one of the matter; the calendar may be a newer edition than the pack's own.
    """

    procedure: law.Procedure
    pack: Pack
    calendars: Mapping[str, Calendar]

    @property
    def zone(self) -> str:
        """The time zone in which legal days begin and end."""
        return self.pack.file.time_zone

    @property
    def ref(self) -> e.PackRef:
        """What a fact records of the law it was made under."""
        file = self.pack.file
        return e.PackRef(
            id=file.pack,
            version=file.version,
            hash=self.pack.hash,
            procedure_version=self.procedure.version,
        )

    def calendar(self, spec: law.Clock) -> Calendar:
        """The calendar by which a clock counts."""
        return self.calendars[spec.calendar or self.pack.file.calendar]


def clock_facts(matter: Matter, under: Law, now: datetime) -> list[Fact]:
    """The clock facts that bring the record up to what happened, in the procedure's order.

    Empty when the record is right already, so that it can be asked as often as one likes. A clock
    that no longer belongs to the matter's kind falls away; one that now does counts from where its
    trigger was.
    """
    found: list[Fact] = []
    triggers = {one.trigger for one in matter.happened}
    begun = {clock.clock for clock in matter.clocks.values()}
    for name, spec in under.procedure.clocks.items():
        if name not in begun and triggers.isdisjoint(spec.starts):
            continue  # most clocks of most matters
        if spec.per_party:
            for party in matter.parties:
                found += _differences(matter, under, name, spec, party, now)
        else:
            found += _differences(matter, under, name, spec, "", now)
    return found


def now_running(
    matter: Matter, under: Law, name: str, party: str = "", *, extended: bool = True
) -> Running | None:
    """What the clock is doing after all that happened; None when it does not run or not apply."""
    spec = under.procedure.clocks[name]
    if not _applies(matter, spec) or (party and not is_theirs(matter, spec, party)):
        return None
    happened: list[Happened] = matter.happened
    if spec.per_party:
        happened = [one for one in happened if one.party in ("", party)]
    chosen = law_clock.reading(under.pack.file.settings, under.procedure.procedure, name)
    calendar = under.calendar(spec)
    running = law_clock.run(spec, calendar, under.zone, happened, 0, chosen)
    recorded = matter.clocks.get(_key(name, party))
    if running is None or recorded is None or not recorded.extensions or not extended:
        return running
    # An extension belongs to the run in which it was given; a new run has its full term only.
    if recorded.facts.began_at != times.iso(running.began_at):
        return running
    more = recorded.extended_by
    return law_clock.run(spec, calendar, under.zone, happened, more, chosen)


def is_theirs(matter: Matter, spec: law.Clock, party: str) -> bool:
    """Whether a clock of each party is one of this party's too."""
    standing = matter.parties.get(party)
    return not spec.parties or (standing is not None and standing.role in spec.parties)


def _applies(matter: Matter, spec: law.Clock) -> bool:
    if spec.kinds and matter.kind not in spec.kinds:
        return False
    return all(PREDICATES[name](matter) for name in spec.when)


def _differences(
    matter: Matter, under: Law, name: str, spec: law.Clock, party: str, now: datetime
) -> Iterator[Fact]:
    key = _key(name, party)
    recorded = matter.clocks.get(key)
    running = now_running(matter, under, name, party)
    if running is None:
        if recorded is not None and recorded.is_open:
            gone = e.ClockStopped(key=key, trigger="", late=False, reason="fell_away")
            yield e.fact(gone, "law", now, spec.basis)
        return
    same_run = recorded is not None and recorded.facts.began_at == times.iso(running.began_at)
    if recorded is not None and same_run and recorded.state in ("lapsed", "stopped"):
        return
    facts = _reckoned(matter, under, name, spec, party, running)
    if recorded is not None and recorded.is_open and not same_run:
        yield from _met_anew(recorded, spec, running)
    if recorded is None or not same_run:
        yield e.fact(facts, "law", now, spec.basis, name="clock_started")
    elif recorded.state == "fell_away" or _moved(recorded.facts, facts):
        why = _why(recorded, facts)
        changed = msgspec.structs.replace(facts, why=why)
        yield e.fact(changed, "law", now, spec.basis, name="clock_recomputed")
    if running.state == "stopped" and running.stopped_at is not None:
        stop = e.ClockStopped(key=key, trigger=running.stopped_by, late=running.late)
        yield e.fact(stop, "law", running.stopped_at, spec.basis)


def _met_anew(recorded: Clock, spec: law.Clock, running: Running) -> Iterator[Fact]:
    """The end of the run that is over, when what met the duty is also what begins it again."""
    if running.began_by in spec.stops:
        late = recorded.state == "running" and running.began_at > recorded.due_at
        stop = e.ClockStopped(key=recorded.key, trigger=running.began_by, late=late)
        yield e.fact(stop, "law", running.began_at, spec.basis)


def _reckoned(
    matter: Matter, under: Law, name: str, spec: law.Clock, party: str, running: Running
) -> e.ClockReckoned:
    due, rule = running.due, running.rule
    exact = isinstance(due.due, datetime)
    start = running.start if exact else law_clock.legal_day(running.start, rule.time_zone)
    return e.ClockReckoned(
        clock=name,
        key=_key(name, party),
        party=party,
        pack=under.ref,
        rule=_rule(matter, under, name, spec, running),
        start=_moment(start),
        start_trigger=running.began_by,
        began_at=times.iso(running.began_at),
        pauses=[[times.iso(a), times.iso(b) if b else None] for a, b in running.pauses],
        extended_by=running.extended_by,
        raw_on=_moment(due.raw),
        due_on=_moment(due.due),
        due_at=times.iso(due.due_at),
        half_at=times.iso(due.half_at),
        near_at=times.iso(due.near_at),
        provisional=due.provisional,
        paused=running.state == "paused",
    )


def _rule(matter: Matter, under: Law, name: str, spec: law.Clock, running: Running) -> e.ClockRule:
    rule, calendar = running.rule, under.calendar(spec)
    return e.ClockRule(
        unit=rule.unit,
        limit=rule.limit,
        roll=rule.roll,
        first_day=rule.first_day,
        direction=rule.direction,
        calendar=calendar.id,
        calendar_version=calendar.version,
        time_zone=rule.time_zone,
        basis=list(spec.basis),
        roll_basis=list(spec.roll_basis),
        silence=spec.silence,
        silence_to=spec.silence_to or "",
        owed_by=spec.owed_by,
        reading=_reading(matter, under, name),
        heard=is_heard(under.procedure, name),
    )


def _reading(matter: Matter, under: Law, name: str) -> str:
    """The name of the reading a fact carries. A historical matter that is older than the rule is
    measured by it all the same, and says so (docs/decisions/0006-historical-matters.md)."""
    if matter.historical and matter.received_at is not None:
        day, force = legal_day(matter.received_at, under.zone), under.procedure.in_force
        if day < force.from_ or (force.to is not None and day > force.to):
            return PRESENT_RULE
    return law_clock.reading(under.pack.file.settings, under.procedure.procedure, name)


def is_heard(procedure: law.Procedure, name: str) -> bool:
    """Whether another clock of the procedure listens to the running out of this one."""
    word = f"lapsed.{name}"
    return any(
        word in (*other.starts, *other.stops, *other.restarts, other.counts_from)
        for other in procedure.clocks.values()
    )


def _moved(before: e.ClockReckoned, after: e.ClockReckoned) -> bool:
    """Whether anything that a person would want to know has changed. A new edition of a calendar
    that leaves the day where it was is no news."""
    if before.provisional and before.rule.calendar_version != after.rule.calendar_version:
        return True
    told = ("start", "pauses", "extended_by", "raw_on", "due_on", "due_at", "paused", "provisional")
    return any(getattr(before, name) != getattr(after, name) for name in told)


def _why(recorded: Clock, facts: e.ClockReckoned) -> str:
    before = recorded.facts
    if recorded.state == "fell_away":
        return "reclassified"
    if facts.paused != before.paused:
        return "paused" if facts.paused else "resumed"
    if facts.extended_by != before.extended_by:
        return "extended"
    if facts.pauses != before.pauses:
        return "resumed"
    return "reclassified" if facts.start != before.start else "calendar"


def _key(name: str, party: str) -> str:
    return f"{name}:{party}" if party else name


def _moment(moment: date | datetime) -> str:
    return times.iso(moment) if isinstance(moment, datetime) else moment.isoformat()


def lapses(clock: Clock) -> bool:
    """Whether running out is itself an event: silence means something, another clock listens, or
    the person's own time is over."""
    rule = clock.facts.rule
    return rule.silence != "nothing" or rule.heard or rule.owed_by == "person"


def ladder(clock: Clock) -> list[tuple[str, datetime]]:
    """The rungs still ahead of a clock, each with its instant; none unless it is running.

    half of the time gone · near, three days left · due, the last day begins · overdue, it has run
    out; `lapse` stands for overdue where running out is itself an event. A person's own clock
    reminds them once, when it is near.
    """
    if clock.state != "running":
        return []
    facts = clock.facts
    last = [("lapse" if lapses(clock) else "overdue", clock.due_at)]
    if facts.rule.owed_by == "person":
        rungs = [("near", times.parse(facts.near_at)), *last]
    else:
        rungs = [
            ("half", times.parse(facts.half_at)),
            ("near", times.parse(facts.near_at)),
            ("due", _last_stretch(clock)),
            *last,
        ]
    reached = max((STAGES.index(stage) for stage in clock.reminded), default=-1)
    return [(stage, at) for stage, at in rungs if stage == "lapse" or STAGES.index(stage) > reached]


def _last_stretch(clock: Clock) -> datetime:
    """When the last day begins; of a clock of hours, its last twelfth."""
    facts = clock.facts
    if facts.rule.unit in law_clock.SECONDS:
        return clock.due_at - (clock.due_at - times.parse(facts.start)) / 12
    return clock.due_at - timedelta(days=1)
