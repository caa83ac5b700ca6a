"""From a matter to its rows: a pure function of the fold, and the one place that writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models

from dengwen.ledger import sending
from dengwen.ledger.event import Event, Sealed
from dengwen.matters import rules, state
from dengwen.matters.models import marks, search
from dengwen.matters.models.tables import (
    ClockRow,
    DocumentRow,
    MarkRow,
    MatterRow,
    ProposalRow,
    SearchRow,
    SecretRow,
)
from dengwen.matters.state import Clock, Matter

Rows = dict[str, list[dict[str, Any]]]
"""Rows by table name."""

TABLES: dict[str, type[models.Model]] = {
    table._meta.db_table: table
    for table in (MatterRow, ClockRow, DocumentRow, ProposalRow, SecretRow)
}
"""Every table that is written with the event, by its name."""

_FOUND_BY = ("number", "version", "content", "identity")
_WRITE_SEARCH = """
    INSERT INTO matters_search (number, version, content, identity)
        SELECT number, version::int,
               coalesce(content, '')::tsvector, coalesce(identity, '')::tsvector
          FROM unnest({lines}, {lines}, {lines}, {lines}) AS t (number, version, content, identity)
        ON CONFLICT (number) DO UPDATE SET version = excluded.version,
            content = excluded.content, identity = excluded.identity
""".format(lines="string_to_array(%s, E'\\n')")

_MARKED_BY = ("id", "number", "person", "sort", "mark", "received_at")
_WRITE_MARKS = """
    INSERT INTO matters_mark (id, number, person, sort, mark, received_at)
        SELECT id, number, coalesce(person, ''), sort, mark, received_at::timestamptz
          FROM unnest({lines}, {lines}, {lines}, {lines}, {lines}, {lines})
            AS t (id, number, person, sort, mark, received_at)
""".format(lines="string_to_array(%s, E'\\n')")

_PARTS = [name for name in TABLES if name != MatterRow._meta.db_table]


def rows(matter: Matter) -> Rows:
    """Every row that a matter has, by table."""
    return {
        "matters_matter": [_matter(matter)],
        "matters_clock": [_clock(matter, clock) for clock in matter.clocks.values()],
        "matters_document": [_document(matter, paper) for paper in matter.documents.values()],
        "matters_proposal": [_proposal(matter, one) for one in matter.proposals.values()],
        "matters_secret": [
            {"digest": digest, "number": matter.number, "party": party}
            for digest, party in matter.secrets.items()
        ],
    }


def rows_of(history: Iterable[Event]) -> Rows:
    """Fold a stream, its sealed fields opened, and give all its rows with the search; for the
    rebuild."""
    matter = state.fold(history)
    found = {
        SearchRow._meta.db_table: [search_row(matter)],
        MarkRow._meta.db_table: marks.rows([matter]),
    }
    return rows(matter) | found


def search_row(matter: Matter) -> dict[str, Any]:
    """What a matter can be found by; what was erased is no longer in it."""
    return {
        "number": matter.number,
        "version": matter.version,
        "content": search.vector(_content(matter)),
        "identity": search.vector(_identity(matter)),
    }


def write_search(matters: Iterable[Matter]) -> None:
    """Bring the search up to these matters, folded with their sealed fields opened."""
    folded = list(matters)
    made = [search_row(matter) for matter in folded]
    # Lines of text: a vector holds no line's end, and the driver's arrays are slow. What is empty
    # in all of them is an array of nothing, hence coalesce.
    lines = ["\n".join(str(row[column]) for row in made) for column in _FOUND_BY]
    if made:
        with connection.cursor() as cursor:
            cursor.execute(_WRITE_SEARCH, lines)
        _write_marks(folded)


def _write_marks(matters: list[Matter]) -> None:
    MarkRow.objects.filter(number__in=[matter.number for matter in matters]).delete()
    made = marks.rows(matters)
    lines = ["\n".join(str(row[column]) for row in made) for column in _MARKED_BY]
    if made:
        with connection.cursor() as cursor:
            cursor.execute(_WRITE_MARKS, lines)


def write_rows(matters: Sequence[Matter]) -> None:
    """Make the rows of some matters what their folds say, in the caller's transaction."""
    numbers, made = [matter.number for matter in matters], _gathered(matters)
    for name in _PARTS:
        _forget_others(TABLES[name], numbers, made[name])
    for name, table in TABLES.items():
        _upsert(table, made[name])


def write_new(matters: Iterable[Matter]) -> None:
    """Write the rows of many new matters at once, by COPY."""
    for name, some in _gathered(matters).items():
        sending.copy(name, some)


def _gathered(matters: Iterable[Matter]) -> Rows:
    """The rows of some matters, by table."""
    gathered: Rows = {name: [] for name in TABLES}
    for matter in matters:
        for name, some in rows(matter).items():
            gathered[name] += some
    return gathered


