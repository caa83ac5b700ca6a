"""What the tests of faults do in processes of their own: `python -m tests.faults.doing WORD …`.

bring N: registers N matters of people with an e-mail address, and tells each number. live: brings
two matters, ends one, and has a paper issued in a third. erase NUMBER: forgets who brought it.
look FILE: tells what still holds of what `live` told.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from dengwen.config import start

STATEMENT = "安全出口被鎖住"
WORD = "鯨魚街"
"""Stands only in what the erased person wrote."""


def bring(count: str) -> None:
    """Register so many matters; the number of each, a line each."""
    for n in range(int(count)):
        print(one(f"事{n}").number, flush=True)


def one(subject: str, statement: str = STATEMENT, **more: Any) -> Any:
    """The receipt of one matter of a person who wants letters by e-mail."""
    from dengwen.intake.actions.register import register
    from dengwen.intake.submission import Person, Submission

    who = Person(name="林敲鼓", email="lin@example.org", notify_by="email", electronic=True)
    given = Submission(
        procedure="hazard_report", offer="hazard", subject=subject, statement=statement,
        latitude="31.1", longitude="121.1", place="市場", people=(who,),
        answers={"seen": "escape_blocked", "now": "yes"}, **more,
    )  # fmt: skip
    return register(given)


def live() -> None:
    """What happens before the backup."""
    from dengwen.files.store import Bytes
    from dengwen.jobs import index
    from dengwen.matters.actions.open import load
    from dengwen.matters.actions.take import take
    from tests.matters import town, walk

    kept = one("一", uploads=(Bytes("drum.txt", b"a drum"),))
    gone = one("二", f"{WORD}的門被鎖住", uploads=(Bytes("whale.txt", b"a whale"),))
    take(town.party(load(gone.number)), gone.number, "withdraw", {})
    town.build()
    papers = walk.to_served_opinion(town.brought()).documents.values()
    index.catch_up()
    told = {
        name: {"number": r.number, "secret": r.secret, "text": r.text}
        for name, r in (("kept", kept), ("erased", gone))
    }
    told["paper"] = {"number": next(p.number for p in papers if p.kind == "opinion")}
    print(json.dumps(told))


def erase(number: str) -> None:
    """Forget the person who brought it."""
    from dengwen.matters.actions.erase import erase as forget
    from dengwen.people.actor import SYSTEM

    matter = forget(SYSTEM, number, "p1")
    print(json.dumps(matter.version))


def look(file: str) -> None:
    """What still holds."""
    from dengwen.jobs import index
    from dengwen.ledger import rebuild, verify
    from dengwen.matters.actions import lists
    from dengwen.people.actor import SYSTEM

    lived = json.loads(Path(file).read_text())
    index.catch_up()
    found = _of_the_kept(lived) | _of_the_erased(lived["erased"])
    found["found by searching for the erased"] = [row.number for row in lists.search(SYSTEM, WORD)]
    found["broken"] = [str(each) for each in verify.verify()]
    found["differences"] = [str(each) for each in rebuild.rebuild().differences]
    print(json.dumps(found))


def _of_the_kept(lived: dict[str, Any]) -> dict[str, Any]:
    from django.test import Client
    from django.test.utils import setup_test_environment

    from dengwen.documents import issuing, receipt_check
    from dengwen.files import store as files
    from dengwen.intake.following import authenticate
    from dengwen.ledger import sealing
    from dengwen.matters.actions.open import load

    setup_test_environment()
    kept, paper = lived["kept"], lived["paper"]["number"]
    key = sealing.public_keys().get(json.loads(kept["text"])["key"], b"")
    matter = load(kept["number"])
    asked = {"number": paper, "code": issuing.check_code(paper)}
    page = Client(headers={"host": "127.0.0.1", "accept-language": "en"}).get("/check", asked)
    return {
        "secret opens": authenticate(kept["number"], kept["secret"]) is not None,
        "receipt holds": receipt_check.problems(kept["text"], key),
        "key is published": bool(key),
        "paper confirmed": page.context["found"] is not None,
        "statement": _open(matter),
        "file": files.open_original(next(iter(matter.files)))[0].decode(),
    }


def _of_the_erased(gone: dict[str, Any]) -> dict[str, Any]:
    from dengwen.delivery.models import OutboxRow
    from dengwen.documents import receipts
    from dengwen.files.models import FileRow
    from dengwen.intake.following import authenticate
    from dengwen.matters.actions.open import load

    matter = load(gone["number"])
    follower = authenticate(gone["number"], gone["secret"])
    return {
        "erased statement": _open(matter),
        "erased receipt": receipts.read(matter.stream),
        "erased secret opens the matter": follower.matter if follower else None,
        "their letters": OutboxRow.objects.filter(stream=matter.stream, person="p1").count(),
        "their files": FileRow.objects.filter(stream=matter.stream).count(),
    }


def _open(matter: Any) -> Any:
    return matter.statement.value


if __name__ == "__main__":
    with start.awake(lambda told: None):
        verb = {"bring": bring, "live": live, "erase": erase, "look": look}[sys.argv[1]]
        verb(*sys.argv[2:])
