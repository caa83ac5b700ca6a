"""Historical matters: whole, with their own dates, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dengwen.delivery.models import OutboxRow
from dengwen.jobs.tick import tick
from dengwen.ledger import rebuild, verify
from dengwen.matters.actions import lists
from dengwen.matters.actions.import_historical import Historical, import_historical
from dengwen.matters.actions.open import load
from dengwen.matters.models import MatterRow
from tests.matters import town

pytestmark = pytest.mark.usefixtures("people")

CAME = datetime(2019, 5, 6, 1, tzinfo=UTC)


def past(row: int, **more: Any) -> Historical:
    given: dict[str, Any] = {
        "source": f"mailbox:{row}",
        "procedure": "petition",
        "kind": "request",
        "unit": town.BRIGADE,
        "unit_path": (town.TOP, town.BRIGADE),
        "language": "zh-Hans",
        "received_at": CAME + timedelta(days=row),
        "subject": "楼道堵塞",
        "statement": "楼道被杂物堵塞。",
        "answer": "已经清理。",
        "answered_at": CAME + timedelta(days=row + 5),
    }
    return Historical(**(given | more))


def test_a_second_run_takes_nothing_in_twice() -> None:
    batch = [past(row) for row in range(5)]
    assert import_historical(batch) == 5
    assert import_historical([*batch, past(9), past(9)]) == 1
    assert MatterRow.objects.count() == 6


def test_it_stands_with_its_own_dates_and_its_answer() -> None:
    import_historical([past(1)])
    row = MatterRow.objects.get()
    assert (row.received_at, row.closed_at) == (CAME + timedelta(days=1), CAME + timedelta(days=6))
    assert (row.final, row.historical, row.late) == (True, True, False)
    matter = load(row.number)
    assert matter.answer is not None
    assert matter.answer.value == "已经清理。"
    assert {line.time_source for line in matter.lines if line.by.startswith("import:")} == {
        "imported"
    }


def test_an_answer_after_its_time_is_late() -> None:
    import_historical([past(1, answered_at=CAME + timedelta(days=60))])
    assert MatterRow.objects.get().late


def test_nobody_is_told_and_nothing_reminds() -> None:
    import_historical([past(1, answer="", answered_at=None)])
    assert tick() == 0
    assert not OutboxRow.objects.exists()
    assert lists.visible(town.staff("han")).count() == 1


def test_rows_and_chains_are_whole() -> None:
    import_historical([past(row) for row in range(20)])
    tables = ["matters_matter", "matters_clock", "matters_secret"]
    assert rebuild.rebuild(tables=tables).same
    assert verify.verify() == []
