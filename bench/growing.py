"""Growing: a real installation of a few hundred matters, made millions by SQL.

The few are registered as people register. Every further one is the copy of one of them under a
number of its own, written set by set: its stream and events (the body with its own number, hashed
anew and chained), positions, sealed fields, matter, clock, secret and search rows.
Nineteen in twenty are closed; they are spread over a hundred units and years. So each table and
index has the size that so many registrations give it, and every chain holds; but what was sealed
opens only in the few: a copy has no keys, as if whom it is of had been erased, and a list shows it
without its line. Letters and receipts are not copied.
"""

from __future__ import annotations

from typing import Any

import psycopg

STEP = 100_000
UNITS = 97
"""Units over which the copies are spread; one in so many falls to the unit of the handler."""

MINE = "u2"
OWN = {
    "number": "f.number",
    "entry_token": "NULL",
    "source": "NULL",
    "final": "f.final",
    "status_at": "f.at",
    "received_at": "f.at",
    "changed_at": "f.at",
    "closed_at": "CASE WHEN f.final THEN f.at + interval '20 days' END",
    "due_at": "CASE WHEN NOT f.final THEN f.due END",
    "unit": "f.unit",
    "unit_path": "ARRAY['u1', f.unit]",
}
CLOCK = {
    "id": "f.number || '/' || t.key",
    "number": "f.number",
    "state": "CASE WHEN f.final THEN 'stopped' ELSE t.state END",
    "next_at": "CASE WHEN NOT f.final THEN f.due END",
    "due_at": "f.due",
    "unit": "f.unit",
    "unit_path": "ARRAY['u1', f.unit]",
}
SECRET = {"digest": "encode(sha256(f.number::bytea), 'hex')", "number": "f.number"}
MARK = {
    "id": "f.number || '/' || t.id",
    "mark": "encode(sha256((t.mark || f.number)::bytea), 'hex')",
    "number": "f.number",
}
SEARCH = {"number": "f.number"}
KEYS = {"stream": "'matter:' || f.number"}
COPIED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("public.matters_matter", "t.number = f.model", OWN),
    ("public.matters_clock", "t.number = f.model", CLOCK),
    ("public.matters_secret", "t.number = f.model", SECRET),
    ("public.matters_mark", "t.number = f.model", MARK),
    ("public.matters_search", "t.number = f.model", SEARCH),
    ("ledger.sealed_field", "t.stream = 'matter:' || f.model", KEYS),
)
EVENT = """
    INSERT INTO ledger.event (stream, version, type, recorded_at, occurred_at, body, hash, prev,
            leaf_salt)
        SELECT 'matter:' || f.number, t.version, t.type, t.recorded_at, t.occurred_at, b.body,
               sha256(convert_to(b.body, 'UTF8')), p.hash, t.leaf_salt
          FROM fresh AS f
          JOIN ledger.event AS t ON t.stream = 'matter:' || f.model AND t.version = %(version)s
          LEFT JOIN ledger.event AS p
                 ON p.stream = 'matter:' || f.number AND p.version = %(version)s - 1
         CROSS JOIN LATERAL (SELECT replace(
               CASE WHEN t.prev IS NULL THEN t.body
                    ELSE replace(t.body, encode(t.prev, 'hex'), encode(p.hash, 'hex')) END,
               f.model, f.number) AS body OFFSET 0) AS b
"""
STREAM = """
    INSERT INTO ledger.stream (stream, version, head)
        SELECT e.stream, e.version, e.hash FROM fresh AS f
          JOIN LATERAL (SELECT stream, version, hash FROM ledger.event
                         WHERE stream = 'matter:' || f.number ORDER BY version DESC LIMIT 1) AS e
            ON true
"""
POSITION = """
    INSERT INTO ledger.position (position, stream, version, leaf)
        SELECT (SELECT max(position) FROM ledger.position)
               + row_number() OVER (ORDER BY e.stream, e.version),
               e.stream, e.version, sha256(e.hash)
          FROM fresh AS f JOIN ledger.event AS e ON e.stream = 'matter:' || f.number
"""
FRESH = """
    CREATE TEMP TABLE fresh AS
        SELECT i, 'BK-' || lpad(i::text, 9, '0') AS number, m.number AS model,
               i %% 20 <> 0 AS final, now() - interval '3 years' + i * interval '15 seconds' AS at,
               now() + interval '1 day' + (i %% 40000) * interval '1 minute' AS due,
               CASE i %% {units} WHEN 0 THEN '{mine}' ELSE 'b' || i %% {units} END AS unit
          FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS i
          JOIN models AS m ON m.place = i %% (SELECT count(*) FROM models)
"""


