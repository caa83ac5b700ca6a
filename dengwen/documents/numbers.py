"""Document numbers 文號: without a gap within a series, a unit and a year.

The counter moves in the transaction of the document it numbers: rolled back together, so no number
is lost, and held until commit, so two papers of one series wait for each other and never share one.
"""

from __future__ import annotations

from django.db import connection

_NEXT = """
    INSERT INTO documents_series (series, unit, year, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (series, unit, year) DO UPDATE SET last = documents_series.last + 1
    RETURNING last
"""

CHINESE = "{unit}{series}〔{year}〕{number}号"
"""The form of GB/T 9704-2012 7.2.5: the body's word, the year in 〔〕, the number without zeros."""

PLAIN = "{unit} {series} {number}/{year}"


def next(series: str, unit: str, year: int) -> int:
    """The next number of the series. Must run inside the transaction that issues the paper."""
    if not connection.in_atomic_block:
        raise RuntimeError("a document number is drawn inside the transaction that uses it")
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series, unit, year])
        return int(cursor.fetchone()[0])


def written(form: str, unit: str, series: str, year: int, number: int) -> str:
    """The number as it stands on the paper; `form` is the pack's `document_number` setting."""
    return form.format(unit=unit, series=series, year=year, number=number).strip()
