"""The golden ledgers: what any release ever wrote is re-hashed, read and folded, for ever."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dengwen.ledger import canonical, envelope
from dengwen.ledger.event import Event
from dengwen.matters.state import fold
from dengwen.people.state import fold_member, fold_unit

GOLDEN = Path(__file__).parents[1] / "golden"

STREAMS = [
    pytest.param(stream, id=f"{path.stem} {stream['stream']}")
    for path in sorted(GOLDEN.glob("ledger-v*.json"))
    for stream in json.loads(path.read_text("utf-8"))["streams"]
]


def folded(name: str, events: list[Event]) -> dict[str, Any]:
    """What a stream comes to, in few words that later releases must still give."""
    if name.startswith("unit:"):
        unit = fold_unit(events)
        return {"name": dict(unit.name), "kind": unit.kind, "path": list(unit.path)}
    if name.startswith("staff:"):
        member = fold_member(events)
        return {"name": member.name, "held": [[h.role, h.unit] for h in member.held]}
    matter = fold(events)
    return {
        "status": matter.status,
        "kind": matter.kind,
        "subject": matter.subject.value if matter.subject else None,
        "clocks": {key: clock.state for key, clock in sorted(matter.clocks.items())},
        "documents": {key: paper.kind for key, paper in sorted(matter.documents.items())},
    }


def test_there_is_a_golden_ledger() -> None:
    assert STREAMS


@pytest.mark.parametrize("stream", STREAMS)
def test_every_body_has_its_hash_and_carries_the_one_before(stream: dict[str, Any]) -> None:
    before = None
    for version, event in enumerate(stream["events"], start=1):
        body = msgspec.json.decode(event["body"])
        assert canonical.encode(body) == event["body"].encode()
        assert sha256(event["body"].encode()).hexdigest() == event["hash"]
        assert (body["stream"], body["version"], body["prev"]) == (
            stream["stream"],
            version,
            before,
        )
        before = event["hash"]


@pytest.mark.parametrize("stream", STREAMS)
def test_what_was_written_is_still_folded_to_the_same(stream: dict[str, Any]) -> None:
    events = [
        envelope.decode(event["body"], bytes.fromhex(event["hash"]), stream["said"])
        for event in stream["events"]
    ]
    assert folded(stream["stream"], events) == stream["folded"]
