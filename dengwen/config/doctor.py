"""The doctor 體檢: says in plain words what is wrong with an installation, and how to mend it.

What it refuses, the start refuses too: a database that may forget what it acknowledged, or an
application that could rewrite the ledger, is not served from for a minute.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import psycopg

from dengwen.config import database, postgres_programs
from dengwen.config.place import Place
from dengwen.errors import Fault, PackError, Refusal


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


def examine(place: Place) -> list[Finding]:
    """Every look, the slow ones too. Never raises for what it looks at."""
    from dengwen.config import doctor_house

    return [*_all(place, [*GROUND, *doctor_house.RUNNING]), *doctor_house.without_database(place)]


def refuse_unsafe(place: Place) -> None:
    """Raises Refusal with the first thing that must be mended before anything is served."""
    from dengwen.config import doctor_house

    for finding in _all(place, [*GROUND, *doctor_house.BEFORE_START]):
        if finding.level == "refuses":
            raise Refusal(f"doctor.{finding.name}", finding.says, mend=finding.mend)


def _all(place: Place, looks: list[Look]) -> Iterator[Finding]:
    try:
        connection = psycopg.connect(**database.app(place), connect_timeout=10, autocommit=True)
    except psycopg.OperationalError as error:
        yield Finding(
            "database",
            "refuses",
            f"The database does not let the application in: {str(error).strip()}",
            "Run `dengwen init`; on a server of others, check DATABASE_URL.",
        )
        return
    with connection:
        for look in looks:
            yield _guarded(look, place, connection)


def _guarded(look: Look, place: Place, connection: Connection) -> Finding:
    name = look.__name__
    try:
        return look(place, connection)
    except PackError as error:
        return Finding(name, "refuses", str(error))
    except (Fault, Refusal, psycopg.Error) as error:
        return Finding(name, "refuses", f"{type(error).__name__}: {str(error).strip()}")


def ask(connection: Connection, question: str, *values: Any) -> Any:
    """The first column of the first row that the question gives; None when there is none."""
    row = connection.execute(question, values).fetchone()
    return row[0] if row else None


def server(place: Place, connection: Connection) -> Finding:
    """PostgreSQL 15 or newer."""
    version = ask(connection, "SHOW server_version")
    if connection.info.server_version // 10000 < postgres_programs.OLDEST_MAJOR:
        return Finding("server", "refuses", f"PostgreSQL {version} is too old.", "Use 15 or newer.")
    whose = "of others" if database.external_url(place) else "our own"
    return Finding("server", "well", f"PostgreSQL {version}, {whose}.")


def birth(place: Place, connection: Connection) -> Finding:
    """The database carries its mark of birth."""
    kind = database.kind(connection)
    if kind is None:
        return Finding("birth", "refuses", "The database was not made yet.", "Run `dengwen init`.")
    return Finding("birth", "well", f"This database is marked {kind}, for good.")


def durability(place: Place, connection: Connection) -> Finding:
    """What is acknowledged is on disk: nothing that could lose it is switched off."""
    names = ("fsync", "full_page_writes", "synchronous_commit")
    off = [name for name in names if ask(connection, f"SHOW {name}") == "off"]
    if not off:
        return Finding("durability", "well", "What is acknowledged is on disk.")
    said = f"{', '.join(off)} is off: what was acknowledged can be lost."
    if database.kind(connection) == "test":
        return Finding("durability", "warns", f"{said} This is a test database.")
    return Finding("durability", "refuses", said, "Switch it on in the server's settings.")


def letters(place: Place, connection: Connection) -> Finding:
    """UTF-8, and Chinese characters are letters to the database's text functions."""
    encoding = ask(connection, "SHOW server_encoding")
    if encoding != "UTF8":
        said = f"The database's encoding is {encoding}, not UTF8."
        return Finding("letters", "refuses", said, "Make it with ENCODING 'UTF8'.")
    if not ask(connection, r"SELECT '號' ~ '^\w$' AND '號，' !~ '^\w+$'"):
        return Finding(
            "letters",
            "refuses",
            "The database takes no Chinese character for a letter: its lc_ctype is C.",
            "Make it with lc_ctype C.UTF-8.",
        )
    return Finding("letters", "well", "UTF-8; Chinese characters are letters.")


def rights(place: Place, connection: Connection) -> Finding:
    """The application cannot write, change or empty the ledger, nor become one who can."""
    wrong = [name for question in _TOO_MUCH for (name,) in connection.execute(question)]
    if wrong:
        return Finding(
            "rights",
            "refuses",
            f"The application's role may do too much: {', '.join(sorted(set(wrong)))}.",
            f"As the administrator, take these rights from {database.APP}.",
        )
    return Finding("rights", "well", "The application can only append to the ledger.")


_TOO_MUCH = (
    "SELECT 'it is ' || word FROM pg_roles, LATERAL (VALUES (rolsuper, 'a superuser'),"
    " (rolcreaterole, 'a maker of roles'), (rolbypassrls, 'past row security')) AS t (has, word)"
    " WHERE rolname = current_user AND has",
    f"SELECT 'it can become {database.OWNER}' FROM pg_roles"
    f" WHERE rolname = '{database.OWNER}' AND pg_has_role(current_user, oid, 'MEMBER')",
    "SELECT lower(verb) || ' on ' || c.relname FROM pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace,"
    " unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS verb"
    " WHERE n.nspname IN ('ledger', 'dengwen') AND c.relkind IN ('r', 'p')"
    " AND has_table_privilege(c.oid, verb)",
    "SELECT 'truncate on ' || c.relname FROM pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
    " AND has_table_privilege(c.oid, 'TRUNCATE')",
)


def clock(place: Place, connection: Connection) -> Finding:
    """The machine's clock was not set back behind what the ledger has recorded."""
    if ask(connection, "SELECT to_regclass('ledger.event')") is None:
        return Finding("clock", "well", "Nothing is recorded yet.")
    ahead = ask(
        connection,
        "SELECT extract(epoch FROM max(e.recorded_at) - now())::bigint FROM (SELECT recorded_at"
        " FROM ledger.position p JOIN ledger.event e USING (stream, version)"
        " ORDER BY p.position DESC LIMIT 100) AS e",
    )
    if ahead is not None and ahead > 120:
        return Finding(
            "clock",
            "refuses",
            f"The clock was set back: the ledger is {ahead} seconds ahead of the machine.",
            "Set the machine's clock right.",
        )
    return Finding("clock", "well", "The clock runs forward.")


GROUND: list[Look] = [server, birth, durability, letters, rights, clock]
"""Looks at the database alone, in milliseconds: done before every start."""


def space(place: Place) -> Finding:
    """Room on the disk that holds the installation."""
    disk = shutil.disk_usage(place.home if place.home.exists() else place.home.parent)
    free = disk.free / 1e9
    if free < 1 or disk.free < disk.total * 0.03:
        return Finding("space", "warns", f"Only {free:.1f} GB are free.", "Make room soon.")
    return Finding("space", "well", f"{free:.0f} GB are free.")
