"""Promises of the whole: floors, style, and what may not stand in the source."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dengwen.config.place import REPOSITORY

BIN = Path(sys.executable).parent
SOURCES = REPOSITORY / "dengwen"


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_imports_only_go_down() -> None:
    run(str(BIN / "lint-imports"), "--no-cache")


def test_the_style_is_kept() -> None:
    run(str(BIN / "ruff"), "check", ".")
    run(str(BIN / "ruff"), "format", "--check", ".")


def test_the_types_hold() -> None:
    run(str(BIN / "mypy"), "dengwen")


def test_every_room_says_what_it_owns_and_where_to_start() -> None:
    for page in SOURCES.rglob("__init__.py"):
        if "migrations" not in page.parts:
            said = ast.get_docstring(ast.parse(page.read_text("utf-8"))) or ""
            missing = [word for word in ("Owns", "Never", "Start here") if word not in said]
            assert missing == [], page.relative_to(REPOSITORY)


def procedures() -> set[str]:
    """The names of all procedures of all packs, those of the tests too."""
    files = [*REPOSITORY.glob("packs/*/procedures/*.yaml")]
    files += [p for p in REPOSITORY.glob("tests/**/procedures/*.yaml")]
    named = re.compile(r"^procedure: *['\"]?([a-z_]+)", re.MULTILINE)
    return {name for file in files for name in named.findall(file.read_text("utf-8"))}


def sources(*endings: str) -> Iterator[Path]:
    for path in sorted(SOURCES.rglob("*")):
        if path.suffix in endings and "locale" not in path.parts:
            yield path


def test_no_procedure_is_named_in_code() -> None:
    names = procedures()
    assert names, "no pack was found"
    word = re.compile(rf"\b({'|'.join(sorted(names))})\b")
    found = [
        f"{path.relative_to(REPOSITORY)}:{number}: {hit[0]}"
        for path in sources(".py", ".html", ".txt", ".js", ".sql")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        for hit in [word.search(line)]
        if hit
    ]
    assert found == []


def test_requirements_are_hashed_and_name_no_host() -> None:
    for path in (REPOSITORY / "requirements").glob("*.txt"):
        text = path.read_text()
        assert "://" not in text, path.name
        assert "--index" not in text, path.name
        pinned = re.findall(r"^[A-Za-z0-9]\S*==\S+ \\\n    --hash=sha256:", text, re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE)), path.name
    lock = (REPOSITORY / "package-lock.json").read_text()
    assert "resolved" not in lock
    assert "://" not in re.sub(r'"(url|license)": "[^"]*"', "", lock)


def test_base_and_dev_pin_the_same_versions() -> None:
    def pins(name: str) -> dict[str, str]:
        text = (REPOSITORY / "requirements" / f"{name}.txt").read_text()
        return dict(re.findall(r"^([A-Za-z0-9._\[\]-]+)==(\S+)", text, re.MULTILINE))

    base, dev = pins("base"), pins("dev")
    assert base.items() <= dev.items()


@pytest.mark.parametrize("word", ["TODO", "FIXME"])
def test_nothing_is_left_for_later(word: str) -> None:
    found = [str(p) for p in sources(".py", ".html", ".js", ".scss") if word in p.read_text()]
    assert found == []