def grow(admin: psycopg.Connection[Any], want: int) -> None:
    """Bring the database to so many matters, step by step; indexes that are slow to grow are put
    aside meanwhile."""
    admin.execute("SET synchronous_commit = off")
    admin.execute("SET work_mem = '256MB'")
    admin.execute("SET maintenance_work_mem = '1GB'")
    admin.execute(
        "CREATE TEMP TABLE IF NOT EXISTS models AS SELECT number, row_number() OVER"
        " (ORDER BY number) - 1 AS place FROM matters_matter WHERE number NOT LIKE 'BK-%'"
    )
    have = _one(admin, "SELECT count(*) FROM matters_matter")
    aside = _put_aside(admin) if want - have > STEP else []
    while have < want:
        some = min(STEP, want - have)
        _step(admin, have + 1, have + some)
        have += some
    for definition in aside:
        admin.execute(definition)
    admin.execute("UPDATE ledger.cursor SET position = (SELECT max(position) FROM ledger.position)")
    admin.execute("VACUUM ANALYZE")


def _step(admin: psycopg.Connection[Any], first: int, last: int) -> None:
    admin.execute("DROP TABLE IF EXISTS fresh")
    fresh = FRESH.format(units=UNITS, mine=MINE)
    admin.execute(psycopg.sql.SQL(fresh), {"first": first, "last": last})  # type: ignore[arg-type]
    versions = _one(
        admin,
        "SELECT max(s.version) FROM ledger.stream s"
        " JOIN models m ON s.stream = 'matter:' || m.number",
    )
    for version in range(1, versions + 1):
        admin.execute(EVENT, {"version": version})
    admin.execute(STREAM)
    admin.execute(POSITION)
    for table, joined, own in COPIED:
        admin.execute(_copying(admin, table, joined, own))  # type: ignore[call-overload]


def _copying(admin: psycopg.Connection[Any], table: str, joined: str, own: dict[str, str]) -> str:
    """The statement that copies a table's rows; columns that are numbered anew are left out."""
    names = [
        name
        for (name,) in admin.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped AND attidentity = '' AND attgenerated = '' ORDER BY attnum",
            [table],
        )
    ]
    values = ", ".join(own.get(name, f"t.{name}") for name in names)
    return (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {values}"
        f" FROM fresh AS f JOIN {table} AS t ON {joined}"
    )


def _put_aside(admin: psycopg.Connection[Any]) -> list[str]:
    """Drop the indexes of the tables copied, but what holds keys and what the copying reads."""
    found = admin.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE NOT i.indisunique AND i.indrelid = ANY(%s::regclass[])"
        " AND pg_get_indexdef(i.indexrelid) NOT LIKE '%%(number)'",
        [[table for table, _, _ in COPIED]],
    ).fetchall()
    for name, _ in found:
        admin.execute(f"DROP INDEX {name}")  # type: ignore[call-overload]
    return [definition for _, definition in found]


def _one(admin: psycopg.Connection[Any], asked: str) -> int:
    row = admin.execute(asked).fetchone()  # type: ignore[call-overload]
    return int(row[0]) if row else 0
