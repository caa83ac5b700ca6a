"""The town of the matters' tests, and a now that can be set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from dengwen import times
from tests.matters.conftest import committed_people, master_key, people  # noqa: F401


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set now."""

    def go(moment: datetime) -> None:
        monkeypatch.setattr(times, "now", lambda: moment)

    return go
