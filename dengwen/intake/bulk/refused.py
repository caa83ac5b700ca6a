"""The file of refused rows, beside the input: each with its number, its reason and its cells."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from dengwen.documents import cells
from dengwen.errors import Refusal
from dengwen.intake.bulk.taking import Refused

HEADING = ("row", "code", "reason", "column")


class Refusals:
    """What one run refuses, line by line."""

    def __init__(self, path: Path, file: TextIO) -> None:
        self.path = path
        self.count = 0
        self._lines = csv.writer(file)

    def write(self, refused: Iterable[Refused]) -> None:
        """Set rows aside with their reasons. Before the first stands the heading of the table."""
        for one in refused:
            if not self.count:
                self._lines.writerow([cells.harmless(cell) for cell in (*HEADING, *one.row.cells)])
            self.count += 1
            line = [one.row.number, one.code, one.reason, one.column, *one.row.cells.values()]
            self._lines.writerow([cells.harmless(cell) for cell in line])


@contextmanager
def refusals(beside: Path) -> Iterator[Refusals]:
    """The refused rows of one run; the file is gone again where nothing was refused.

    Raises `Refusal` where it cannot be written, before anything is taken in.
    """
    path = beside.with_name(f"{beside.stem}.refused.csv")
    try:
        file = path.open("w", encoding="utf-8-sig", errors="replace", newline="")
    except OSError as wrong:
        raise Refusal(
            "refused_file_unwritable",
            "What is refused could not be written down in {name}: {why}.",
            facts={"name": str(path), "why": wrong.strerror or str(wrong)},
            mend="Copy the table into a folder that can be written to, and import it there.",
        ) from None
    writing = Refusals(path, file)
    with file:
        yield writing
    if not writing.count:
        path.unlink()
