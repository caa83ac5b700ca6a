"""The reference pages say what the code does; nothing happens or is refused undocumented."""

import re
from pathlib import Path

import pytest

from dengwen.config import reference

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", sorted(reference.WRITTEN))
def test_a_reference_page_is_what_the_code_says(name: str) -> None:
    written = (reference.PAGES / name).read_text("utf-8")
    assert written == reference.WRITTEN[name](), "run: python -m dengwen.config.reference"


def test_every_refusal_says_something() -> None:
    silent = [told.code for told in reference.refusals() if not told.says]
    assert silent == []


def test_every_event_stands_in_the_terms() -> None:
    terms = (ROOT / "docs" / "terms.md").read_text("utf-8")
    listed = set(re.findall(r"^\| (\w+) \|", terms.split("<!-- events -->")[1], re.MULTILINE))
    known = {name for types in reference.EVENTS.values() for name in types}
    assert known <= listed


def test_every_link_between_the_pages_leads_somewhere() -> None:
    dead = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if not (page.parent / target).exists():
                dead.append(f"{page.relative_to(ROOT)} → {target}")
    assert dead == []
