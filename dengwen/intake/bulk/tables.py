"""Rows out of CSV, Excel and Parquet files, a few at a time whatever the file's size."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

from dengwen.errors import Refusal

LONGEST_CELL = 1_000_000
"""Characters in one cell; more is a broken file (an unclosed quote), not a message."""

BLOCK = 1 << 20


class Row(NamedTuple):
    """One data row.

    `number` in the file (the first after the heading is 1), `cells` by heading, `read`: how much of
    the file had been read after it (bytes or rows, for the progress bar), `broken`: what was wrong
    with it if it could not be read at all.
    """

    number: int
    cells: dict[str, Any]
    read: int
    broken: str = ""


class Table:
    """A file of rows. `total` is in the same measure as `Row.read`."""

    def __init__(self, path: Path, encoding: str = "auto", sheet: str = "") -> None:
        self.path = path
        self.encoding = encoding
        self.sheet = sheet
        self.kind = path.suffix.lower().lstrip(".")
        if self.kind not in ("csv", "tsv", "xlsx", "parquet"):
            raise Refusal(
                "unknown_table",
                "{name} is not a CSV, Excel (.xlsx) or Parquet file.",
                facts={"name": path.name},
                mend="Save the table in one of these forms and import that file.",
            )
        with self._readable():
            self.total = self._total()

    def _total(self) -> int:
        if self.kind == "parquet":
            import pyarrow.parquet as pq

            return int(pq.ParquetFile(self.path).metadata.num_rows)
        if self.kind == "xlsx":
            return 0  # an .xlsx does not reliably say how many rows it has
        return self.path.stat().st_size

    def rows(self) -> Iterator[Row]:
        """Every row in the file's order, in bounded memory."""
        readers = {"parquet": self._parquet, "xlsx": self._excel}
        with self._readable():
            yield from readers.get(self.kind, self._csv)()

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Whatever is wrong with the file itself, told as what it is."""
        try:
            yield
        except (OSError, LookupError, ValueError, BadZipFile) as wrong:
            raise Refusal(
                "unreadable_table",
                "{name} cannot be read: {why}.",
                facts={"name": self.path.name, "why": str(wrong).split("\n", 1)[0][:200]},
                mend="Open it in a spreadsheet, save it again, and import that file.",
            ) from wrong

    def _csv(self) -> Iterator[Row]:
        encoding = find_encoding(self.path) if self.encoding == "auto" else self.encoding
        csv.field_size_limit(LONGEST_CELL)
        with self.path.open("rb") as raw:
            text = io.TextIOWrapper(raw, encoding=encoding, errors="surrogateescape", newline="")
            reader = csv.reader(text, delimiter="\t" if self.kind == "tsv" else ",", strict=False)
            heading = _heading(next(reader, []), self.path.name)
            number = 0
            while True:
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as wrong:
                    number += 1
                    yield Row(number, {}, raw.tell(), f"The row cannot be read as CSV ({wrong}).")
                    continue
                if not any(cell.strip() for cell in cells):
                    continue
                number += 1
                yield Row(
                    number,
                    dict(zip(heading, cells, strict=False)),
                    raw.tell(),
                    _broken(heading, cells),
                )

    def _excel(self) -> Iterator[Row]:
        from openpyxl import load_workbook

        book = load_workbook(self.path, read_only=True, data_only=True)
        try:
            sheet = book[self.sheet] if self.sheet else book.worksheets[0]
            lines = sheet.iter_rows(values_only=True)
            heading = _heading([_plain(c) for c in next(lines, ())], self.path.name)
            number = 0
            for cells in lines:
                if any(cell not in (None, "") for cell in cells):
                    number += 1
                    yield Row(number, dict(zip(heading, cells, strict=False)), number)
        finally:
            book.close()

    def _parquet(self) -> Iterator[Row]:
        import pyarrow.parquet as pq

        number = 0
        for batch in pq.ParquetFile(self.path).iter_batches(batch_size=500):
            for cells in batch.to_pylist():
                number += 1
                yield Row(number, cells, number)


def find_encoding(path: Path) -> str:
    """UTF-8 (with or without a mark) where every byte of the file is valid in it, else GB18030."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as raw:
        try:
            while block := raw.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8-sig"


def _heading(cells: list[str], name: str) -> list[str]:
    heading = [cell.strip() for cell in cells]
    if not any(heading):
        raise Refusal(
            "no_heading",
            "{name} has no heading row.",
            facts={"name": name},
            mend="The first row must name the columns.",
        )
    return heading


def _broken(heading: list[str], cells: list[str]) -> str:
    if len(cells) > len(heading):
        return f"The row has {len(cells)} cells, the heading {len(heading)}."
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:  # what could not be decoded stands as lone surrogates
        return "The row holds bytes that are not text in the file's encoding."
    return ""


def text_of(cells: dict[str, Any]) -> str:
    """All that a row says, in one text: the same for the same cells in whatever order."""
    told = sorted(f"{name}\x1f{value}\x1e" for name, value in cells.items())
    return sha256("".join(told).encode("utf-8", "surrogateescape")).hexdigest()


def _plain(cell: Any) -> str:
    return "" if cell is None else str(cell)
