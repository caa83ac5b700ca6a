"""A shadow 影表: the temporary clone of a table, into which the ledger is folded, to compare.

Temporary tables need no right to make tables, so the application's own role can rebuild.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeGuard

from django.db import connection
from django.db.models import AutoField, BaseConstraint, Field, Model, UniqueConstraint

from dengwen.ledger.differences import Difference, Row, compare
from dengwen.ledger.walking import fetch, run, walk


def of(model: type[Model]) -> Shadow:
    """The shadow of a model's table. Raises ValueError when its rows have no key of their own."""
    return Shadow(model)


class Shadow:
    """One derived table, its key, its columns and its clone."""

    def __init__(self, model: type[Model]) -> None:
        """Raises ValueError for a model whose rows have no key of their own."""
        self.model = model
        self.table = model._meta.db_table
        self.fields = [f for f in model._meta.concrete_fields if not isinstance(f, AutoField)]
        self.key = _key(model)
        named = {_column(field) for field in self.fields}
        self.columns = [*self.key, *sorted(named - set(self.key))]
        self._by_column = {_column(field): field for field in self.fields}

    @property
    def live(self) -> str:
        """The live table's name, quoted."""
        return _quoted(self.table)

    @property
    def clone(self) -> str:
        """The clone's name, quoted."""
        return _quoted(f"shadow_{self.table}"[:63])

    def values(self, row: dict[str, Any]) -> tuple[Any, ...]:
        """A row, as the fold gives it, in the order of the columns and ready for the database."""
        made = self.model(**row)
        return tuple(_stored(self._by_column[column], made) for column in self.columns)

    def create(self) -> None:
        """Make the clone, with the live table's defaults, checks and indexes."""
        self.drop()
        run(f"CREATE TEMPORARY TABLE {self.clone} (LIKE {self.live} INCLUDING ALL)")

    def drop(self) -> None:
        """Remove the clone, if there is one."""
        run(f"DROP TABLE IF EXISTS pg_temp.{self.clone}")

    def fill(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Copy rows into the clone."""
        if not rows:
            return
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {self.clone} ({self._names}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def count(self) -> int:
        """How many rows the clone holds."""
        return int(fetch(f"SELECT count(*) FROM {self.clone}")[0][0])

    def differences(self) -> Iterator[Difference]:
        """Where the live rows are not what the clone holds."""
        others = self.columns[len(self.key) :]
        return compare(self.table, self.key, others, self._rows(self.live), self._rows(self.clone))

    def swap(self) -> None:
        """Replace the live rows by those of the clone, in the caller's transaction."""
        run(f"DELETE FROM {self.live}")
        run(f"INSERT INTO {self.live} ({self._names}) SELECT {self._names} FROM {self.clone}")

    @property
    def _names(self) -> str:
        return ", ".join(map(_quoted, self.columns))

    def _rows(self, table: str) -> Iterator[Row]:
        """Every row of a table as text, in byte order of its key."""
        texts = ", ".join(f"{_quoted(column)}::text" for column in self.columns)
        order = ", ".join(f'{_quoted(column)}::text COLLATE "C"' for column in self.key)
        return walk(f"SELECT {texts} FROM {table} ORDER BY {order}")


def _key(model: type[Model]) -> list[str]:
    """The columns by which a row is the same row: the primary key unless the database counts it
    out, else the first unique set of columns."""
    meta = model._meta
    if not isinstance(meta.pk, AutoField):
        return [_column(meta.pk)]
    unique = [c.fields for c in meta.constraints if _is_key(c)]
    unique += [*meta.unique_together]
    unique += [(f.name,) for f in meta.concrete_fields if f.unique and f is not meta.pk]
    for names in unique:
        return [_column(meta.get_field(name)) for name in names]
    raise ValueError(f"rows of {meta.db_table} have no key of their own")


def _is_key(constraint: BaseConstraint) -> TypeGuard[UniqueConstraint]:
    return isinstance(constraint, UniqueConstraint) and constraint.condition is None


def _column(field: Any) -> str:
    return str(field.column)


def _stored(field: Field[Any, Any], made: Model) -> Any:
    value = getattr(made, field.attname)
    return field.get_db_prep_save(value, connection)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
