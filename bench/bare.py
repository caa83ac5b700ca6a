"""The bare limit of the database: pgbench, the very rows of one registration in one prepared call.

A registration is read back row by row and made into one function of the database that writes the
same again under another number: person keys, `ledger.append` itself, and every other table. So it
does all that a registration writes and nothing of what makes it: no request, no check, no sealing,
no clock reckoned, no receipt signed. It lives in a copy of the database that nothing else uses.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bench.serving import House

DATABASE = "bare"
TABLES = (
    ("matters_matter", "number"),
    ("matters_clock", "number"),
    ("matters_secret", "number"),
    ("matters_search", "number"),
    ("documents_file", "stream"),
    ("delivery_outbox", "stream"),
)
"""Tables that a registration writes besides the ledger, and the column that says whose a row is."""


def make(house: House, number: str) -> None:
    """Copy the database and put the function into the copy."""
    with house.admin("postgres") as admin:
        admin.execute(f"CREATE DATABASE {DATABASE} TEMPLATE dengwen")
    with house.admin(DATABASE) as admin:
        admin.execute(function(admin, number))  # type: ignore[call-overload]


def function(admin: psycopg.Connection[Any], number: str) -> str:
    """The function `bare()` that writes what was written for one registration."""
    said = "".join(f"    {line};\n" for line in statements(admin, number))
    return (
        "CREATE FUNCTION bare() RETURNS void LANGUAGE plpgsql AS $bare$\n"
        f"DECLARE n text := 'DW-' || upper(substr(md5(random()::text), 1, 20));\nBEGIN\n{said}"
        "END $bare$"
    )


def statements(admin: psycopg.Connection[Any], number: str) -> Iterator[str]:
    """One statement a table, the ledger's own functions first."""
    stream = f"matter:{number}"
    keys = admin.execute(
        "SELECT person, wrapped, master FROM ledger.person_key WHERE stream = %s", [stream]
    ).fetchall()
    persons, wrapped = [one[0] for one in keys], [one[1] for one in keys]
    yield (
        f"PERFORM ledger.person_keys(array_fill('matter:' || n, ARRAY[{len(keys)}]),"
        f" {_literal(admin, persons)}, {_literal(admin, wrapped)}, {_literal(admin, keys[0][2])})"
    )
    facts = "\n".join(
        re.sub(r',"prev":(null|"\w+"),"recorded_at".*$', "", body.removeprefix('{"fact":'))
        for (body,) in admin.execute(
            "SELECT body FROM ledger.event WHERE stream = %s ORDER BY version", [stream]
        )
    )
    fields = admin.execute(
        "SELECT version::int, path, person, digest, box FROM ledger.sealed_field"
        " WHERE stream = %s ORDER BY version",
        [stream],
    ).fetchall()
    columns = ", ".join(_literal(admin, list(column)) for column in zip(*fields, strict=True))
    yield (
        f"PERFORM ledger.append(ARRAY['matter:' || n], ARRAY[0::bigint],"
        f" ARRAY[{facts.count(chr(10)) + 1}],"
        f" replace({_literal(admin, facts)}, {_literal(admin, number)}, n), {columns})"
    )
    for table, column in TABLES:
        yield from _rows(admin, table, column, number)


def _rows(admin: psycopg.Connection[Any], table: str, column: str, number: str) -> Iterator[str]:
    """The rows of one registration in one table, again, with another number."""
    whose = number if column == "number" else f"matter:{number}"
    cursor = admin.execute(f"SELECT * FROM {table} WHERE {column} = %s", [whose])
    names = [one.name for one in cursor.description or []]
    kinds = dict(
        admin.execute(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [table],
        ).fetchall()
    )
    texts = ", ".join(f"{name}::text" for name in names)
    for row in admin.execute(f"SELECT {texts} FROM {table} WHERE {column} = %s", [whose]):
        given = {
            name: _value(admin, value, kinds[name], number)
            for name, value in zip(names, row, strict=True)
            if not (name == "id" and kinds[name] == "bigint")
        }
        if "digest" in given:
            given["digest"] = "encode(sha256(n::bytea), 'hex')"
        if given.get("entry_token", "NULL") != "NULL":
            given["entry_token"] = "n"
        yield (f"INSERT INTO {table} ({', '.join(given)}) VALUES ({', '.join(given.values())})")


def _value(admin: psycopg.Connection[Any], value: str | None, kind: str, number: str) -> str:
    if value is None:
        return "NULL"
    plain = _literal(admin, value)
    if number in value:
        return f"replace({plain}, {_literal(admin, number)}, n)::{kind}"
    return f"{plain}::{kind}"


def _literal(admin: psycopg.Connection[Any], value: Any) -> str:
    return sql.Literal(value).as_string(admin)


def run(house: House, callers: int, seconds: int) -> tuple[float, float, list[float]]:
    """Calls a second, milliseconds of the server's processor for one, and how long each took."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.sql"
        script.write_text("SELECT bare();\n", encoding="utf-8")
        admin = house.server.admin
        program = house.server.programs.folder / "pgbench"
        before = house.used()["server"]
        told = subprocess.run(
            [str(program), "-n", "-M", "prepared", "-c", str(callers), "-j", str(min(2, callers)),
             "-T", str(max(3, seconds)), "-f", str(script), "-l", "--log-prefix", f"{folder}/log",
             "-h", admin["host"], "-U", admin["user"], DATABASE],
            env=os.environ | {"PGPASSWORD": admin["password"]},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        took = [
            int(line.split()[2]) / 1e6
            for log in Path(folder).glob("log*")
            for line in log.read_text(encoding="ascii").splitlines()
        ]
    rate = re.search(r"tps = ([\d.]+)", told.stdout)
    assert rate, told.stderr
    assert took, told.stdout
    return float(rate[1]), 1000 * (house.used()["server"] - before) / len(took), took
