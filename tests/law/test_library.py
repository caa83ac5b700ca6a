"""The library: one pack is law here and now, and the old ones stay to explain a date."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import msgspec
import pytest

from dengwen.errors import Fault
from dengwen.law import library, loader
from dengwen.law.pack import Pack

CN = Path(__file__).parents[2] / "packs" / "cn-fire"


@pytest.fixture(autouse=True)
def empty_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library of its own for each test."""
    monkeypatch.setattr(library._Shelf, "pack", None)
    monkeypatch.setattr(library._Shelf, "archive", None)
    monkeypatch.setattr(library._Shelf, "old", {})


@pytest.fixture(scope="module")
def pack() -> Pack:
    return loader.load(CN)


def test_without_a_pack_there_is_no_law() -> None:
    with pytest.raises(Fault, match="No law pack"):
        library.current()


def test_the_installed_pack_is_the_law(pack: Pack) -> None:
    library.install(pack)
    assert library.current() is pack
    assert library.by_hash(pack.hash) is pack
    assert library.procedure("petition").procedure == "petition"


def test_an_unknown_procedure_is_a_broken_promise(pack: Pack) -> None:
    library.install(pack)
    with pytest.raises(Fault, match="no procedure"):
        library.procedure("petitions")


def test_an_old_pack_comes_back_from_the_archive(pack: Pack, tmp_path: Path) -> None:
    library.install(pack, tmp_path)
    newer = msgspec.structs.replace(pack, hash="0" * 64)
    library._Shelf.old.clear()
    library.install(newer)
    assert library.by_hash(pack.hash).procedures == pack.procedures
    assert library.by_hash(pack.hash) is library.by_hash(pack.hash)


def test_an_archived_pack_that_was_altered_is_refused(pack: Pack, tmp_path: Path) -> None:
    library.install(pack, tmp_path)
    library._Shelf.old.clear()
    path = tmp_path / f"{pack.hash}.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"limit":60', '"limit":90'), encoding="utf-8")
    with pytest.raises(Fault, match="altered"):
        library.by_hash(pack.hash)


def test_a_pack_that_was_never_kept_is_a_broken_promise(pack: Pack) -> None:
    library.install(pack)
    with pytest.raises(Fault, match="not in the archive"):
        library.by_hash("f" * 64)


def test_the_version_of_the_day_governs(tmp_path: Path) -> None:
    home = tmp_path / "cn-fire"
    shutil.copytree(CN, home)
    old = home / "procedures" / "petition.yaml"
    text = old.read_text(encoding="utf-8")
    (home / "procedures" / "petition-2027.yaml").write_text(
        text.replace("from: 2022-05-01", "from: 2027-01-01"), encoding="utf-8"
    )
    old.write_text(
        text.replace("{from: 2022-05-01}", "{from: 2022-05-01, to: 2026-06-30}"), "utf-8"
    )
    library.install(loader.load(home))
    begins = {
        None: 2027,
        date(2015, 1, 1): 2022,
        date(2026, 6, 30): 2022,
        date(2026, 9, 1): 2022,
        date(2027, 1, 1): 2027,
    }
    for on, year in begins.items():
        assert library.procedure("petition", on).in_force.from_.year == year


def test_a_text_is_said_in_the_language_or_the_default(pack: Pack) -> None:
    text = {"zh-Hant": "複查", "zh-Hans": "复查", "en": "Recheck"}
    assert library.say(text, "en") == "Recheck"
    assert library.say(text, "fr") == "複查"
    library.install(pack)
    assert library.say(text, "zh-hans") == "复查"
    assert library.say(text, "en-gb") == "Recheck"
    assert library.say(text, "fr") == "複查"
    assert library.say("XF", "en") == "XF"
    assert library.say(None, "en") == ""
