"""The public's pages are tried by a visitor without scripts: Django's client keeps cookies only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from tests.matters.conftest import master_key, people

__all__ = ["master_key", "people"]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: object) -> Iterator[None]:
    """Drafts and files of one test do not meet those of another."""
    settings.DENGWEN_HOME = tmp_path  # type: ignore[attr-defined]
    yield
    translation.deactivate()


@pytest.fixture
def visitor(people: None) -> Client:
    """Someone at the door, reading English."""
    return Client(headers={"accept-language": "en"})