def _matter(matter: Matter) -> dict[str, Any]:
    owed = [c for c in matter.clocks.values() if c.facts.rule.owed_by == "service"]
    # What another system left open is not a duty of to-day: it is nowhere due and nowhere overdue.
    running = [] if matter.historical else [clock for clock in owed if clock.is_open]
    first = min(running, key=_urgency, default=None)
    place = matter.place
    return {
        "number": matter.number,
        "version": matter.version,
        "procedure": matter.procedure,
        "procedure_version": matter.procedure_version,
        "pack_hash": matter.pack.hash if matter.pack else "",
        "kind": matter.kind,
        "status": matter.status,
        "outcome": matter.outcome,
        "final": matter.final,
        "channel": matter.channel,
        "offer": matter.offer,
        "language": matter.language,
        "unit": matter.unit,
        "unit_path": list(matter.unit_path),
        "assigned": matter.assigned,
        "danger": matter.danger,
        "confidential": matter.confidential,
        "restricted": matter.restricted,
        "subject_barred": matter.subject_barred,
        "about_units": matter.about_units,
        "about_staff": matter.about_staff,
        "recused": sorted(matter.recused),
        "parties": len(matter.parties),
        "waiting": len(matter.proposals),
        "unanswered": sum(1 for q in matter.questions.values() if q.answered_at is None),
        "unheard_at": matter.unheard_at,
        "call_by": matter.call_by,
        "clock": first.key if first else "",
        "due_at": first.due_at if first else None,
        "due_on": first.facts.due_on if first else "",
        "paused": first is not None and first.state == "paused",
        "late": any(clock.late or clock.missed for clock in owed),
        "score": matter.rating.score if matter.rating else None,
        "latitude": place.latitude if place else "",
        "longitude": place.longitude if place else "",
        "source": matter.source or None,
        "fingerprint": matter.fingerprint,
        "entry_token": matter.entry_token or None,
        "historical": matter.historical,
        "challenges": matter.challenges,
        "received_at": matter.received_at,
        "status_at": matter.status_at,
        "changed_at": matter.changed_at,
        "closed_at": matter.closed_at,
    }


def _content(matter: Matter) -> Iterator[str]:
    """Everything that was said, in the order in which it was said."""
    place = matter.place.words if matter.place else None
    said: list[Any] = [matter.subject, matter.statement, place, matter.about_said]
    said += matter.answers.values()
    said += [added.text for added in (*matter.statements, *matter.notes)]
    for question in matter.questions.values():
        said += [question.text, question.answer]
    said.append(matter.answer)
    for paper in matter.documents.values():
        said += [paper.number, *paper.fields.values()]
    return _texts(said)


def _identity(matter: Matter) -> Iterator[str]:
    """Who said it, and where they live; telephone and e-mail are marks, and kept in no words."""
    for party in matter.parties.values():
        yield from _texts([party.name])
        given = party.contact.value if party.contact is not None else None
        if isinstance(given, Mapping):
            yield from _texts(v for k, v in given.items() if k not in marks.CONTACTS)


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        opened = value.value if isinstance(value, Sealed) else value
        if isinstance(opened, str) and opened:
            yield opened


def _urgency(clock: Clock) -> tuple[bool, datetime, str]:
    """A clock that stands still comes after every one that runs."""
    return clock.state == "paused", clock.due_at, clock.key


def _clock(matter: Matter, clock: Clock) -> dict[str, Any]:
    ahead = [] if matter.historical else rules.ladder(clock)
    stage, at = min(ahead, key=lambda rung: rung[1], default=("", None))
    facts = clock.facts
    return {
        "id": f"{matter.number}/{clock.key}",
        "number": matter.number,
        "key": clock.key,
        "clock": clock.clock,
        "party": clock.party,
        "procedure": matter.procedure,
        "owed_by": facts.rule.owed_by,
        "state": "measured" if matter.historical and clock.is_open else clock.state,
        "start": facts.start,
        "due_on": facts.due_on,
        "due_at": clock.due_at,
        "half_at": datetime.fromisoformat(facts.half_at),
        "near_at": datetime.fromisoformat(facts.near_at),
        "paused_at": clock.paused_at,
        "stopped_at": clock.stopped_at,
        "late": clock.late or clock.missed > 0,
        "extended_by": facts.extended_by,
        "provisional": facts.provisional,
        "calendar_version": facts.rule.calendar_version,
        "next_stage": stage,
        "next_at": at,
        "unit": matter.unit,
        "unit_path": list(matter.unit_path),
    }


def _document(matter: Matter, paper: state.Document) -> dict[str, Any]:
    return {
        "id": f"{matter.number}/{paper.id}",
        "number": matter.number,
        "document": paper.id,
        "kind": paper.kind,
        "document_number": paper.number,
        "unserved": len(paper.unserved),
        "issued_at": paper.issued_at,
    }


def _proposal(matter: Matter, one: state.Proposal) -> dict[str, Any]:
    return {
        "id": f"{matter.number}/{one.id}",
        "number": matter.number,
        "proposal": one.id,
        "step": one.step,
        "proposed_by": one.proposed_by,
        "proposed_at": one.proposed_at,
        "approver_roles": one.approver_roles,
        "approver_unit_path": one.approver_unit_path,
        "not_by": matter.not_by,
    }


def _forget_others(
    table: type[models.Model], numbers: list[str], made: list[dict[str, Any]]
) -> None:
    key = table._meta.pk.attname
    kept = [row[key] for row in made]
    table._default_manager.filter(number__in=numbers).exclude(pk__in=kept).delete()


def _upsert(table: type[models.Model], made: list[dict[str, Any]]) -> None:
    if not made:
        return
    key = table._meta.pk.attname
    columns = [name for name in made[0] if name != key]
    table._default_manager.bulk_create(
        [table(**row) for row in made],
        update_conflicts=True,
        unique_fields=[key],
        update_fields=columns,
    )


def erase_search(stream: str, person: str) -> None:
    """Take a matter out of the search when someone in it is erased; the index job puts back what
    is still there to be found."""
    number = stream.removeprefix("matter:")
    SearchRow.objects.filter(number=number).delete()
    MarkRow.objects.filter(number=number).delete()
