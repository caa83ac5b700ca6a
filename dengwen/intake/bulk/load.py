"""The run of an import: row by row understood, batch by batch taken in, the refused set aside.

A batch is one transaction; what is there already is passed over. So a run that was cut short, by
whatever, is simply run again. What is refused goes, with its reason, into a file beside the input.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import msgspec

from dengwen.errors import Refusal
from dengwen.intake.bulk import mapping as maps
from dengwen.intake.bulk.mapping import Mapping
from dengwen.intake.bulk.tables import Row, Table
from dengwen.ledger import sealing
from dengwen.matters.actions.import_historical import Historical, import_historical
from dengwen.matters.models import MatterRow
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

    def __str__(self) -> str:
        told = (
            f"{self.read} rows: {self.imported} imported, {self.there} there already, "
            f"{self.refused} refused"
        )
        return f"{told} (see {self.refused_file})." if self.refused_file else f"{told}."


@dataclass
class Taking:
    """A run under way."""

    mapping: Mapping
    paths: dict[str, tuple[str, ...]]
    refuse: Refusals
    report: Report = field(default_factory=Report)

    def take(self, rows: list[Row]) -> None:
        """Take a batch in; where the law refuses one of them, the others one by one."""
        understood = [pair for row in rows if (pair := self._understood(row))]
        fresh = self._fresh(understood)
        try:
            self.report.imported += import_historical([spec for _, spec in fresh])
        except Refusal:
            for row, spec in fresh:
                self._take_one(row, spec)

    def _take_one(self, row: Row, spec: Historical) -> None:
        try:
            self.report.imported += import_historical([spec])
        except Refusal as why:
            self.refuse(row, why)

    def _understood(self, row: Row) -> tuple[Row, Historical] | None:
        try:
            if row.broken:
                raise Refusal("broken_row", row.broken)
            print_of = fingerprint(row.cells)
            found = maps.understand(self.mapping, row.cells, print_of)
            return row, self._placed(found, print_of)
        except Refusal as why:
            self.refuse(row, why)
            return None

    def _placed(self, found: maps.Historical, print_of: str) -> Historical:
        path = self.paths.get(found.unit)
        if path is None:
            raise Refusal("unknown_unit", "There is no unit {unit}.", facts={"unit": found.unit})
        return Historical(**msgspec.structs.asdict(found), unit_path=path, fingerprint=print_of)

    def _fresh(self, understood: list[tuple[Row, Historical]]) -> list[tuple[Row, Historical]]:
        """Those that are not here yet. The same id with other content is refused, not dropped."""
        rows = MatterRow.objects.filter(source__in=[spec.source for _, spec in understood])
        there = dict(rows.values_list("source", "fingerprint"))
        fresh = []
        for row, spec in understood:
            before = there.get(spec.source)
            there[spec.source] = spec.fingerprint
            if before is None:
                fresh.append((row, spec))
            elif before == spec.fingerprint:
                self.report.there += 1
            else:
                self.refuse(row, _changed(self.mapping.columns.id))
        return fresh


def load(path: Path, mapping_file: Path, progress: Progress | None = None) -> Report:
    """Import a table by its mapping, and say how it ended.

    `progress` is called with how much was read and the whole (0 where that is not known). Raises
    `Refusal` when the file or the mapping cannot be used at all; then nothing was taken.
    """
    mapping = maps.read(mapping_file)
    table = Table(path, mapping.encoding, mapping.sheet)
    _check_columns(table, mapping)
    with refusals(path) as refuse:
        taking = Taking(mapping, {u.id: u.path for u in units.tree()}, refuse)
        for batch in _batches(table.rows()):
            taking.take(batch)
            if progress:
                progress(batch[-1].read, table.total)
        report = taking.report
        report.refused = refuse.count
        report.refused_file = refuse.path if refuse.count else None
    return report


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(itertools.islice(rows, BATCH)):
        yield batch


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


def _changed(column: str) -> Refusal:
    return Refusal(
        "changed_since",
        "A row with this id and other content was imported before, or stands earlier in the file.",
        field=column,
    )


class Refusals:
    """The file of refused rows: opened with the first of them, one line each with its reason."""

    def __init__(self, beside: Path) -> None:
        self.path = beside.with_name(f"{beside.stem}.refused.csv")
        self.count = 0
        self._file: TextIO | None = None

    def __call__(self, row: Row, why: Refusal) -> None:
        """Set a row aside with its reason."""
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8-sig", errors="replace", newline="")
            csv.writer(self._file).writerow(["row", "code", "reason", "column", *row.cells])
        self.count += 1
        reason = why.says.format(**why.facts)
        line = [row.number, why.code, reason, why.field, *row.cells.values()]
        csv.writer(self._file).writerow([_harmless(cell) for cell in line])

    def close(self) -> None:
        """Finish the file."""
        if self._file is not None:
            self._file.close()


@contextmanager
def refusals(beside: Path) -> Iterator[Refusals]:
    """The refused rows of one run; an older run's file goes when this one refuses nothing."""
    writing = Refusals(beside)
    writing.path.unlink(missing_ok=True)
    try:
        yield writing
    finally:
        writing.close()


def _harmless(cell: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def fingerprint(cells: dict[str, Any]) -> str:
    """A keyed digest of a row's content: tells rows apart and tells nothing about them."""
    told = hashlib.sha256()
    for name, value in sorted(cells.items(), key=lambda cell: str(cell[0])):
        told.update(f"{name}\x1f{value}\x1e".encode("utf-8", "surrogateescape"))
    return sealing.blind_index(told.hexdigest())[:24]
