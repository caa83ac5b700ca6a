"""The application's role reads the ledger, calls its functions, and can do nothing else to it."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import Error, connection, transaction

from dengwen.ledger import store
from tests.ledger.writing import named

TABLES = [
    "stream",
    "event",
    "unsequenced",
    "position",
    "cursor",
    "sealed_field",
    "person_key",
    "erasure",
    "service_key",
    "pack_archive",
    "access_seen",
]

FORBIDDEN = [
    *[f"DELETE FROM ledger.{table}" for table in TABLES],
    *[f"TRUNCATE ledger.{table}" for table in TABLES],
    *[f"INSERT INTO ledger.{table} DEFAULT VALUES" for table in TABLES],
    "UPDATE ledger.event SET body = body",
    "UPDATE ledger.event SET recorded_at = now()",
    "UPDATE ledger.stream SET version = 0",
    "UPDATE ledger.position SET leaf = leaf",
    "UPDATE ledger.sealed_field SET box = box",
    "UPDATE ledger.person_key SET wrapped = wrapped",
    "SELECT 1 FROM ledger.event FOR UPDATE",
    "COPY ledger.event FROM STDIN",
    "ALTER TABLE ledger.event DISABLE TRIGGER ALL",
    "ALTER TABLE ledger.event ADD COLUMN extra text",
    "DROP TABLE ledger.event CASCADE",
    "DROP TRIGGER append_only ON ledger.event",
    "DROP SCHEMA ledger CASCADE",
    "CREATE TABLE ledger.mine (id int)",
    "CREATE FUNCTION ledger.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql"
    " AS 'BEGIN RETURN NULL; END'",
    "ALTER FUNCTION ledger.sequence(int) OWNER TO dengwen_app",
    "GRANT ALL ON ledger.event TO dengwen_app; DELETE FROM ledger.event",
    "GRANT dengwen_owner TO dengwen_app",
    "SET ROLE dengwen_owner",
    "SET SESSION AUTHORIZATION dengwen_owner",
    "SET session_replication_role = replica",
    "RESET ROLE; DELETE FROM ledger.event",
    "RESET SESSION AUTHORIZATION; DELETE FROM ledger.event",
]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_application_is_refused(statement: str) -> None:
    before = named("matter:a")
    with pytest.raises(Error), transaction.atomic():
        _run(statement)
    assert store.read("matter:a", unseal=True) == [before]


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_a_function_of_the_callers_own_does_not_take_the_ledgers_place() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE stream (stream text, version bigint, head bytea)")
        cursor.execute("CREATE TEMPORARY TABLE event (LIKE ledger.event)")
        cursor.execute("SET LOCAL search_path = pg_temp, public")
    named("matter:a")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_temp.event")
        assert cursor.fetchone()[0] == 0
    assert len(store.read("matter:a")) == 1


OWNERS = [
    f"{verb} ledger.{table}{rest}"
    for table in ("event", "position", "erasure", "pack_archive")
    for verb, rest in (("DELETE FROM", ""), ("TRUNCATE", ""))
] + [
    "UPDATE ledger.event SET body = body",
    "UPDATE ledger.position SET leaf = leaf",
    "DELETE FROM ledger.stream",
    "TRUNCATE ledger.stream",
    "DELETE FROM ledger.service_key",
]


@pytest.mark.parametrize("statement", OWNERS)
def test_even_the_owners_own_statements_are_refused(
    superuser: psycopg.Connection[Any], statement: str
) -> None:
    named("matter:a")
    superuser.execute("SET ROLE dengwen_owner")
    with pytest.raises(psycopg.Error, match="append-only"):
        superuser.execute(statement)


def test_a_replica_in_disguise_is_refused_too(superuser: psycopg.Connection[Any]) -> None:
    named("matter:a")
    superuser.execute("SET session_replication_role = replica")
    with pytest.raises(psycopg.Error, match="append-only"):
        superuser.execute("DELETE FROM ledger.event")
