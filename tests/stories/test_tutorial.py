"""What the tutorial tells a newcomer to type and to open is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dengwen.config import cli

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
LINKS = sorted(set(re.findall(r"\]\(([^)#:]+)\)", TEXT)))
COMMANDS = sorted(set(re.findall(r"^\.venv/bin/dengwen ([a-z]+(?: (?:list|show))?)", TEXT, re.M)))


@pytest.mark.parametrize("link", LINKS)
def test_every_link_of_the_tutorial_leads_to_a_file(link: str) -> None:
    assert (ROOT / "docs" / link).exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_tutorial_is_one(command: str) -> None:
    done = CliRunner().invoke(cli.app, [*command.split(), "--help"])
    assert done.exit_code == 0, done.output
