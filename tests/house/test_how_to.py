"""What the pages of docs/ tell people to type, to open, to press and to write is there."""

from __future__ import annotations

import configparser
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer
import yaml
from babel.messages import pofile

from dengwen.config import cli
from dengwen.config.place import REPOSITORY
from dengwen.intake.bulk import mapping
from dengwen.law import loader, procedure
from dengwen.law.soundness import wording

DOCS = REPOSITORY / "docs"
HOW_TO = DOCS / "how-to"
TOP = ("README.md", "README.zh.md", "TOUR.md", "CONTRIBUTING.md", "SECURITY.md")
PAGES = sorted([*DOCS.glob("*.md"), *HOW_TO.glob("*.md"), *(REPOSITORY / name for name in TOP)])
UNITS = sorted([*HOW_TO.glob("city/*.service"), *HOW_TO.glob("city/*.timer")])
ROOT: Any = typer.main.get_command(cli.app)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
MADE = {"packs/my-town", "tests/suggestion.yaml"}
"""What the reader of a page makes while reading it."""
PLACED = re.compile(r"(?<![\w/.])(?:dengwen|packs|tests|docs|bench)/[\w./*-]*\w")


def named(page: Path) -> str:
    return str(page.relative_to(REPOSITORY))


def code(text: str, *languages: str) -> Iterator[str]:
    """The lines of the fenced blocks of these languages, and what stands in the running text."""
    for language, block in FENCE.findall(text):
        if language in languages:
            yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", FENCE.sub("", text))


def commands(lines: Iterator[str]) -> Iterator[list[str]]:
    """Every call of the program in what is typed, as its words."""
    for line in lines:
        if line.startswith("make ") or " make " in line:
            continue
        for found in re.findall(r"(?:^|/|\s)dengwen +([a-z][^&|']*)", line):
            yield shlex.split(found, comments=True)


def known(words: list[str]) -> None:
    """Fail unless the words are a command of the program, with options that it has."""
    command, rest, said = ROOT, list(words), " ".join(words)
    while hasattr(command, "commands"):
        assert rest, said
        assert rest[0] in command.commands, said
        command = command.commands[rest.pop(0)]
    options = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    assert {word.partition("=")[0] for word in rest if word.startswith("--")} <= options, said


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_is_one_with_its_options(page: Path) -> None:
    for words in commands(code(page.read_text("utf-8"), "sh", "")):
        known(words)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_path_of_the_house_is_there(page: Path) -> None:
    lines = code(page.read_text("utf-8"), "sh", "")
    paths = {path for line in lines for path in PLACED.findall(line)}
    assert [path for path in paths - MADE if not list(REPOSITORY.glob(path))] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_target_of_make_is_there(page: Path) -> None:
    makefile = (REPOSITORY / "Makefile").read_text()
    makefile = makefile.replace("$(BIN)", "$(VENV)/bin").replace("$(VENV)", ".venv")
    for line in code(page.read_text("utf-8"), "sh", ""):
        for said in re.findall(r"\bmake((?: [\w./]+)+)", line.partition("#")[0]):
            missing = [name for name in said.split() if f"\n{name}:" not in makefile]
            assert missing == [], line


@pytest.mark.parametrize("page", [*PAGES, HOW_TO / "city" / "dengwen.env"], ids=named)
def test_every_setting_is_read_by_the_program(page: Path) -> None:
    read = "\n".join(path.read_text("utf-8") for path in (REPOSITORY / "dengwen").rglob("*.py"))
    said = set(re.findall(r"\b(?:DENGWEN_[A-Z_]*[A-Z]|DATABASE_URL)\b", page.read_text("utf-8")))
    assert [name for name in said if name not in read] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_example_in_yaml_can_be_read(page: Path) -> None:
    for language, block in FENCE.findall(page.read_text("utf-8")):
        if language == "yaml":
            yaml.safe_load(block)


def examples(page: str) -> Iterator[Any]:
    """The examples in YAML of a how-to, each as what it says."""
    for language, block in FENCE.findall((HOW_TO / page).read_text("utf-8")):
        if language == "yaml":
            yield yaml.safe_load(block)


def test_the_example_of_a_mapping_is_one(tmp_path: Path) -> None:
    [shown] = examples("import.md")
    path = tmp_path / "shown.yaml"
    path.write_text(yaml.safe_dump(shown, allow_unicode=True), "utf-8")
    assert mapping.read(path).columns.received.column == "留言时间"


@pytest.mark.parametrize("path", sorted(HOW_TO.glob("mappings/*.yaml")), ids=named)
def test_each_mapping_names_what_the_pack_has(path: Path) -> None:
    said = mapping.read(path)
    [law] = loader.load(REPOSITORY / "packs" / "cn-fire").procedures[said.procedure][-1:]
    kinds = {said.kind} if isinstance(said.kind, str) else {*said.kind.values.values()}
    assert kinds <= law.kinds.keys()


def test_the_examples_of_a_procedure_use_its_words_only() -> None:
    shapes: dict[str, Any] = {"issue_opinion": procedure.Step, "conclude": procedure.Clock}
    blocks = [block for block in examples("new-procedure.md") if isinstance(block, dict)]
    shown = {key: value for block in blocks for key, value in block.items()}
    for key, shape in shapes.items():
        assert shown[key].keys() <= {field.encode_name for field in msgspec.structs.fields(shape)}


def test_the_new_pack_of_the_how_to_starts(tmp_path: Path) -> None:
    files = re.findall(r"^`([\w./-]+)`:\n\n```yaml\n(.*?)^```", _page("new-pack.md"), re.M | re.S)
    for name, text in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    pack = loader.load(tmp_path)
    assert [*pack.procedures] == ["suggestion"]


def _page(name: str) -> str:
    return (HOW_TO / name).read_text("utf-8")


def labels() -> set[str]:
    """What stands on the pages in English: the texts of the site and the words of the pack."""
    source = REPOSITORY / "dengwen/web/locale/zh_Hant/LC_MESSAGES/django.po"
    with source.open("rb") as file:
        found = {str(message.id) for message in pofile.read_po(file) if message.id}
    for versions in loader.load(REPOSITORY / "packs" / "cn-fire").procedures.values():
        for _steps, _name, value, _needed in wording.walk(versions[-1], ()):
            found |= {str(value["en"])} if isinstance(value, dict) and "en" in value else set()
    return found


@pytest.mark.parametrize("page", ["tutorial.md", "how-to/desk.md"])
def test_what_is_to_be_pressed_stands_on_the_pages(page: str) -> None:
    text = re.sub(r"\s+", " ", (DOCS / page).read_text("utf-8"))
    names = re.compile(r"[a-z]+|.* District .*")
    said = {word for word in re.findall(r"\*\*([^*]+)\*\*", text) if not names.fullmatch(word)}
    assert said - labels() == set()


@pytest.mark.parametrize("path", UNITS, ids=named)
def test_each_unit_of_systemd_can_be_read_and_starts_what_is_there(path: Path) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.read_string(path.read_text("utf-8"))
    assert "Unit" in unit
    lines = [line for line in path.read_text("utf-8").splitlines() if line.startswith("ExecStart")]
    assert bool(lines) is path.name.endswith(".service")
    for words in commands(iter(lines)):
        known(words)
