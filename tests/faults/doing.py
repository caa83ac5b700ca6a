"""What the tests of faults do in processes of their own: `python -m tests.faults.doing WORD …`.

bring N: registers N matters of people with an e-mail address, and tells each number.
"""

from __future__ import annotations

import sys
from typing import Any

from dengwen.config import start
from tests.kill.house import _offer


def bring(count: str) -> None:
    """Register so many matters; the number of each, a line each."""
    for n in range(int(count)):
        print(one(f"事{n}").number, flush=True)


def one(subject: str) -> Any:
    """The receipt of one matter of a person who wants letters by e-mail."""
    from dengwen.intake.actions.register import register
    from dengwen.intake.submission import Person, Submission
    from dengwen.law import library

    procedure, name = _offer()
    asks = library.procedure(procedure).offers[name].asks
    answers: dict[str, Any] = {
        key: next(iter(field.options), "說明") for key, field in asks.items() if field.required
    }
    who = Person(name="林敲鼓", email="lin@example.org", notify_by="email", electronic=True)
    given = Submission(
        procedure=procedure, offer=name, subject=subject, statement="安全出口被鎖住",
        latitude="31.1", longitude="121.1", place="市場", answers=answers, people=(who,),
    )  # fmt: skip
    return register(given)


if __name__ == "__main__":
    with start.awake(lambda told: None):
        {"bring": bring}[sys.argv[1]](*sys.argv[2:])
