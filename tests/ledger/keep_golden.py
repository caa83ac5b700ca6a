"""Keeps the golden ledger of a release: `pytest tests/ledger/keep_golden.py`, once, at its release.

Not collected with the tests. Acts out one matter, and writes the bodies and hashes of every stream
it touched, with what their sealed fields say and what they fold to. Never overwrites a ledger.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from dengwen.ledger import envelope, store
from dengwen.ledger.walking import fetch
from dengwen.matters.actions.ask import answer, ask
from dengwen.matters.actions.rate import rate
from tests.ledger.test_golden import GOLDEN, folded
from tests.matters import town, walk
from tests.matters.conftest import people

__all__ = ["people"]


@pytest.mark.usefixtures("people")
def test_keep_the_golden_ledger_of_this_release() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    release = project["project"]["version"].rsplit(".", 1)[0]
    path = GOLDEN / f"ledger-v{release}.json"
    assert not path.exists(), "a golden ledger is never written twice"
    streams = [_stream(name) for name in [_matter(), "unit:u1", "unit:u2", "staff:han"]]
    about = f"What Dengwen {release} wrote. Never changed; see docs/reference/ledger.md."
    kept = {"about": about, "release": release, "streams": streams}
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _matter() -> str:
    """A matter from the door to its rating, with a question on the way; its stream."""
    matter = town.brought()
    question = next(iter(ask(town.staff("ren"), matter.number, "哪個單元？").questions))
    answer(town.party(matter), matter.number, question, "三單元")
    walk.to_served_opinion(matter)
    return rate(town.party(matter), matter.number, 5, "很好").stream


def _stream(name: str) -> dict[str, Any]:
    rows = fetch("SELECT body, hash FROM ledger.event WHERE stream = %s ORDER BY version", [name])
    events = store.read(name, unseal=True)
    marks = [mark for body, _ in rows for mark in envelope.marks_of(body)]
    values = store._values([name])
    return {
        "stream": name,
        "events": [{"body": body, "hash": bytes(hashed).hex()} for body, hashed in rows],
        "said": {digest: values[digest] for _, _, digest in marks},
        "folded": folded(name, events),
    }
