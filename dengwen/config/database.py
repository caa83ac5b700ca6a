"""Which database, and as whom 數據庫與角色.

`dengwen_owner` owns everything and migrates; `dengwen_app` is what the web and the worker sign in
as. The database's mark of birth says for good what it is: real, sample, drill or test.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Literal

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from dengwen.config import postgres, postgres_ground
from dengwen.config.place import Place
from dengwen.config.postgres import connect
from dengwen.errors import Refusal

Kind = Literal["real", "sample", "drill", "test"]
KINDS: tuple[Kind, ...] = ("real", "sample", "drill", "test")
CONNECT_WITHIN = "10"
"""Seconds: a server that does not answer by then is away."""

OWNER, APP, NAME = "dengwen_owner", "dengwen_app", "dengwen"
OWNER_PASSWORD, APP_PASSWORD = "pg-owner.password", "pg-app.password"


def external_url(place: Place) -> str:
    """DATABASE_URL: the owner's address of a server that others run; empty for the embedded one."""
    return place.setting("DATABASE_URL")


def owner(place: Place) -> dict[str, str]:
    """How the owner connects. On a server of others the URL's user acts in the owner's role."""
    if not external_url(place):
        return _embedded(place) | {"user": OWNER, "password": place.known_secret(OWNER_PASSWORD)}
    known = _from_url(external_url(place))
    if known.get("user") != OWNER:
        known["options"] = f"{known.get('options', '')} -c role={OWNER}".strip()
    return known


def app(place: Place) -> dict[str, str]:
    """How the web and the worker connect."""
    password = place.setting("DENGWEN_APP_PASSWORD") or place.known_secret(APP_PASSWORD)
    known = _from_url(external_url(place)) if external_url(place) else _embedded(place)
    return known | {"user": APP, "password": password}


def django_settings(place: Place) -> dict[str, Any]:
    """Django's DATABASES entry, signed in as the application."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,  # a server that was restarted costs no one an error page
        **_as_django(app(place)),
    }


@contextlib.contextmanager
def as_owner(place: Place) -> Iterator[None]:
    """Let Django's connection be the owner's while the block lasts: for migrations only."""
    from django.db import connection

    kept = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(_as_django(owner(place)))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(kept)


@contextlib.contextmanager
def available(place: Place, say: postgres.Say = print) -> Iterator[postgres.Server | None]:
    """Have the database answer while the block lasts: start the embedded server if it is ours.

    Yields the embedded server, or None for a server of others. Raises Refusal when that is away.
    """
    if external_url(place):
        check_external(place)
        yield None
        return
    with postgres.using(place, say=say) as server:
        yield server


def require_made(place: Place) -> None:
    """Raises Refusal where our own database was not made yet, instead of making it in passing."""
    if not external_url(place) and not postgres_ground.ground(place).data.exists():
        raise Refusal(
            "not_made",
            "There is no installation in {home} yet.",
            facts={"home": str(place.home)},
            mend="Run `dengwen init --kind real`, or `dengwen run` for a sample town.",
        )


def provision(place: Place, kind: Kind | None, server: postgres.Server | None) -> None:
    """Make roles, database, rights and mark of birth, as far as they are not there yet.

    Without a kind no mark is made: a backup that is restored brings its own.
    """
    passwords = {OWNER: place.secret(OWNER_PASSWORD), APP: place.secret(APP_PASSWORD)}
    if server is not None:
        with connect(server.admin, dbname="postgres", autocommit=True) as admin:
            for role, password in passwords.items():
                _make_role(admin, role, password)
            _make_database(admin, NAME)
        admin_of_it = server.admin | {"dbname": NAME}
    else:
        admin_of_it = _from_url(external_url(place))
        passwords[APP] = place.setting("DENGWEN_APP_PASSWORD") or passwords[APP]
        _prepare_external(admin_of_it, passwords)
    with connect(admin_of_it) as admin:
        grant(admin)
    if kind is not None:
        with connect(owner(place)) as connection:
            bear(connection, kind)


def grant(admin: psycopg.Connection[Any]) -> None:
    """Give the owner its schema, and the application its rights on all the owner will make."""
    admin.execute(f"ALTER SCHEMA public OWNER TO {OWNER}")
    admin.execute(f"GRANT USAGE ON SCHEMA public TO {APP}")
    admin.execute(
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public"
        f" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}"
    )
    admin.execute(
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public"
        f" GRANT USAGE, SELECT ON SEQUENCES TO {APP}"
    )


def bear(connection: psycopg.Connection[Any], kind: Kind) -> None:
    """Mark the database with its kind at its birth, once and for good."""
    connection.execute(_BIRTH)
    connection.execute(
        "INSERT INTO dengwen.birth (kind) VALUES (%s) ON CONFLICT DO NOTHING", [kind]
    )


def as_kind(word: str) -> Kind:
    """The word as a kind. Raises Refusal for any other."""
    for known in KINDS:
        if word == known:
            return known
    raise Refusal("unknown_kind", "A database is real, sample, drill or test.")


def kind(connection: psycopg.Connection[Any]) -> Kind | None:
    """The database's mark of birth; None when it has none (it is not one of ours)."""
    known = connection.execute("SELECT to_regclass('dengwen.birth')").fetchone()
    if not known or known[0] is None:
        return None
    row = connection.execute("SELECT kind FROM dengwen.birth").fetchone()
    return row[0] if row else None


