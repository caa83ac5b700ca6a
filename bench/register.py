"""How many matters are registered in a second, from the request to the receipt, durable and whole.

    .venv/bin/python bench/register.py [--rounds 3] [--seconds 3]

An installation of its own is served as `dengwen run` serves one (fsync and synchronous_commit on,
two web processes, the worker at its work). People write and send through the form, page by page and
without JavaScript; programs send JSON. Beside them, taking turns in the same rounds: the bare limit
of the database (bare.py) and django-helpdesk (helpdesk.py). Everything runs on one machine, whoever
calls too. Processor time counts our programs and the server until all that was registered can be
found by the search; the callers' own is left out. One case of each door is checked whole.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psutil
from rich.console import Console

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs from any folder

from bench import bare, calling, helpdesk, report, serving
from bench.calling import Line
from bench.serving import House

CALLERS = (1, 16, 64)
PATIENCE = 60.0
"""Seconds that the search may need to follow."""
FORM_CPU, FORM_TIMES = 8.0, 3.0
JSON_PART, JSON_TIMES, JSON_P99 = 0.5, 10.0, 100.0
KIND = "application/x-www-form-urlencoded"
SAID = "三单元的安全出口晚上被锁住，物业多次劝阻无效，担心发生火灾，请尽快派人检查处理。"
PERSON = {"name": "林小明", "email": "lin@example.org", "notify_by": "email"}
ANSWERS = {
    "danger": "no",
    "subject": "安全出口上锁",
    "statement": SAID,
    "seen": "escape_blocked",
    "now": "yes",
    "unit": "u2",
    "is_about": "no",
    "way": "address",
    "street": "东街12号",
    "who": "named",
    **PERSON,
    "electronic": "no",
    "named_publicly": "no",
}
"""What the person answers, by the name of the question. A page takes of it what it asks."""
PAGES_MOST = 30
ASKED: dict[str, list[str]] = {}
"""The fields of each page, once it was looked at."""
BODY = json.dumps(
    {
        "service_code": "hazard_report.hazard",
        "subject": "安全出口上锁",
        "description": SAID,
        "attributes": {"seen": "escape_blocked", "now": "yes"},
        "address_string": "东街12号",
        "unit": "u2",
        "people": [PERSON],
    },
    ensure_ascii=False,
).encode()
MANY = 25
"""Matters that a program sends over one connection: fewer than one address may."""


async def form(port: int) -> list[float]:
    """One person writes and sends a matter: every POST, and what must be fetched for them."""
    begun = time.perf_counter()
    line = await calling.call(port)
    await written(line)
    line.hang_up()
    return [time.perf_counter() - begun]


async def written(line: Line) -> None:
    """Fill in page after page and send. The page before the first and the last are fetched: they
    give the token of the browser and that of the press."""
    _, headers, _ = await line.ask("GET", "/write?offer=hazard_report.hazard")
    page = headers["location"]
    status, _, _ = await line.ask("GET", page)
    assert status == 200, status
    for _ in range(PAGES_MOST):
        if page not in ASKED:
            _, _, shown = await line.ask("GET", page)
            ASKED[page] = re.findall(r'name="(\w+)"', shown.decode())
        page = await posted(line, page, {k: v for k, v in ANSWERS.items() if k in ASKED[page]})
        if page == "/write/check":
            break
    status, _, body = await line.ask("GET", "/write/check")
    press = re.search(rb'name="press" value="([^"]+)"', body)
    assert press, (page, status)
    sent = await posted(line, "/write/send", {"press": press[1].decode()})
    assert sent == "/write/sent", sent


async def posted(line: Line, path: str, answers: dict[str, str]) -> str:
    """Post a page's answers; where it leads."""
    token = {"csrfmiddlewaretoken": line.cookies["csrftoken"]}
    status, headers, page = await line.ask("POST", path, urlencode(answers | token).encode(), KIND)
    assert status == 302, (path, status, re.findall(rb"error[^<]*<[^<]*", page)[:3])
    return headers["location"]


async def program(port: int) -> list[float]:
    """One program sends matters, one after the other."""
    line = await calling.call(port)
    took = []
    for _ in range(MANY):
        begun = time.perf_counter()
        status, _, body = await line.ask("POST", "/api/requests", BODY, "application/json")
        assert status == 201, (status, body[:300])
        took.append(time.perf_counter() - begun)
    line.hang_up()
    return took


