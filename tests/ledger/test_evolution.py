"""Old shapes pass through their steps; what lies in the ledger stays."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from dengwen.errors import Fault
from dengwen.ledger.event import Event
from dengwen.ledger.evolution import Upcasters
from tests.ledger.writing import HAPPENED

OLD = Event(
    stream="matter:a", version=1, type="noted", v=1, recorded_at=HAPPENED, occurred_at=HAPPENED,
    time_source="server", by="system", basis=(), data={"name": "甲"}, hash=b"h", prev=None,
)  # fmt: skip


@pytest.fixture
def upcasters() -> Upcasters:
    made = Upcasters({"noted": 3})

    @made.register("noted", 1)
    def in_a_list(data: dict[str, Any]) -> dict[str, Any]:
        return {"names": [data["name"]]}

    @made.register("noted", 2)
    def counted(data: dict[str, Any]) -> dict[str, Any]:
        return {**data, "count": len(data["names"])}

    return made


def test_an_old_event_comes_to_the_present_shape_step_by_step(upcasters: Upcasters) -> None:
    now = upcasters.event(OLD)
    assert (now.v, now.data) == (3, {"names": ["甲"], "count": 1})
    assert (OLD.v, OLD.data, now.hash) == (1, {"name": "甲"}, OLD.hash)


def test_a_present_event_stays_as_it_is(upcasters: Upcasters) -> None:
    present = msgspec.structs.replace(OLD, v=3)
    other = msgspec.structs.replace(OLD, type="seen")
    assert upcasters.events([present, other]) == [present, other]


def test_an_event_of_a_newer_release_is_a_fault(upcasters: Upcasters) -> None:
    with pytest.raises(Fault, match="newer release"):
        upcasters.event(msgspec.structs.replace(OLD, v=4))


def test_a_missing_step_is_a_fault() -> None:
    with pytest.raises(Fault, match="nothing takes noted on from v1"):
        Upcasters({"noted": 2}).event(OLD)


def test_two_steps_from_one_shape_are_refused(upcasters: Upcasters) -> None:
    with pytest.raises(ValueError, match="two steps"):
        upcasters.register("noted", 1)(dict)
