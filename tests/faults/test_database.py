"""The database goes, stands still or takes nothing: people are told, nothing acknowledged is lost,
and when it is back everything goes on by itself."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import HouseWithServer
from tests.kill.visitor import Visitor

pytestmark = pytest.mark.kill

AWAY = {
    "zh-Hant": "登記系統暫時無法連接。沒有收下任何內容，也沒有回執。",
    "zh-Hans": "登记系统暂时无法连接。没有收下任何内容，也没有回执。",
    "en": "The register cannot be reached just now. Nothing was taken in and there is no receipt.",
}


def at_the_last_page(house: HouseWithServer, language: str) -> tuple[Visitor, str, dict[str, str]]:
    """Someone who has written everything and is about to send it."""
    visitor = Visitor(house.port, "127.0.9.1")
    visitor.language = language
    return (visitor, *visitor.write(house.offer))


def told_that_it_is_away(visitor: Visitor, path: str, form: dict[str, str] | None = None) -> None:
    status, _place, page = visitor.ask(path, form)
    assert status == 503, page
    assert AWAY[visitor.language] in page
    assert "dw-receipt" not in page


def until(holds: Callable[[], bool], patience: float = 30) -> None:
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.parametrize("how", ["away", "only read"])
def test_while_nothing_can_be_taken_everyone_is_told_and_can_send_it_afterwards(
    house: HouseWithServer, how: str
) -> None:
    waiting = [at_the_last_page(house, language) for language in AWAY]
    if how == "away":
        house.database_goes()
    else:
        house.order("ALTER DATABASE elsewhere SET default_transaction_read_only = on")
        house.hang_up()
    for visitor, address, form in waiting:
        told_that_it_is_away(visitor, address, form)
    if how == "away":
        house.database_comes()
    else:
        house.order("ALTER DATABASE elsewhere RESET default_transaction_read_only")
        house.hang_up()
    house.await_answer()
    for visitor, address, form in waiting:
        status, place, _page = visitor.ask(address, form)
        assert (status, place) == (302, "/write/sent")
        assert visitor.ask(place)[0] == 200


def test_a_restart_under_load_loses_nothing(house: HouseWithServer) -> None:
    house.bring()
    house.await_both_doors()
    house.database_goes()
    house.database_comes()
    house.await_both_doors()
    house.rest()


def test_what_starts_while_the_database_is_away_waits_for_it(house: HouseWithServer) -> None:
    house.database_goes()
    house.kill("web")
    house.kill("worker")
    visitor = Visitor(house.port, "127.0.9.2")
    until(lambda: _answers(visitor))
    told_that_it_is_away(visitor, "/healthz")
    before = _running(house)
    time.sleep(2.5)
    assert _running(house) == before, "it is started again and again"
    house.database_comes()
    house.await_answer()
    assert _running(house) == before


def test_a_step_that_a_new_version_wants_is_named_and_waited_for(house: HouseWithServer) -> None:
    """A version with another table was put in place while the site ran, and something restarted."""
    house.order("DELETE FROM django_migrations WHERE app = 'sessions'")
    kept = len(house.said())
    house.kill("web")
    house.kill("worker")
    visitor = Visitor(house.port, "127.0.9.2")
    until(lambda: _answers(visitor))
    told_that_it_is_away(visitor, "/")
    before = _running(house)
    time.sleep(2.5)
    assert _running(house) == before, "it is started again and again"
    assert house.said()[kept:].count("sessions.0001_initial") == 2  # the web and the worker, once
    assert "dengwen init" in house.said()[kept:]
    house.order(
        "INSERT INTO django_migrations (app, name, applied)"
        " VALUES ('sessions', '0001_initial', now())"
    )
    house.await_answer()


def test_three_workers_do_everything_once(house: HouseWithServer) -> None:
    work = [sys.executable, "-P", "-m", "dengwen.config", "work"]
    more = [
        subprocess.Popen(work, env=house.environment, stdout=subprocess.DEVNULL, stderr=2)
        for _ in range(2)
    ]
    try:
        told = house.do("bring", "30").split()
        house.acknowledged += told
        mail = house.place.home / "simulated" / "mail"
        until(lambda: len(_letters(mail)) >= len(told))
        time.sleep(1)  # for one that would come twice
    finally:
        for process in more:
            process.terminate()
            assert process.wait(30) == 0
    letters = [path.read_text() for path in _letters(mail)]
    assert [sum(number in letter for letter in letters) for number in told] == [1] * len(told)


def _answers(visitor: Visitor) -> bool:
    try:
        visitor.ask("/healthz")
    except OSError:
        return False
    return True


def _running(house: HouseWithServer) -> set[int]:
    found = house.processes()
    return {process.pid for name in ("supervisor", "web", "worker") for process in found[name]}


def _letters(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.eml"))