@dataclass
class Figures:
    """What the rounds of one case came to."""

    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)
    found: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    failed: int = 0
    why: str = ""

    def rate(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.rates)

    def percentile(self, part: float) -> float:
        """Milliseconds, over all rounds."""
        return calling.Load(1.0, self.took).percentile(part)


Cases = dict[tuple[str, int], Figures]


def one_round(
    house: House, desk: tuple[int, list[psutil.Process]], seconds: int, all_: Cases
) -> None:
    """Every case once, in turn."""
    for callers in CALLERS:
        bared(house, callers, seconds, all_.setdefault(("bare limit", callers), Figures()))
        for name, case in (("JSON", program), ("form", form)):
            called(house, case, callers, seconds, all_.setdefault((name, callers), Figures()))
        helped(
            house, desk, callers, seconds, all_.setdefault(("django-helpdesk", callers), Figures())
        )


def bared(house: House, callers: int, seconds: int, figures: Figures) -> None:
    rate, cpu, took = bare.run(house, callers, seconds)
    figures.rates.append(rate)
    figures.cpu.append(cpu)
    figures.server.append(cpu)
    figures.took += took


def called(house: House, case: calling.Case, callers: int, seconds: int, figures: Figures) -> None:
    before, begun = house.used(), time.perf_counter()
    load = calling.load(house.port, case, callers, seconds)
    await_search(house)
    kept(figures, load, before, house.used())
    figures.found.append(load.done / (time.perf_counter() - begun))


def helped(
    house: House,
    desk: tuple[int, list[psutil.Process]],
    callers: int,
    seconds: int,
    figures: Figures,
) -> None:
    port, ours = desk
    other = House(house.home, house.server, house.postgres, ours)
    before = other.used()
    load = calling.load(port, helpdesk.person, callers, seconds)
    kept(figures, load, before, other.used())


def kept(
    figures: Figures, load: calling.Load, before: dict[str, float], after: dict[str, float]
) -> None:
    """Keep the figures of one round."""
    figures.failed, figures.why = figures.failed + load.failed, figures.why or load.why
    if not load.done:
        return
    spent = {name: 1000 * (after[name] - before[name]) / load.done for name in after}
    figures.rates.append(load.rate)
    figures.cpu.append(sum(spent.values()))
    figures.server.append(spent["server"])
    figures.took += load.took


def await_search(house: House) -> None:
    """Wait until the search has seen all that was written."""
    asked = (
        "SELECT EXISTS (SELECT FROM ledger.unsequenced)"
        " OR (SELECT max(position) FROM ledger.position)"
        " > coalesce((SELECT position FROM ledger.cursor WHERE name = 'search'), 0)"
    )
    until = time.monotonic() + PATIENCE
    with house.admin() as admin:
        while time.monotonic() < until:
            row = admin.execute(asked).fetchone()
            if row is not None and not row[0]:
                return
            time.sleep(0.1)
    raise TimeoutError("the search does not follow")


def weight(house: House, case: calling.Case, many: int) -> dict[str, float]:
    """Rows, bytes on disk and bytes of WAL that a case leaves behind."""

    def looked() -> tuple[float, float, float]:
        with house.admin() as admin:
            admin.execute("SELECT pg_stat_force_next_flush()")
            rows = "SELECT sum(n_tup_ins - n_tup_del) FROM pg_stat_user_tables"
            size = "SELECT pg_database_size('dengwen')"
            wal = "SELECT pg_current_wal_insert_lsn() - '0/0'"
            return tuple(  # type: ignore[return-value]
                float((admin.execute(each).fetchone() or [0])[0]) for each in (rows, size, wal)
            )

    time.sleep(1.5)
    before, done = looked(), 0
    while done < many:
        done += calling.load(house.port, case, 4, 0.5).done
    await_search(house)
    time.sleep(1.5)
    after = looked()
    names = ("rows", "bytes on disk", "bytes of WAL")
    return {name: (b - a) / done for name, a, b in zip(names, before, after, strict=True)}