_BIRTH = f"""
CREATE SCHEMA IF NOT EXISTS dengwen;
CREATE TABLE IF NOT EXISTS dengwen.birth (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    kind text NOT NULL CHECK (kind IN ('real', 'sample', 'drill', 'test')),
    born_at timestamptz NOT NULL DEFAULT now()
);
CREATE OR REPLACE FUNCTION dengwen.birth_is_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a mark of birth is never changed'; END $$;
CREATE OR REPLACE TRIGGER birth_is_for_good BEFORE UPDATE OR DELETE OR TRUNCATE
    ON dengwen.birth EXECUTE FUNCTION dengwen.birth_is_for_good();
GRANT USAGE ON SCHEMA dengwen TO {APP};
GRANT SELECT ON dengwen.birth TO {APP};
"""


def _embedded(place: Place) -> dict[str, str]:
    return {"host": str(postgres_ground.ground(place).socket), "dbname": NAME}


def _from_url(url: str) -> dict[str, str]:
    try:
        known = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise Refusal(
            "database_url",
            "DATABASE_URL cannot be read.",
            mend="Write postgresql://user:password@host:port/name .",
        ) from None
    return {name: str(value) for name, value in known.items() if value is not None}


def _as_django(known: dict[str, str]) -> dict[str, Any]:
    rest = {
        k: v for k, v in known.items() if k not in {"host", "port", "user", "password", "dbname"}
    }
    return {
        "HOST": known.get("host", ""),
        "PORT": known.get("port", ""),
        "NAME": known.get("dbname", NAME),
        "USER": known.get("user", ""),
        "PASSWORD": known.get("password", ""),
        "OPTIONS": {"connect_timeout": CONNECT_WITHIN, **rest},
    }


def check_external(place: Place) -> None:
    """Raises Refusal where the server of others is away or too old."""
    try:
        with connect(_from_url(external_url(place)), connect_timeout=10) as connection:
            version = connection.info.server_version // 10000
    except psycopg.OperationalError as error:
        raise Refusal(
            "database_away",
            "The database of DATABASE_URL does not answer: {why}",
            facts={"why": str(error).strip()},
        ) from None
    if version < 15:
        raise Refusal(
            "server_too_old",
            "The server of DATABASE_URL is PostgreSQL {version}; 15 is the oldest that works.",
            facts={"version": version},
        )


_NEW_ROLE = "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}"


def _make_role(admin: psycopg.Connection[Any], role: str, password: str) -> None:
    """Make the role or renew its password: the file beside us is what we sign in with."""
    known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    # Only a superuser may say NOSUPERUSER of a role that is there, though it changes nothing.
    verb = "ALTER ROLE {} LOGIN PASSWORD {}" if known else _NEW_ROLE
    admin.execute(sql.SQL(verb).format(sql.Identifier(role), sql.Literal(password)))


def _make_database(admin: psycopg.Connection[Any], name: str) -> None:
    known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    if not known:
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(OWNER)
            )
        )
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    admin.execute(
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(
            sql.Identifier(name), sql.Identifier(APP)
        )
    )


def _prepare_external(known: dict[str, str], passwords: dict[str, str]) -> None:
    """Roles and rights on a server of others, as far as the URL's user may give them."""
    try:
        with connect(known) as admin:
            user = admin.info.user
            if user != OWNER:
                _make_group(admin, OWNER, user)
            if not _lets_in(known | {"user": APP, "password": passwords[APP]}):
                _make_role(admin, APP, passwords[APP])
            name = sql.Identifier(admin.info.dbname)
            admin.execute(
                sql.SQL("GRANT CREATE, CONNECT ON DATABASE {} TO {}").format(
                    name, sql.Identifier(OWNER)
                )
            )
            admin.execute(
                sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(
                    name, sql.Identifier(APP)
                )
            )
    except psycopg.errors.InsufficientPrivilege as error:
        raise Refusal(
            "may_not_make_roles",
            "The user of DATABASE_URL may not make the roles it needs: {why}",
            facts={"why": str(error).strip()},
            mend=f"Let its administrator make the roles {OWNER} (owner of the database, granted to"
            f" the URL's user) and {APP} (login), and set DENGWEN_APP_PASSWORD.",
        ) from None


def _lets_in(known: dict[str, str]) -> bool:
    """Whether the server lets this role in: then nothing of it needs to be made or renewed."""
    try:
        connect(known, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def _make_group(admin: psycopg.Connection[Any], role: str, member: str) -> None:
    known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if not known:
        admin.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
    belongs = admin.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [member, role]).fetchone()
    if belongs != (True,):
        admin.execute(
            sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(member))
        )
