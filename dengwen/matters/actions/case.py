"""The table at which every verb works: one matter, the law it runs under, the facts being added.

`open_case` lays it open, the verb adds facts, and `commit` writes events, clock facts, rows and
messages in one transaction. Verbs come through `act`, in acting.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import cast

from dengwen import times
from dengwen.delivery import outbox
from dengwen.errors import Refusal, Undisclosed
from dengwen.law import library
from dengwen.law.calendar import Calendar
from dengwen.law.pack import Pack
from dengwen.ledger import store
from dengwen.ledger.event import Event, Fact, TimeSource
from dengwen.matters import events as e
from dengwen.matters import rules, state
from dengwen.matters.models import MatterRow, write_rows
from dengwen.matters.rules.clocks import Law
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor

NUMBER = re.compile(r"[0-9A-Za-z-]{4,40}")
"""What a matter's number can look like; anything else names nothing."""

TOLERANCE = timedelta(minutes=5)
"""How far ahead of ours a typed or reported time may be."""

QUIET = frozenset(
    {
        *("note_added", "file_attached", "clock_reminded", "matter_rated", "subject_told"),
        "secret_reissued",
        *("needs_stated", "needs_withdrawn", "words_redacted", "attention_asked"),
    }
)
"""Types that no clock listens to."""

_told_source: ContextVar[TimeSource] = ContextVar("told_source", default="typed")


@contextmanager
def simulated() -> Iterator[None]:
    """Inside it, a time given with an act is marked simulated: the sample town and drills."""
    before = _told_source.set("simulated")
    try:
        yield
    finally:
        _told_source.reset(before)


class Case:
    """One act on one matter, from the fold it was decided on to the facts it adds."""

    def __init__(
        self, actor: Actor, history: list[Event], under: Law, at: datetime, source: TimeSource
    ) -> None:
        self.actor = actor
        self.history = history
        self.matter = state.fold(history)
        self.under = under
        self.at = at
        self.source = source
        self.facts: list[Fact] = []
        self.afterwards: list[Callable[[Matter], None]] = []

    def happen(
        self,
        data: e.Data,
        basis: list[str] | tuple[str, ...] = (),
        *,
        by: str = "",
        at: datetime | None = None,
        source: TimeSource | None = None,
    ) -> None:
        """Add a fact, fold it, and add what the clocks say to it."""
        made = e.fact(data, by or self.actor.id, at or self.at, basis, source=source or self.source)
        self._add(made)
        if made.type not in QUIET:
            self.reckon()

    def reckon(self) -> None:
        """Bring the clocks up to what has happened so far."""
        for made in rules.clock_facts(self.matter, self.under, self.at):
            self._add(made)

    def then(self, do: Callable[[Matter], None]) -> None:
        """Do this after the rows are written, in the same transaction."""
        self.afterwards.append(do)

    def _add(self, fact: Fact) -> None:
        self.facts.append(fact)
        state.apply(self.matter, provisional(self.matter, fact))


def provisional(matter: Matter, fact: Fact) -> Event:
    """The fact as the event it is about to be; the ledger gives it its hash."""
    return Event(
        stream=matter.stream,
        version=matter.version + 1,
        type=fact.type,
        v=fact.v,
        recorded_at=times.now(),
        occurred_at=fact.occurred_at,
        time_source=fact.time_source,
        by=fact.by,
        basis=fact.basis,
        data=fact.data,
        hash=b"",
        prev=None,
    )


def open_case(
    actor: Actor, number: str, at: datetime | None = None, source: TimeSource | None = None
) -> Case:
    """The case of a matter that the actor may know of. Raises `Undisclosed` for any other."""
    _hold(number)
    history = history_of(number)
    matter = state.fold(history)
    rules.require_visible(matter, actor)
    now = times.now()
    if at is not None and at > now + TOLERANCE:
        raise Refusal("time_to_come", gettext_noop("This time has not come yet."), field="at")
    told = source or _told_source.get()
    return Case(actor, history, law_of(matter), at or now, told if at else "server")


def open_held(actor: Actor, numbers: Sequence[str], at: datetime) -> list[Case]:
    """The cases of matters whose rows the caller holds already, read at once."""
    streams = [f"matter:{number}" for number in numbers]
    histories = store.read_many(streams, unseal=True)
    return [
        Case(actor, history, law_of(state.fold(history)), at, "server")
        for history in (histories[stream] for stream in streams)
    ]


def _hold(number: str) -> None:
    """Take the matter's row before its stream, as every act and the tick do, so that none waits
    for another in a circle. A matter without a row (a rebuild is running) is held by its stream."""
    MatterRow.objects.select_for_update().filter(number=number).values_list("version").first()


def commit(*cases: Case) -> list[Matter]:
    """Write what the cases added: events of all streams, then rows, then what follows.

    A case without facts writes nothing. Must run inside a transaction.
    """
    batch = [(case.matter.stream, len(case.history), case.facts) for case in cases if case.facts]
    written = iter(store.append(batch))
    matters = []
    for case in cases:
        if case.facts:
            # Folded again from what the ledger gave back, so that rows equal a later rebuild.
            case.matter = state.fold([*case.history, *next(written)])
        matters.append(case.matter)
    write_rows([case.matter for case in cases if case.facts])
    with outbox.together():
        for case in cases:
            for do in case.afterwards:
                do(case.matter)
    return matters


def history_of(number: str) -> list[Event]:
    """The events of a matter with their sealed fields opened. Raises `Undisclosed` for none."""
    if not NUMBER.fullmatch(number):
        raise Undisclosed
    history = store.read(f"matter:{number}", unseal=True)
    if not history:
        raise Undisclosed
    return history


def law_of(matter: Matter) -> Law:
    """The law that governs a running matter, as its procedure's `governs` says.

    Days off are facts and not rules: the newest calendar counts even where an old pack governs.
    """
    current = library.current()
    pack = library.by_hash(matter.pack.hash) if matter.pack else current
    versions = pack.procedures[matter.procedure]
    found = next((p for p in versions if p.version == matter.procedure_version), versions[-1])
    if found.governs.by == "moves_to_new" and matter.procedure in current.procedures:
        pack, found = current, library.procedure(matter.procedure)
    return Law(found, pack, calendars_of(pack, current))


def calendars_of(*packs: Pack) -> dict[str, Calendar]:
    """The calendars of some packs by id, those of the last counting before those of the first."""
    found = {name: days for pack in packs for name, days in pack.calendars.items()}
    return cast("dict[str, Calendar]", found)
