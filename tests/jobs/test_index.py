"""The search comes to where the ledger stands, and is then what the ledger says."""

from __future__ import annotations

import pytest

from dengwen.jobs import index
from dengwen.ledger import rebuild
from tests.matters import town


@pytest.mark.usefixtures("committed_people")
def test_a_house_that_has_caught_up_shows_no_difference() -> None:
    town.brought()
    town.brought("accusation", about_said="站長收錢")
    assert not rebuild.rebuild().same  # the search waits for the worker
    index.catch_up()
    assert index.behind() == 0
    report = rebuild.rebuild()
    assert report.same, report.differences


@pytest.mark.usefixtures("committed_people")
def test_catching_up_with_nothing_behind_does_nothing() -> None:
    index.catch_up()
    index.catch_up()
    assert index.behind() == 0
