"""The run of an import: row by row understood, batch by batch taken in, the refused set aside.

A batch is one transaction; what is there already is passed over. So a run that was cut short, by
whatever, is simply run again. What is refused goes, with its reason, into a file beside the input.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dengwen.errors import Refusal
from dengwen.intake.bulk import mapping as maps
from dengwen.intake.bulk.mapping import Mapping
from dengwen.intake.bulk.refused import refusals
from dengwen.intake.bulk.several import outcomes
from dengwen.intake.bulk.tables import Row, Table
from dengwen.intake.bulk.taking import Outcome, Taking
from dengwen.people import units

BATCH = 500
"""Rows in one transaction: enough to be quick, few enough that memory stays flat."""

Progress = Callable[[int, int], None]


@dataclass
class Report:
    """How an import ended. Every row read is in exactly one of the three counts."""

    imported: int = 0
    there: int = 0
    refused: int = 0
    refused_file: Path | None = None

    @property
    def read(self) -> int:
        """How many rows the file had."""
        return self.imported + self.there + self.refused

    def add(self, outcome: Outcome) -> None:
        """Count a batch in."""
        self.imported += outcome.imported
        self.there += outcome.there
        self.refused += len(outcome.refused)

    def __str__(self) -> str:
        told = (
            f"{self.read} rows: {self.imported} imported, {self.there} there already, "
            f"{self.refused} refused"
        )
        return f"{told} (see {self.refused_file})." if self.refused_file else f"{told}."


def load(
    path: Path, mapping_file: Path, progress: Progress | None = None, processes: int = 1
) -> Report:
    """Import a table by its mapping, and say how it ended.

    `progress` is called with how much was read and the whole (0 where that is not known). With
    more than one process batches are taken in side by side. Raises `Refusal` when the file, the
    mapping or the folder cannot be used; what was refused from the start was not taken by halves.
    """
    mapping = maps.read(mapping_file)
    table = Table(path, mapping.encoding, mapping.sheet)
    _check_columns(table, mapping)
    taking = Taking(mapping, {u.id: u.path for u in units.tree()})
    report = Report()
    with refusals(path) as refused:
        batches = _batches(table.rows())
        for last, outcome in outcomes(taking, batches, _naming(mapping), processes):
            report.add(outcome)
            refused.write(outcome.refused)
            if progress:
                progress(last.read, table.total)
        report.refused_file = refused.path if refused.count else None
    return report


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(itertools.islice(rows, BATCH)):
        yield batch


def _naming(mapping: Mapping) -> Callable[[Row], str]:
    column = mapping.columns.id
    return lambda row: str(row.cells.get(column) or "").strip() if column else ""


def _check_columns(table: Table, mapping: Mapping) -> None:
    """A column the mapping speaks of and the file lacks is a mistake in the mapping."""
    first = next(table.rows(), None)
    missing = [c for c in maps.columns_used(mapping) if first and c not in first.cells]
    if first and not first.broken and missing:
        raise Refusal(
            "no_such_column",
            "The file has no column {columns}.",
            facts={"columns": ", ".join(missing), "has": ", ".join(map(str, first.cells))},
            mend="Name the columns in the mapping as they stand in the heading row.",
        )
