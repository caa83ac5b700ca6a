"""Rows of matters 事項列: for lists, counts and search, all of them made again by `rebuild`.

Owns: the tables, and `visible_to`, which says which rows someone may know of. Never: a fact that
the ledger does not hold. Start here: tables.py, then `rows`, the pure function from a matter to
them.
"""

from __future__ import annotations

from dengwen.matters.models.rows import (
    TABLES,
    erase_search,
    rows,
    rows_of,
    write_new,
    write_rows,
    write_search,
)
from dengwen.matters.models.tables import (
    ClockRow,
    DocumentRow,
    MarkRow,
    MatterRow,
    ProposalRow,
    SearchRow,
    SecretRow,
)
from dengwen.matters.models.visible import visible_to

__all__ = [
    "TABLES",
    "ClockRow",
    "DocumentRow",
    "MarkRow",
    "MatterRow",
    "ProposalRow",
    "SearchRow",
    "SecretRow",
    "erase_search",
    "rows",
    "rows_of",
    "visible_to",
    "write_new",
    "write_rows",
    "write_search",
]


def register() -> None:
    """Name the rows to the rebuild, and the search among the places that hold personal data."""
    from dengwen.ledger import erasure, rebuild

    rebuild.register("matter:", rows_of, [*TABLES.values(), SearchRow, MarkRow])
    erasure.register_place("search", erase_search)
