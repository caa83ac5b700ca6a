"""The table of pains says what is true: each has its answer, and what it names is there."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from dengwen.config.place import REPOSITORY

PAGE = REPOSITORY / "docs" / "reference" / "pains.md"
ROW = re.compile(r"^\| (\d+) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
ROUTE = re.compile(r"`((?:portal|desk|api):\w+)`")
ROWS = {int(n): (pain, answer, held) for n, pain, answer, held in ROW.findall(PAGE.read_text())}


@cache
def names_in(file: str) -> frozenset[str]:
    """The names of the tests in a file under tests/; none where there is no such file."""
    path = REPOSITORY / "tests" / file
    found = ast.walk(ast.parse(path.read_text("utf-8"))) if path.exists() else ()
    return frozenset(node.name for node in found if isinstance(node, ast.FunctionDef))


@cache
def routes() -> frozenset[str]:
    """The name of every route, with its space."""
    return frozenset(
        f"{space.namespace}:{entry.name}"
        for space in get_resolver().url_patterns
        if isinstance(space, URLResolver)
        for entry in space.url_patterns
        if isinstance(entry, URLPattern)
    )


def test_there_are_twenty_five() -> None:
    assert list(ROWS) == list(range(1, 26))


@pytest.mark.parametrize("number", range(1, 26))
def test_a_pain_has_its_source_its_answer_and_what_holds_it(number: int) -> None:
    pain, answer, held = ROWS[number]
    assert re.search(r"\]\(https://", pain), "no source is linked"
    named = TEST.findall(held)
    assert named or ROUTE.search(answer) or "belong" in answer, "nothing answers it"
    assert [f"{file}::{name}" for file, name in named if name not in names_in(file)] == []
    assert [name for name in ROUTE.findall(answer) if name not in routes()] == []
    assert not TEST.sub("", held).replace("<br>", "").strip(), "what is that?"
