"""What rooms with sealed words stand on: a master key in the home of the tests, as `dengwen init`
draws it, and no connection left open beside the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def master_key() -> None:
    """Draw the key once, if no other test has."""
    from django.conf import settings  # read only once the keys of the test home are drawn

    from dengwen.ledger import sealing

    sealing.make_master_key(Path(settings.DENGWEN_MASTER_KEY_FILE))


@pytest.fixture(autouse=True)
def nothing_left_open() -> Iterator[None]:
    """Close the connection beside the test's own, where one was opened."""
    yield
    from dengwen.ledger import aside

    aside.close()
