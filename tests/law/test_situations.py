"""Every situation a lawyer wrote beside the procedures comes out as the lawyer expects."""

from __future__ import annotations

from pathlib import Path

import pytest

from dengwen.errors import PackError
from dengwen.law import loader, situations, strict_yaml
from dengwen.law.pack import Pack

CN = Path(__file__).parents[2] / "packs" / "cn-fire"
FILES = sorted((CN / "tests").glob("*.yaml"))


@pytest.fixture(scope="module")
def pack() -> Pack:
    return loader.load(CN)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_situations_of_a_procedure_hold(path: Path, pack: Pack) -> None:
    result = situations.check(path, pack)
    assert result.text().endswith(f"{result.passed} passed, 0 failed")
    assert result.passed >= 6


def test_every_clock_has_a_situation_or_is_told_of_here(pack: Pack) -> None:
    told = {
        (path.stem, one["clock"])
        for path in FILES
        for one in strict_yaml.read(path).value["situations"]
    }
    every = {(name, clock) for name, own in pack.procedures.items() for clock in own[-1].clocks}
    assert every == told


def test_a_wrong_expectation_is_told(pack: Pack, tmp_path: Path) -> None:
    path = tmp_path / "petition.yaml"
    text = (CN / "tests" / "petition.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace('due: "2026-01-26"', 'due: "2026-01-24"'), encoding="utf-8")
    result = situations.check(path, pack)
    assert result.failed == 1
    assert "expected running, due 2026-01-24, raw 2026-01-24" in result.text()


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("clock: conclude", "clock: conclud", "no clock"),
        ("was: accept,", "was: acept,", "no trigger"),
        ("procedure: petition", "procedure: petitions", "no such procedure"),
        ("{was: accept, on: 2026-07-06}", "{was: accept}", "is not clear"),
        ("at: 2026-03-10T10:00}", "at: tomorrow}", "is no minute"),
    ],
)
def test_a_situation_that_cannot_be_read_is_refused(
    pack: Pack, tmp_path: Path, old: str, new: str, wrong: str
) -> None:
    path = tmp_path / "petition.yaml"
    text = (CN / "tests" / "petition.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PackError, match=wrong):
        situations.check(path, pack)
