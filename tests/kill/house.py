"""What the kill test runs in processes of its own: `python -m tests.kill.house found|desk|judge`.

found: makes the place with its units. desk: registers one matter after the other and writes each
number once its receipt is given. judge: reads the acknowledged numbers, and tells what is missing.
"""

from __future__ import annotations

import itertools
import json
import sys
from typing import Any

from dengwen.config import start


def found() -> None:
    """Open a city with its inspectorate; tell which offer to bring."""
    from dengwen.people import actions
    from dengwen.people.actor import SYSTEM

    outline = [["31.0", "121.0"], ["31.0", "121.2"], ["31.2", "121.2"], ["31.2", "121.0"]]
    name = {"en": "City", "zh-Hant": "市", "zh-Hans": "市"}
    actions.open_unit(SYSTEM, "city", name, outline=outline)
    actions.open_unit(SYSTEM, "watch", name, kind="inspectorate", parent="city")
    print(json.dumps(_offer()), flush=True)


def desk() -> None:
    """Register without end. A number is written out when, and only when, there is a receipt."""
    from dengwen.intake.actions.register import register
    from dengwen.intake.submission import Submission
    from dengwen.law import library

    procedure, name = _offer()
    asks = library.procedure(procedure).offers[name].asks
    answers: dict[str, Any] = {
        key: next(iter(field.options), "說明") for key, field in asks.items() if field.required
    }
    for n in itertools.count():
        given = Submission(
            procedure=procedure, offer=name, subject=f"第{n}件", statement="安全出口被鎖住",
            latitude="31.1", longitude="121.1", place="市場", answers=answers,
        )  # fmt: skip
        try:
            receipt = register(given)
        except Exception as error:
            print(f"! {error!r}", flush=True)
            return  # the one who watches starts another
        print(receipt.number, flush=True)


def judge() -> None:
    """Bring everything to rest, then tell what was lost, what is broken, and what differs."""
    from django.db import connection

    from dengwen.jobs import index
    from dengwen.ledger import rebuild, store, verify

    index.catch_up()
    acknowledged = [line.strip() for line in sys.stdin if line.strip()]
    streams = store.read_many([f"matter:{number}" for number in acknowledged])
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        fsync = cursor.fetchone()[0]
    report = rebuild.rebuild()
    told = {
        "acknowledged": len(acknowledged),
        "lost": [name for name, events in streams.items() if not events],
        "broken": [f"{b.stream} v{b.version} {b.code}" for b in verify.verify()],
        "differences": [str(each) for each in report.differences],
        "rows": report.rows,
        "events": store.head_position(),
        "fsync": fsync,
    }
    print(json.dumps(told), flush=True)


def _offer() -> tuple[str, str]:
    """An offer of the pack that is neither confidential nor needs danger."""
    from dengwen.law import library

    for name in library.current().procedures:
        procedure = library.procedure(name)
        for offer_name, offer in procedure.offers.items():
            plain = all(field.type in {"choice", "line", "text"} for field in offer.asks.values())
            if plain and not procedure.kinds[offer.kind].confidential:
                return name, offer_name
    raise LookupError("the pack offers nothing that this test can bring")


if __name__ == "__main__":
    with start.awake(lambda told: None):
        {"found": found, "desk": desk, "judge": judge}[sys.argv[1]]()
