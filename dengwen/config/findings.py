"""What the doctor finds: the shape of one finding, and how a question is put to the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import psycopg

from dengwen.config.place import Place


@dataclass(frozen=True)
class Finding:
    """What one look found. `level` is 'well', 'warns' or 'refuses'."""

    name: str
    level: str
    says: str
    mend: str = ""

    def told(self) -> dict[str, str]:
        """As a dictionary, for --json."""
        return asdict(self)


Connection = psycopg.Connection[tuple[Any, ...]]
Look = Callable[[Place, Connection], Finding]


def ask(connection: Connection, question: str, *values: Any) -> Any:
    """The first column of the first row that the question gives; None when there is none."""
    row = connection.execute(question, values).fetchone()
    return row[0] if row else None
