"""A brigade with a window, on a Tuesday in March, and a now that can be set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dengwen import times
from dengwen.intake.window import events as e
from tests.matters.conftest import master_key, people

__all__ = ["At", "master_key", "people"]

At = Callable[[str], datetime]
HERE = ZoneInfo("Asia/Shanghai")
WINDOW = "front"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Set now to a time of day, on Tuesday 3 March 2026 or on another day."""

    def go(moment: str) -> datetime:
        day, _space, clock = moment.rpartition(" ")
        now = datetime.fromisoformat(f"{day or '2026-03-03'}T{clock}").replace(tzinfo=HERE)
        monkeypatch.setattr(times, "now", lambda: now)
        return now

    return go


def arrangement(**more: object) -> e.Arrangement:
    """From nine to twelve and from half past one to five, on working days."""
    day = [["09:00", "12:00"], ["13:30", "17:00"]]
    given: dict[str, object] = {
        "name": {"zh-Hant": "一號窗口", "zh-Hans": "一号窗口", "en": "Window 1"},
        "place": {"zh-Hant": "東街12號", "zh-Hans": "东街12号", "en": "12 East Street"},
        "hours": {name: day for name in ("mon", "tue", "wed", "thu", "fri")},
        "calendar": "CN",
        "slot": 30,
    }
    return e.Arrangement(**(given | more))  # type: ignore[arg-type]


@pytest.fixture
def window(people: None, at: At) -> str:
    """The brigade's window, just before it opens."""
    from dengwen.intake.window.actions import open_window
    from dengwen.people.actor import SYSTEM
    from tests.matters import town

    at("08:45")
    open_window(SYSTEM, town.BRIGADE, WINDOW, arrangement())
    return WINDOW
