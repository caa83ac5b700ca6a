"""The embedded server: started once, shared, stopped last; stale pids, kills and other servers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from dengwen.config import postgres, postgres_ground, postgres_programs
from dengwen.config.place import Place
from dengwen.errors import Refusal


@pytest.fixture(name="place")
def place_of_the_town(town: Any) -> Place:
    return town.place


def ask(server: postgres.Server, question: str) -> object:
    with psycopg.connect(**server.admin, dbname="postgres") as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def family(server: postgres.Server) -> list[psutil.Process]:
    parent = psutil.Process(postgres.pid(server.ground) or 0)
    return [parent, *parent.children(recursive=True)]


def test_it_starts_and_stops_and_keeps_what_was_written(place: Place) -> None:
    with postgres.using(place) as server:
        with psycopg.connect(**server.admin, dbname="postgres") as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        assert ask(server, "SHOW listen_addresses") == ""
        assert ask(server, "SHOW fsync") == "on"
    assert postgres.pid(server.ground) is None
    with postgres.using(place) as again:
        assert ask(again, "SELECT one FROM kept") == 1


@pytest.mark.parametrize("folder", [p.folder for p in postgres_programs.found()], ids=str)
def test_every_server_here_knows_chinese_letters(
    place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DENGWEN_PG_BIN", str(folder))
    with postgres.using(place, settings=postgres.UNSAFE) as server:
        assert (
            ask(server, "SELECT to_tsvector('simple', '號誌，故障')::text") == "'故障':2 '號誌':1"
        )
        assert ask(server, r"SELECT '號' ~ '^\w$'") is True
        assert ask(server, "SELECT 'b' > 'B' AND '中' > 'z'") is True


def test_files_are_for_the_server_only(place: Place) -> None:
    with postgres.using(place, settings=postgres.UNSAFE) as server:
        assert server.ground.data.stat().st_mode & 0o777 == 0o700
        assert (place.keys / postgres.ADMIN_PASSWORD).stat().st_mode & 0o777 == 0o600
        hba = (server.ground.data / "pg_hba.conf").read_text()
        lines = [line.split() for line in hba.splitlines() if line and line[0] != "#"]
        assert {words[-1] for words in lines} == {"scram-sha-256"}


def test_the_last_one_out_stops_it(place: Place) -> None:
    with postgres.using(place, settings=postgres.UNSAFE) as first:
        with postgres.using(place) as second:
            assert postgres.pid(first.ground) == postgres.pid(second.ground)
        assert ask(first, "SELECT 1") == 1
    assert postgres.pid(first.ground) is None


def test_two_processes_starting_at_once_share_one_server(place: Place) -> None:
    program = (
        "import sys, pathlib, time; from dengwen.config import postgres, place\n"
        "with postgres.using(place.Place(pathlib.Path(sys.argv[1]))) as server:\n"
        "    print(postgres.pid(server.ground), flush=True); time.sleep(1)"
    )
    command = [sys.executable, "-c", program, str(place.home)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    pids = [process.communicate(timeout=60)[0].strip() for process in both]
    assert pids[0] == pids[1] != ""
    assert all(process.returncode == 0 for process in both)
    assert postgres.pid(postgres_ground.ground(place)) is None


def test_a_stale_pid_of_another_living_process_is_no_hindrance(place: Place) -> None:
    with postgres.using(place) as server:
        for process in family(server):
            process.kill()
        wait_until_gone(server)
    pid_file = server.ground.data / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    with postgres.using(place) as again:
        assert ask(again, "SELECT 1") == 1


def test_locks_whose_number_came_round_to_the_server_user_are_no_hindrance(place: Place) -> None:
    """PostgreSQL believes a lock that names a living process of its own user."""
    with postgres.using(place, settings=postgres.UNSAFE) as server:
        for process in family(server):
            process.kill()
        wait_until_gone(server)
    sleeper = subprocess.Popen(["sleep", "60"], **server.ground.as_server())
    try:
        (lock,) = server.ground.socket.glob(".s.PGSQL.*.lock")
        for path in (server.ground.data / "postmaster.pid", lock):
            lines = path.read_text().split("\n")
            path.write_text("\n".join([str(sleeper.pid), *lines[1:]]))
        with postgres.using(place, settings=postgres.UNSAFE) as again:
            assert ask(again, "SELECT 1") == 1
    finally:
        sleeper.kill()
        sleeper.wait()


@pytest.mark.kill
def test_what_was_committed_survives_sigkill(place: Place) -> None:
    with postgres.using(place) as server:
        with psycopg.connect(**server.admin, dbname="postgres", autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (n int)")
            connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
        for process in family(server):
            process.kill()
        wait_until_gone(server)
        postgres.revive(server)
        assert ask(server, "SELECT count(*) FROM kept") == 1000


@pytest.mark.kill
def test_children_that_outlive_their_postmaster_are_waited_for(place: Place) -> None:
    with postgres.using(place) as server:
        os.kill(postgres.pid(server.ground) or 0, signal.SIGKILL)
        wait_until_gone(server)
        postgres.revive(server)
        assert ask(server, "SELECT 1") == 1


def wait_until_gone(server: postgres.Server) -> None:
    until = time.monotonic() + 30
    while postgres.pid(server.ground) is not None and time.monotonic() < until:
        time.sleep(0.02)


def test_data_of_another_server_are_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with postgres.using(place, settings=postgres.UNSAFE) as server:
        born = server.ground.data / postgres_programs.BIRTH_FILE
    facts = json.loads(born.read_text())
    monkeypatch.setenv("DENGWEN_PG_BIN", str(server.programs.folder))
    for change in ({"major": facts["major"] - 1}, {"server": "another"}):
        born.write_text(json.dumps(facts | change))
        with pytest.raises(Refusal) as no, postgres.using(place):
            pass
        assert no.value.code == "another_server"
    monkeypatch.delenv("DENGWEN_PG_BIN")
    with pytest.raises(Refusal) as no, postgres.using(place):
        pass
    assert no.value.code == "another_server"


def test_data_stay_with_their_server_when_a_newer_one_appears(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = postgres_programs.look(postgres_programs.wheel_folder())
    if wheel is None or len(postgres_programs.found()) < 2:
        pytest.skip("only one server on this machine")
    monkeypatch.setenv("DENGWEN_PG_BIN", str(wheel.folder))
    with postgres.using(place, settings=postgres.UNSAFE):
        pass
    monkeypatch.delenv("DENGWEN_PG_BIN")
    with postgres.using(place, settings=postgres.UNSAFE) as server:
        assert server.programs == wheel


def test_a_server_that_cannot_start_says_why(place: Place) -> None:
    with (
        pytest.raises(Refusal) as no,
        postgres.using(place, settings={"shared_buffers": "nonsense"}),
    ):
        pass
    assert no.value.code == "server_failed"
    assert "shared_buffers" in str(no.value.facts["last"])


def test_a_lost_password_is_told_in_words(place: Place) -> None:
    with postgres.using(place, settings=postgres.UNSAFE):
        pass
    (place.keys / postgres.ADMIN_PASSWORD).write_text("another")
    with pytest.raises(Refusal) as no, postgres.using(place):
        pass
    assert no.value.code == "admin_password_lost"


def test_a_deep_home_gets_a_short_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 90)
    socket = postgres_ground.ground(Place(deep)).socket
    assert len(os.fsencode(socket / ".s.PGSQL.5432")) < 107
