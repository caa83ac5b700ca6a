"""A backup restored on an empty machine: what was promised before still holds there."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dengwen.config import postgres
from tests.faults.conftest import near_the_root
from tests.kill.running import House


@pytest.fixture
def two() -> Iterator[tuple[House, House]]:
    """An old place with its units, and an empty new one."""
    both = (House(near_the_root("dengwen-old-")), House(near_the_root("dengwen-new-")))
    with contextlib.ExitStack() as servers:
        for house in both:
            servers.enter_context(postgres.using(house.place, settings=postgres.UNSAFE))
        both[0].make()
        yield both
    for house in both:
        house.remove()


def do(house: House, *words: str) -> Any:
    """What `tests.faults.doing WORDS` tells, in this house."""
    return json.loads(house.run([sys.executable, "-m", "tests.faults.doing", *words]))


def test_receipts_secrets_and_erasures_hold_where_an_older_backup_is_restored(
    two: tuple[House, House], tmp_path: Path
) -> None:
    old, new = two
    lived: dict[str, Any] = do(old, "live")
    backup = tmp_path / "backup"
    old.dengwen("backup", str(backup))
    do(old, "erase", lived["erased"]["number"])  # after the backup was made
    shutil.copy(old.place.keys / "master.key", new.place.keys / "master.key")
    shutil.copy(old.place.home / "erasures.jsonl", new.place.home / "erasures.jsonl")
    said = new.dengwen("restore", str(backup))
    assert "1 forgotten again" in said
    assert "0 broken" in said
    (tmp_path / "lived").write_text(json.dumps(lived))
    found = do(new, "look", str(tmp_path / "lived"))
    assert found == {
        "secret opens": True,
        "receipt holds": [],
        "key is published": True,
        "paper confirmed": True,
        "statement": "安全出口被鎖住",
        "file": "a drum",
        "erased statement": None,
        "erased receipt": None,
        "erased secret opens the matter": lived["erased"]["number"],
        "found by searching for the erased": [],
        "their letters": 0,
        "their files": 0,
        "broken": [],
        "differences": [],
    }