def whole(house: House) -> None:
    """One case of each door: sealed, its clocks, its letter, signed, verified and found."""
    from dengwen.documents import receipt_check, receipts
    from dengwen.ledger import sealing, verify
    from dengwen.matters.actions.open import load
    from dengwen.matters.models import MatterRow, SearchRow, rows

    for case in (form, program):
        asyncio.run(case(house.port))
        number = MatterRow.objects.order_by("-received_at").values_list("number", flat=True)[0]
        await_search(house)
        matter = load(number)
        assert matter.statement is not None
        assert matter.statement.value == SAID
        assert any(clock.is_open for clock in matter.clocks.values())
        row = MatterRow.objects.filter(number=number).values().get()
        assert row | rows(matter)["matters_matter"][0] == row
        assert SearchRow.objects.filter(number=number, content__gt="").exists()
        text = receipts.read(matter.stream) or ""
        key = sealing.public_keys()[json.loads(text)["key"]]
        assert receipt_check.problems(text, key) == []
        with house.admin() as admin:
            lies = "SELECT count(*) FROM delivery_outbox WHERE stream = %s"
            assert admin.execute(lies, [matter.stream]).fetchone() == (1,)
            open_words = "SELECT count(*) FROM ledger.event WHERE body LIKE %s"
            assert admin.execute(open_words, [f"%{SAID[:10]}%"]).fetchone() == (0,)
    assert verify.verify() == []


def rows_of(cases: Cases, weights: dict[str, dict[str, float]], rounds: int) -> list[report.Row]:
    """The figures as the report shows them, with what was promised."""
    found = []
    for (name, callers), one in cases.items():
        case = f"{name}, {callers} at once"
        limit, other = cases["bare limit", callers].rate(), cases["django-helpdesk", callers].rate()
        form_, json_ = name == "form" and callers == 64, name == "JSON" and callers == 64
        found.append(report.row(case, "registered", one.rate(), "per second", rounds))
        for part in (50, 95, 99):
            goal = JSON_P99 if json_ and part == 99 else None
            took = one.percentile(part)
            found.append(report.row(case, f"p{part}", took, "ms", rounds, goal, at_most=True))
        goal = FORM_CPU if name == "form" else None
        cpu = statistics.median(one.cpu)
        found.append(report.row(case, "processor time", cpu, "ms", rounds, goal, at_most=True))
        server = statistics.median(one.server)
        found.append(report.row(case, "of it the server's", server, "ms", rounds))
        if one.found:
            seen = statistics.median(one.found)
            found.append(report.row(case, "registered and found", seen, "per second", rounds))
        if name in ("form", "JSON"):
            goal = JSON_PART if json_ else None
            part = one.rate() / limit
            found.append(report.row(case, "of the bare limit", part, "times", rounds, goal))
            goal = JSON_TIMES if json_ else FORM_TIMES if form_ else None
            times = one.rate() / other
            found.append(report.row(case, "of django-helpdesk", times, "times", rounds, goal))
        if one.failed:
            found.append(report.row(case, f"failed: {one.why}", one.failed, "", rounds))
    for name, left in weights.items():
        found += [report.row(name, each, value, "a case", 1) for each, value in left.items()]
    return found


def main() -> None:
    """Measure, print, and write bench/results/register.json."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3)
    given = parser.parse_args()
    cases: Cases = {}
    with serving.house() as house:
        with serving.served(house):
            asyncio.run(program(house.port))
            await_search(house)
            whole(house)
            first = newest()
        rested()
        bare.make(house, first)
        with helpdesk.served(house) as desk, serving.served(house):
            for case in (form, program):
                calling.load(house.port, case, 8, 2)  # what is made once is made before
            calling.load(desk[0], helpdesk.person, 4, 1)
            for _ in range(given.rounds):
                one_round(house, desk, given.seconds, cases)
            weights = {"JSON": weight(house, program, 500), "form": weight(house, form, 100)}
        busy = os.getloadavg()[0]
    rows = rows_of(cases, weights, given.rounds)
    rows.append(report.row("the machine", "load average", busy, "", given.rounds))
    Console().print(f"written: {report.publish('register', rows)}")


def newest() -> str:
    """The number of the matter registered last."""
    from dengwen.matters.models import MatterRow

    return str(MatterRow.objects.order_by("-received_at").values_list("number", flat=True)[0])


def rested() -> None:
    """Give back our own connections, so that the database can be copied."""
    from dengwen.config import init

    init.rest()


if __name__ == "__main__":
    main()
