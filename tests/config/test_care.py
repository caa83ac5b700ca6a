"""Doctor, backup, restore and move, each as a person runs it."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dengwen.config import database, postgres
from dengwen.config.place import Place
from tests.config.conftest import end, make_town


def as_owner(place: Place, statement: str) -> None:
    with postgres.using(place), psycopg.connect(**database.owner(place)) as connection:
        connection.execute(statement)


def levels(said: str) -> dict[str, str]:
    return {finding["name"]: finding["level"] for finding in json.loads(said)}


def test_an_empty_place_is_told_what_to_do(town: Any) -> None:
    said = town.run("doctor", fails=True)
    assert "no installation" in said
    assert "dengwen init" in said
    assert not (town.place.home / "postgres").exists()


def test_a_sound_installation_is_well(living_town: Any) -> None:
    found = levels(living_town.run("doctor", "--json"))
    assert set(found.values()) <= {"well", "warns"}
    assert {"durability", "rights", "letters", "master_key", "migrations", "pack"} <= set(found)


def test_init_may_be_run_again(living_town: Any) -> None:
    assert "marked test" in living_town.run("init", "--kind", "real")


def test_a_kind_that_is_none_is_refused(town: Any) -> None:
    assert "real, sample, drill or test" in town.run("init", "--kind", "toy", fails=True)


@pytest.mark.parametrize(
    ("wrong", "right", "name"),
    [
        (
            "GRANT INSERT ON ledger.event TO dengwen_app",
            "REVOKE INSERT ON ledger.event FROM dengwen_app",
            "rights",
        ),
        (
            "GRANT TRUNCATE ON django_session TO dengwen_app",
            "REVOKE TRUNCATE ON django_session FROM dengwen_app",
            "rights",
        ),
        (
            "DELETE FROM django_migrations WHERE app = 'sessions'",
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('sessions', '0001_initial', now())",
            "migrations",
        ),
    ],
)
def test_the_doctor_refuses_and_so_does_the_start(
    living_town: Any, wrong: str, right: str, name: str
) -> None:
    as_owner(living_town.place, wrong)
    try:
        assert levels(living_town.run("doctor", "--json", fails=True))[name] == "refuses"
        living_town.run("verify", fails=True)
    finally:
        as_owner(living_town.place, right)
    assert levels(living_town.run("doctor", "--json"))[name] == "well"


def test_a_database_that_may_forget_is_refused_unless_it_is_a_test(living_town: Any) -> None:
    place = living_town.place
    with postgres.using(place, settings=postgres.UNSAFE):
        assert levels(living_town.run("doctor", "--json"))["durability"] == "warns"
        with psycopg.connect(**database.owner(place)) as connection:
            connection.execute("ALTER TABLE dengwen.birth DISABLE TRIGGER USER")
            connection.execute("UPDATE dengwen.birth SET kind = 'real'")
        try:
            said = living_town.run("doctor", "--json", fails=True)
            assert levels(said)["durability"] == "refuses"
        finally:
            with psycopg.connect(**database.owner(place)) as connection:
                connection.execute("UPDATE dengwen.birth SET kind = 'test'")
                connection.execute("ALTER TABLE dengwen.birth ENABLE TRIGGER USER")


def test_a_lost_master_key_is_refused(living_town: Any) -> None:
    key = living_town.place.keys / "master.key"
    kept = key.read_bytes()
    key.unlink()
    try:
        found = levels(living_town.run("doctor", "--json", fails=True))
        assert found["master_key"] == "refuses"
    finally:
        key.write_bytes(kept)
        key.chmod(0o600)


def test_the_mark_of_birth_is_for_good(living_town: Any) -> None:
    with pytest.raises(psycopg.errors.RaiseException):
        as_owner(living_town.place, "UPDATE dengwen.birth SET kind = 'real'")
    with pytest.raises(psycopg.errors.RaiseException):
        as_owner(living_town.place, "TRUNCATE dengwen.birth")


def test_a_backup_restores_elsewhere_whole(living_town: Any, town: Any, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    living_town.run("backup", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    with tarfile.open(file) as tar:
        assert not any(name.startswith("keys") for name in tar.getnames())
    assert "never overwrites" in living_town.run("backup", str(file), fails=True)

    assert "master key" in town.run("restore", str(file), "--no-erasures", fails=True)
    shutil.copy(living_town.place.keys / "master.key", town.place.keys / "master.key")
    assert "erasures" in town.run("restore", str(file), fails=True)
    assert "0 broken" in town.run("restore", str(file), "--no-erasures")
    assert (town.place.files / "sealed").read_bytes() == b"\x01\x02\x03"
    assert "u1" in town.run("staff", "units")
    assert "marked test" in town.run("doctor")
    assert "already" in town.run("restore", str(file), "--no-erasures", fails=True)


def test_a_damaged_backup_restores_nothing(living_town: Any, town: Any, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    living_town.run("backup", str(file), "--with-keys")
    damaged = tmp_path / "damaged"
    with tarfile.open(file) as old, tarfile.open(damaged, "w") as new:
        for member in old.getmembers():
            content = old.extractfile(member)
            assert content is not None
            data = content.read()
            if member.name == "database.dump":
                data = data[:-1] + bytes([data[-1] ^ 1])
            new.addfile(member, io.BytesIO(data))
    assert "database.dump" in town.run("restore", str(damaged), "--no-erasures", fails=True)
    assert "no backup of ours" in town.run("restore", __file__, fails=True)
    assert "0 broken" in town.run("restore", str(file), "--no-erasures")


@pytest.fixture
def other_server() -> Iterator[str]:
    """An empty database on a server of others: its address.

    A server of this test's own: moving there sets the passwords of roles, which a server shares.
    """
    there = make_town()
    with postgres.using(there.place, settings=postgres.UNSAFE) as server:
        name = "moved_here"
        with psycopg.connect(**server.admin, dbname="postgres", autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}")
        password, host = server.admin["password"], server.admin["host"]
        yield f"postgresql://{postgres.ADMIN}:{password}@/{name}?host={host}"
    end(there)


def test_a_database_moves_to_another_server(
    living_town: Any, other_server: str, town: Any, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    living_town.run("backup", str(file), "--with-keys")
    town.run("restore", str(file), "--no-erasures")
    assert "0 broken" in town.run("db", "move", other_server)
    assert "of others" in town.run("doctor")
    assert "u1" in town.run("staff", "units")
    assert "0 broken" in town.run("verify")
    assert town.place.env_file.stat().st_mode & 0o777 == 0o600
