"""Rebuilding in several processes gives what one gives, all in one snapshot."""

from __future__ import annotations

import pytest

from dengwen.jobs import index, sequence
from dengwen.ledger import folding, rebuild
from dengwen.matters.models import MatterRow
from dengwen.people.models import StaffRow
from tests.matters import town
from tests.matters.conftest import committed_people

__all__ = ["committed_people"]


@pytest.mark.usefixtures("committed_people")
def test_several_processes_give_what_one_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        town.brought()
    while sequence.sequence(1000) or index.index(500):
        pass
    monkeypatch.setattr(folding, "PORTION", 4)
    alone, together = rebuild.rebuild(), rebuild.rebuild(processes=2)
    assert alone.same
    assert alone == together
    StaffRow.objects.filter(pk="han").update(name="someone else")
    MatterRow.objects.all().delete()
    mended = rebuild.rebuild(processes=2, swap=True)
    assert (mended.different, mended.swapped) == (4, True)
    assert rebuild.rebuild().same
    assert MatterRow.objects.count() == 3
