"""A PostgreSQL of the city, as docs/how-to/city.md sets it up: its user may do little."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from dengwen.config import postgres
from tests.config.conftest import Town, end, make_town


@pytest.fixture
def theirs() -> Iterator[tuple[dict[str, str], str]]:
    """A server of others: how its administrator connects, and the address that we are given."""
    there = make_town()
    with postgres.using(there.place, settings=postgres.UNSAFE) as server:
        admin = server.admin | {"dbname": "postgres"}
        with psycopg.connect(**admin, autocommit=True) as connection:
            connection.execute("CREATE ROLE given LOGIN CREATEROLE PASSWORD 'given'")
            connection.execute("CREATE DATABASE dengwen OWNER given TEMPLATE template0")
        yield admin, f"postgresql://given:given@/dengwen?host={server.admin['host']}"
    end(there)


def test_a_user_who_may_make_roles_is_enough_and_later_not_even_that(
    theirs: tuple[dict[str, str], str], town: Town
) -> None:
    admin, address = theirs
    town.run("init", "--kind", "test", DATABASE_URL=address)
    assert "marked test" in town.run("init", DATABASE_URL=address)
    with psycopg.connect(**admin, autocommit=True) as connection:
        connection.execute("ALTER ROLE given NOCREATEROLE")
    town.run("init", DATABASE_URL=address)
    (town.place.keys / "pg-app.password").write_text("another")
    refused = town.run("init", DATABASE_URL=address, fails=True)
    assert "may not make the roles" in refused
    assert "set DENGWEN_APP_PASSWORD" in refused
