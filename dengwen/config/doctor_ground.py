"""What the doctor looks at in the bare database, in milliseconds, before every start."""

from __future__ import annotations

from dengwen.config import database, postgres_programs
from dengwen.config.findings import Connection, Finding, Look, ask
from dengwen.config.place import Place


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


LOOKS: list[Look] = [server, birth, durability, letters, rights, clock]
