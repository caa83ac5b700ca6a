"""`dengwen law check` runs what lawyers wrote, in either form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dengwen.config.cli_law import app
from dengwen.law import library

ROOT = Path(__file__).parents[2]
CN = ROOT / "packs" / "cn-fire"
run = CliRunner()


@pytest.fixture(autouse=True)
def law_of_the_house() -> Iterator[None]:
    """The commands install the pack they are given; afterwards the house has its own again."""
    from dengwen.config import start

    yield
    library._Shelf.pack = None
    start.install_pack()


def test_situations_of_a_pack_are_run() -> None:
    told = run.invoke(app, ["check", str(CN / "tests" / "petition.yaml"), "--pack", str(CN)])
    assert told.exit_code == 0, told.output
    assert told.output.strip().endswith("passed, 0 failed")


def test_situations_of_another_pack_are_run_against_it() -> None:
    pack = ROOT / "tests" / "packs" / "en-police"
    file = pack / "tests" / "police_complaint.yaml"
    told = run.invoke(app, ["check", str(file), "--pack", str(pack)])
    assert told.output.strip() == "4 passed, 0 failed"


def test_a_wrong_expectation_is_told_and_the_status_is_one(tmp_path: Path) -> None:
    good = (CN / "tests" / "petition.yaml").read_text(encoding="utf-8")
    wrong = tmp_path / "petition.YML"
    first = good.split("due: ", 1)
    wrong.write_text(first[0] + 'due: "2039-01-01"\n' + first[1].split("\n", 1)[1], "utf-8")
    told = run.invoke(app, ["check", str(wrong), "--pack", str(CN)])
    assert told.exit_code == 1
    assert "FAILED" in told.output
    assert "1 failed" in told.output


def test_vectors_are_still_read_as_json() -> None:
    vectors = ROOT / "tests" / "law" / "vectors.json"
    told = run.invoke(app, ["check", str(vectors), "--pack", str(CN)])
    assert told.exit_code == 0, told.output
