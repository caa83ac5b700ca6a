"""The disk is full: the person is told that nothing was taken, nothing is half written, and when
there is room again everything goes on."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dengwen.config import postgres
from dengwen.config.place import Place
from dengwen.files import store as files
from dengwen.files.models import FileRow
from dengwen.matters.actions.open import load
from dengwen.matters.models import MatterRow
from tests.faults.conftest import HouseWithServer, near_the_root
from tests.kill.visitor import Visitor
from tests.matters.conftest import master_key, people
from tests.web.portal import walking

__all__ = ["master_key", "people"]

NOTHING_TAKEN = "Nothing was taken in"


@contextlib.contextmanager
def no_more_than(size: int) -> Iterator[None]:
    """Let the machine refuse this process every byte of a file beyond `size`."""
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, kept[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)


@pytest.fixture
def visitor(people: None, tmp_path: Path, settings: Any) -> Client:
    """Someone at the door, with files of the test's own."""
    settings.DENGWEN_HOME = tmp_path
    settings.DENGWEN_FILES = tmp_path / "files"
    return Client(headers={"accept-language": "en"}, raise_request_exception=False)


def on_disk() -> list[Path]:
    return [path for path in files._home().rglob("*") if path.is_file()]


def test_a_file_that_finds_no_room_in_the_draft_is_told_and_the_draft_stays(
    visitor: Client,
) -> None:
    token = walking.write(visitor)
    picture = SimpleUploadedFile("a.txt", b"x" * 200_000)
    with no_more_than(100_000):
        answer = visitor.post("/write/files", {"files": picture})
    assert answer.status_code == 503
    assert NOTHING_TAKEN in answer.content.decode()
    assert walking.press(visitor.get("/write/check").content.decode()) == token
    visitor.post("/write/send", {"press": token})
    assert load(walking.receipt(visitor)[0]).files == {}


def test_a_matter_whose_file_finds_no_room_is_not_taken_and_can_be_sent_again(
    visitor: Client,
) -> None:
    token = walking.write(visitor)
    visitor.post("/write/files", {"files": SimpleUploadedFile("a.txt", b"x" * 200_000)})
    with no_more_than(100_000):
        answer = visitor.post("/write/send", {"press": token})
    assert answer.status_code == 503
    assert NOTHING_TAKEN in answer.content.decode()
    assert "dw-receipt" not in answer.content.decode()
    assert (MatterRow.objects.count(), FileRow.objects.count()) == (0, 0)
    visitor.post("/write/send", {"press": token})
    assert len(load(walking.receipt(visitor)[0]).files) == 1
    files.sweep(older_than=-1)
    assert len(on_disk()) == 1  # the half that was written is gone


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 160 MB that only this test fills."""
    folder = near_the_root("dengwen-disk-")
    made = ["mount", "-t", "tmpfs", "-o", "size=160m,mode=711", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(made, capture_output=True).returncode:
        folder.rmdir()
        pytest.skip("only root may make a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


@pytest.mark.soak
def test_a_database_whose_disk_is_full_takes_nothing_and_recovers(small_disk: Path) -> None:
    with postgres.using(Place(small_disk)) as server:
        house = HouseWithServer(near_the_root("dengwen-house-"), server)
        try:
            house.make()
            fill_and_free(house, small_disk / "filled")
        finally:
            house.database_comes()
            house.close()
            house.remove()


def fill_and_free(house: HouseWithServer, filling: Path) -> None:
    visitor = Visitor(house.port, "127.0.9.3")
    visitor.language = "en"
    address, form = visitor.write(house.offer)
    house.bring()
    house.await_both_doors()
    with filling.open("wb") as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 65536)
            file.flush()
    status, _place, page = until_refused(house)
    assert (status, NOTHING_TAKEN in page, "dw-receipt" in page) == (503, True, False)
    filling.unlink()
    house.database_comes()
    house.await_answer()
    house.await_both_doors()
    house.rest()
    assert visitor.ask(address, form)[:2] == (302, "/write/sent")
    told = house.judge()
    assert told["fsync"] == "on"
    assert (told["lost"], told["broken"], told["differences"]) == ([], [], [])


def until_refused(house: HouseWithServer) -> tuple[int, str, str]:
    """Send matters until the database has no room for one."""
    for n in range(2000):
        visitor = Visitor(house.port, f"127.0.10.{n % 250 + 1}")
        visitor.language = "en"
        try:
            address, form = visitor.write(house.offer)
        except LookupError:  # a page before the last one was refused already
            continue
        told = visitor.ask(address, form)
        if told[0] != 302:
            return told
    raise AssertionError("the disk is never full")
