"""A hundred megabytes of text: refused with a clear page, and the site hardly feels it."""

from __future__ import annotations

import http.client
from collections.abc import Iterator

import psutil
import pytest

from tests.faults.conftest import HouseWithServer

pytestmark = pytest.mark.kill

PIECE = b"statement=" + "火".encode() * 21_000
PIECES = 100 * 1024 * 1024 // len(PIECE)


def of_100_megabytes() -> Iterator[bytes]:
    for _ in range(PIECES):
        yield PIECE


def memory(house: HouseWithServer) -> int:
    """Bytes that the web processes hold."""
    held = 0
    for process in house.processes()["web"]:
        try:
            held += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return held


def sent(house: HouseWithServer, path: str) -> tuple[int, str]:
    call = http.client.HTTPConnection("127.0.0.1", house.port, timeout=60)
    said = {
        "Accept-Language": "en",
        "Content-Length": str(PIECES * len(PIECE)),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        call.request("POST", path, of_100_megabytes(), said)
        answer = call.getresponse()
        return answer.status, answer.read().decode()
    finally:
        call.close()


@pytest.mark.parametrize("path", ["/write/what", "/follow", "/desk/sign-in", "/api/requests"])
def test_it_is_refused_with_a_page_and_little_memory(house: HouseWithServer, path: str) -> None:
    house.await_answer()
    before = memory(house)
    status, page = sent(house, path)
    assert status == 413
    assert "too large" in page
    assert memory(house) - before < 64 * 1024 * 1024
    house.await_answer()
