"""The town stands in each database that a test asks for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def master_key() -> None:
    """A master key in the home of the tests, as `dengwen init` draws it."""
    from django.conf import settings

    from dengwen.ledger import keyring

    keyring.make_file(Path(settings.DENGWEN_MASTER_KEY_FILE))


@pytest.fixture
def people(db: None, master_key: None) -> Iterator[None]:
    """The units and the people, in a transaction that is rolled back."""
    from dengwen.ledger import aside
    from tests.matters import town

    town.build()
    yield
    aside.close()


@pytest.fixture
def committed_people(committed_db: str, master_key: None) -> Iterator[str]:
    """The units and the people in a database of the test's own; its name."""
    from dengwen.ledger import aside
    from tests.matters import town

    town.build()
    yield committed_db
    aside.close()
