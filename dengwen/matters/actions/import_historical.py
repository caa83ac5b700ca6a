"""Import 導入: matters of another system, many at once, with their own dates.

They are whole matters: events in their chains, clocks reckoned by the law that is installed,
rows. Nobody is told of them and nothing reminds of them; what the old system answered stands as
its answer. `source` makes each one unique, so a second run takes nothing in twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

import msgspec
from django.db import connection, transaction

from dengwen import times
from dengwen.errors import Refusal
from dengwen.law import library
from dengwen.law import procedure as law
from dengwen.ledger import store
from dengwen.ledger.event import Fact, Sealed
from dengwen.matters import events as e
from dengwen.matters import rules, state
from dengwen.matters.actions.case import calendars_of, provisional
from dengwen.matters.actions.receive import Bringing, Received, first_fact
from dengwen.matters.models import write_new
from dengwen.matters.rules.clocks import Law
from dengwen.matters.rules.numbers import new_number
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter


class Historical(msgspec.Struct, frozen=True, kw_only=True):
    """A matter as another system had it. Instants are aware; `source` names system and row."""

    source: str
    procedure: str
    kind: str
    unit: str
    unit_path: tuple[str, ...]
    language: str
    received_at: datetime
    subject: str = ""
    statement: str = ""
    person: str = ""  # the name they wrote under
    place: str = ""
    latitude: str = ""
    longitude: str = ""
    answer: str = ""
    answered_at: datetime | None = None
    outcome: str = ""
    fingerprint: str = ""  # a keyed digest of the row, so that a changed one is noticed


def import_historical(batch: Sequence[Historical]) -> int:
    """Take in those of the batch that are not here yet, all or none; how many these were.

    Raises `Refusal` for a row that the law cannot take (a kind that does not exist, a day outside
    every calendar): the caller then tries the rows one by one.
    """
    with transaction.atomic():
        fresh = _not_here(batch)
        take_in(fresh)
    return len(fresh)


def take_in(fresh: Sequence[Historical]) -> None:
    """Take in a batch of which the caller knows that none is here, all or none.

    Raises `Refusal` as `import_historical` does, and IntegrityError where one of them came in
    meanwhile.
    """
    with transaction.atomic():
        made = [
            historical(spec, number)
            for spec, number in zip(fresh, _numbers(len(fresh)), strict=True)
        ]
        store.append_untold([(matter.stream, 0, facts) for matter, facts in made])
        write_new([matter for matter, _ in made])


def there(sources: Sequence[str]) -> dict[str, str]:
    """Of these sources those that are in the house already, each with its row's fingerprint."""
    with connection.cursor() as rows:
        rows.execute(
            "SELECT source, fingerprint FROM matters_matter WHERE source = ANY(%s::text[])",
            [list(sources)],
        )
        return dict(rows.fetchall())


def historical(spec: Historical, number: str) -> tuple[Matter, list[Fact]]:
    """One matter and its facts: it came in, its clocks ran, it was answered. Reads no database.

    The matter is the fold of these facts as they stand before the ledger hashes them, which is all
    that its rows need: none of them depends on a hash or on the hour of the recording.
    """
    under = _law(spec)
    by = f"import:{spec.source.partition(':')[0]}"
    matter = Matter(number=number)
    facts: list[Fact] = []

    def happen(fact: Fact) -> None:
        facts.append(fact)
        state.apply(matter, provisional(matter, fact))

    happen(_came_in(spec, number, under, by))
    for fact in rules.clock_facts(matter, under, spec.received_at):
        happen(fact)
    if spec.answer or spec.answered_at:
        at = spec.answered_at or spec.received_at
        for fact in _answered(spec, matter, under, by, at):
            happen(fact)
    return matter, facts


def _came_in(spec: Historical, number: str, under: Law, by: str) -> Fact:
    procedure = under.procedure
    kind, system = procedure.kinds[spec.kind], spec.source.partition(":")[0]
    received = Received(
        procedure=spec.procedure,
        kind=spec.kind,
        unit=spec.unit,
        unit_path=spec.unit_path,
        channel="import",
        language=spec.language,
        subject=spec.subject,
        statement=spec.statement,
        place=spec.place,
        latitude=spec.latitude,
        longitude=spec.longitude,
        # They were reached through the old system, so the duty to tell them was owed.
        parties=[
            Bringing(
                name=spec.person or system, contact={"through": system}, language=spec.language
            )
        ],
        source=spec.source,
        fingerprint=spec.fingerprint,
    )
    first = msgspec.structs.replace(first_fact(received, number, under, kind), historical=True)
    return e.fact(first, by, spec.received_at, kind.basis, source="imported")


def _answered(spec: Historical, matter: Matter, under: Law, by: str, at: datetime) -> list[Fact]:
    """The answer, and the end of every clock of the service that ran until then."""
    answer = e.AnswerImported(
        text=Sealed("p1", spec.answer),
        answered_at=times.iso(at),
        to_status=_rests_in(under.pack.hash, spec.procedure, spec.received_at.year, spec.kind),
        outcome=spec.outcome,
    )
    facts = [e.fact(answer, by, at, source="imported")]
    for clock in matter.clocks.values():
        if clock.is_open:
            late = at > clock.due_at
            met = e.ClockStopped(key=clock.key, trigger="answer_imported", late=late)
            facts.append(e.fact(met, "law", at, clock.basis, source="imported"))
    return facts


def closing_status(procedure: law.Procedure, kind: str) -> str:
    """The final status in which an answered matter of the kind rests: the one that the first step
    reaches which gives an outcome and ends it."""
    ends = [
        (not step.outcome_from, step.to)
        for step in procedure.steps.values()
        if step.to and procedure.statuses[step.to].final and (not step.kinds or kind in step.kinds)
    ]
    return min(ends, key=lambda end: end[0])[1] if ends else procedure.kinds[kind].enters


@cache
def _law_of_year(pack_hash: str, name: str, year: int) -> Law:
    pack = library.by_hash(pack_hash)
    found = library.procedure(name, datetime(year, 12, 31, tzinfo=times.now().tzinfo).date())
    return Law(found, pack, calendars_of(pack))


@cache
def _rests_in(pack_hash: str, name: str, year: int, kind: str) -> str:
    return closing_status(_law_of_year(pack_hash, name, year).procedure, kind)


def _law(spec: Historical) -> Law:
    """The law of its year; the installed pack's first version where the year is before it.
    Raises `Refusal` for a procedure or a kind that the law does not know."""
    pack = library.current()
    if spec.procedure in pack.procedures:
        found = _law_of_year(pack.hash, spec.procedure, spec.received_at.year)
        if spec.kind in found.procedure.kinds:
            return found
    raise Refusal(
        "unknown_kind",
        gettext_noop("There is no such kind of matter here."),
        facts={"procedure": spec.procedure, "kind": spec.kind},
    )


def _not_here(batch: Sequence[Historical]) -> list[Historical]:
    """Those whose source is not in the house, each source once."""
    by_source = {spec.source: spec for spec in batch}
    known = there(list(by_source))
    return [spec for source, spec in by_source.items() if source not in known]


def _numbers(count: int) -> list[str]:
    """So many numbers, in their order. That one is taken is all but impossible, and the ledger
    refuses it: its stream would not be new."""
    prefix = library.current().file.settings.get("number_prefix", "DW")
    drawn: set[str] = set()
    while len(drawn) < count:
        drawn.add(new_number(prefix))
    return sorted(drawn)
