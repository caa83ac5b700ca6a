"""A batch of rows taken in: understood one by one, committed together, the refused told apart.

What is refused is an answer and no accident: it is given back with its reason, never raised.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
from django.db import IntegrityError

from dengwen.errors import Refusal
from dengwen.intake.bulk import mapping as maps
from dengwen.intake.bulk.mapping import Mapping
from dengwen.intake.bulk.tables import Row, text_of
from dengwen.ledger import sealing
from dengwen.matters.actions.import_historical import Historical, import_historical, take_in, there

Pair = tuple[Row, Historical]


class Refused(msgspec.Struct, frozen=True):
    """A row that was not taken: the machine's word for why, the reason in words, the column."""

    row: Row
    code: str
    reason: str
    column: str


@dataclass
class Outcome:
    """How a batch ended. Every row of it is in exactly one of the three."""

    imported: int = 0
    there: int = 0
    refused: list[Refused] = field(default_factory=list)

    def refuse(self, row: Row, why: Refusal) -> None:
        """Set a row aside with its reason."""
        told = Refused(row, why.code, why.says.format(**why.facts), why.field)
        self.refused.append(told)


@dataclass(frozen=True)
class Taking:
    """How rows are taken in: by which mapping, for which units (id → path from the top)."""

    mapping: Mapping
    paths: dict[str, tuple[str, ...]]

    def take(self, rows: list[Row]) -> Outcome:
        """Take a batch in, in one transaction; where the law refuses one, row by row."""
        outcome = Outcome()
        understood = self._understood(rows, outcome)
        so_far = list(outcome.refused)
        try:
            self._together(understood, outcome)
        except IntegrityError:  # another run committed one of them this moment: it is there now
            outcome.refused = so_far
            self._together(understood, outcome)
        outcome.refused.sort(key=lambda one: one.row.number)
        return outcome

    def _together(self, understood: list[Pair], outcome: Outcome) -> None:
        known = there([spec.source for _, spec in understood])
        fresh, before, changed = _sorted_out(understood, known)
        try:
            take_in([spec for _, spec in fresh])
            taken = len(fresh)
        except Refusal:
            taken = sum(_one(pair, outcome) for pair in fresh)
        outcome.imported += taken
        outcome.there += before
        for row in changed:
            outcome.refuse(row, _changed(self.mapping.columns.id))

    def _understood(self, rows: list[Row], outcome: Outcome) -> list[Pair]:
        found = []
        for row, print_of in zip(rows, fingerprints(rows), strict=True):
            try:
                if row.broken:
                    told = {"wrong": row.broken}
                    raise Refusal("broken_row", "This row cannot be read: {wrong}", facts=told)
                spec = maps.understand(self.mapping, row.cells, print_of)
                found.append((row, self._placed(spec, print_of)))
            except Refusal as why:
                outcome.refuse(row, why)
        return found

    def _placed(self, found: maps.Historical, print_of: str) -> Historical:
        path = self.paths.get(found.unit)
        if path is None:
            raise Refusal("unknown_unit", "There is no unit {unit}.", facts={"unit": found.unit})
        return Historical(**msgspec.structs.asdict(found), unit_path=path, fingerprint=print_of)


def _sorted_out(understood: list[Pair], known: dict[str, str]) -> tuple[list[Pair], int, list[Row]]:
    """The pairs that are not here yet, how many are here already, and the rows that claim the id
    of another content: those are refused, not dropped."""
    fresh: list[Pair] = []
    changed: list[Row] = []
    for row, spec in understood:
        before = known.get(spec.source)
        known[spec.source] = before or spec.fingerprint
        if before is None:
            fresh.append((row, spec))
        elif before != spec.fingerprint:
            changed.append(row)
    return fresh, len(understood) - len(fresh) - len(changed), changed


def _one(pair: Pair, outcome: Outcome) -> int:
    row, spec = pair
    try:
        return import_historical([spec])
    except Refusal as why:
        outcome.refuse(row, why)
        return 0


def _changed(column: str) -> Refusal:
    return Refusal(
        "changed_since",
        "A row with this id and other content was imported before, or stands earlier in the file.",
        field=column,
    )


def fingerprints(rows: list[Row]) -> list[str]:
    """A keyed digest of each row's content: tells rows apart and tells nothing about them."""
    return [told[:24] for told in sealing.blind_indexes([text_of(row.cells) for row in rows])]
