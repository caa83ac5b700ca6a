"""How long a page takes where there are ten thousand matters, a million, or five.

    .venv/bin/python bench/track.py [--sizes 10000,1000000] [--rounds 5]

One installation for each size, side by side on one server, and asked in turn: whoever followed a
matter opens its page; a handler opens the inbox; a handler searches. Each answer is looked at. The
matters come from growing.py. Five million want 80 GB of disk: --sizes 10000,1000000,5000000.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from rich.console import Console

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs from any folder

from bench import calling, growing, register, report, serving
from bench.calling import Line
from bench.serving import House

LIVE = 300
"""Matters registered one by one: those whose pages are opened."""
BYTES_A_MATTER = 14_000
GOAL = 1.5
THINGS = (
    "安全出口",
    "消防通道",
    "灭火器",
    "电动车",
    "液化气瓶",
    "烟感报警器",
    "疏散演练",
    "楼道杂物",
)
PLACES = ("东街", "西街", "南门", "北门", "人民路", "建设路", "解放路", "和平里")
DONE = ("上锁", "堵塞", "过期", "违规充电", "泄漏", "失灵", "从未举行", "无人清理")

Sampled = list[tuple[str, str]]
"""Numbers with their secrets."""


def live() -> Sampled:
    """Register the few, whole, as the door does."""
    from dengwen.intake.actions import register as door
    from dengwen.intake.submission import Person, Submission
    from dengwen.jobs import index
    from dengwen.people.actor import PUBLIC

    dice, found = random.Random(7), []
    for _ in range(LIVE // 50):
        lot = []
        for _ in range(50):
            words = f"{dice.choice(PLACES)}{dice.randrange(1, 400)}号{dice.choice(THINGS)}"
            words += dice.choice(DONE)
            said = Submission(
                procedure="hazard_report",
                offer="hazard",
                language="zh-Hans",
                subject=words,
                statement=f"{words}，{register.SAID}",
                answers={"seen": "escape_blocked", "now": "yes"},
                place=words,
                unit=growing.MINE,
                people=(Person(name=f"王{dice.randrange(999)}", email="w@example.org"),),
            )
            lot.append(door._checked(said, PUBLIC))
        for given in door._lot(lot):
            assert not isinstance(given, Exception), given
            found.append((given.number, given.secret))
    index.catch_up()
    return found


def signed_in() -> str:
    """A handler of the unit where the few are, signed in: the key of the session."""
    from django.contrib.auth import (
        BACKEND_SESSION_KEY,
        HASH_SESSION_KEY,
        SESSION_KEY,
        get_user_model,
    )
    from django.contrib.sessions.backends.db import SessionStore

    from dengwen.people import actions
    from dengwen.people.actor import SYSTEM

    roles = [("handler", growing.MINE), ("registrar", growing.MINE)]
    actions.add_staff(SYSTEM, "han", "Han", growing.MINE, roles=roles)
    user = get_user_model().objects.create_user("han")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def followed(matter: tuple[str, str]) -> Callable[[int], Awaitable[float]]:
    """Follow a matter by number and secret, then open its page: the seconds of the page."""

    async def case(port: int) -> float:
        line = await calling.call(port)
        await line.ask("GET", "/follow")
        given = {"number": matter[0], "secret": matter[1]}
        given["csrfmiddlewaretoken"] = line.cookies["csrftoken"]
        status, _, _ = await line.ask("POST", "/follow", urlencode(given).encode(), register.KIND)
        assert status == 302, status
        return await timed(line, "/matter", matter[0])

    return case


def desk(session: str, path: str, holds: str) -> Callable[[int], Awaitable[float]]:
    """Open a page of the desk: its seconds."""

    async def case(port: int) -> float:
        line = await calling.call(port)
        line.cookies["sessionid"] = session
        return await timed(line, path, holds)

    return case


async def timed(line: Line, path: str, holds: str) -> float:
    """The seconds of one page, which must hold what is looked for."""
    begun = time.perf_counter()
    status, _, page = await line.ask("GET", path)
    taken = time.perf_counter() - begun
    line.hang_up()
    assert status == 200, (path, status)
    assert holds.encode() in page, path
    return taken


def searched(dice: random.Random) -> str:
    """Something that a handler looks for: one word, or two."""
    words = dice.choice([[dice.choice(THINGS)], [dice.choice(PLACES), dice.choice(DONE)]])
    return f"/desk/?{urlencode({'q': ' '.join(words), 'tab': 'all'})}"


Asked = Callable[[int], Awaitable[float]]


def cases(sampled: Sampled, session: str) -> dict[str, Callable[[random.Random], Asked]]:
    """What is asked for, each time something else."""
    return {
        "tracking page": lambda dice: followed(dice.choice(sampled)),
        "staff inbox": lambda dice: desk(session, "/desk/?tab=unit", "DW-"),
        "search": lambda dice: desk(session, searched(dice), "<main"),
    }


@contextmanager
def sites(house: House, sizes: list[int]) -> Iterator[dict[int, int]]:
    """A site for each size, over a database of its own; the port of each."""
    with ExitStack() as stack:
        ports = {}
        for size in sizes:
            admin = house.server.admin
            url = f"postgresql://{admin['user']}:{admin['password']}@/{named(size)}"
            url += "?" + urlencode({"host": admin["host"]})
            stack.enter_context(serving.served(house, worker=False, url=url))
            ports[size] = house.port
        yield ports


def named(size: int) -> str:
    """The database of a size."""
    return f"with_{size}"


def prepared(house: House, sizes: list[int]) -> tuple[Sampled, str]:
    """The databases of all sizes, each grown out of the one before."""
    from dengwen.config import init

    sampled, session = live(), signed_in()
    init.rest()
    last = "dengwen"
    for size in sizes:
        with house.admin("postgres") as admin:
            admin.execute(f"CREATE DATABASE {named(size)} TEMPLATE {last}")  # type: ignore[call-overload]
        begun = time.perf_counter()
        with house.admin(named(size)) as admin:
            growing.grow(admin, size)
        Console().print(f"{size:,} matters: {time.perf_counter() - begun:.0f} s to make")
        last = named(size)
    return sampled, session


def verified(house: House, size: int, sampled: Sampled) -> None:
    """The chains of what is asked for, and of copies, hold."""
    asked = (
        "SELECT count(*) FROM ledger.event e LEFT JOIN ledger.event p ON p.stream = e.stream"
        " AND p.version = e.version - 1 WHERE e.stream = ANY(%s) AND (e.hash <>"
        " sha256(convert_to(e.body, 'UTF8')) OR e.prev IS DISTINCT FROM p.hash)"
    )
    streams = [f"matter:{number}" for number, _ in sampled]
    streams += [f"matter:BK-{i:09}" for i in range(LIVE + 1, size, max(1, size // 1000))]
    with house.admin(named(size)) as admin:
        assert admin.execute(asked, [streams]).fetchone() == (0,)


def measure(
    ports: dict[int, int],
    what: dict[str, Callable[[random.Random], Asked]],
    rounds: int,
    each: int,
    failed: dict[tuple[str, int], int],
) -> dict[tuple[str, int], list[float]]:
    """The seconds of every page, the sizes taking turns page by page."""
    took: dict[tuple[str, int], list[float]] = {}
    for round_ in range(rounds):
        for name, made in what.items():
            for place in range(each):
                for size, port in ports.items():
                    case = made(random.Random(f"{round_} {place}"))
                    begun = time.perf_counter()
                    try:
                        taken = asyncio.run(case(port))
                    except AssertionError:  # it took longer than the site waits for the server
                        taken = time.perf_counter() - begun
                        failed[name, size] = failed.get((name, size), 0) + 1
                    if round_:  # the first only warms what is kept in memory
                        took.setdefault((name, size), []).append(taken)
    return took


def main() -> None:
    """Measure, print, and write bench/results/track.json."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="10000,1000000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--each", type=int, default=100, help="pages of a sort in a round")
    parser.add_argument("--made", default="", help="a file to write when all is made, to wait for")
    given = parser.parse_args()
    sizes = sorted(int(size) for size in given.sizes.split(","))
    needed = sum(sizes) * BYTES_A_MATTER
    assert shutil.disk_usage("/tmp").free > 1.5 * needed, f"{needed / 1e9:.0f} GB are needed"
    failed: dict[tuple[str, int], int] = {}
    with serving.house() as house:
        sampled, session = prepared(house, sizes)
        for size in sizes:
            verified(house, size, sampled)
        with sites(house, sizes) as ports:
            if given.made:
                wait(Path(given.made))
            what, rounds = cases(sampled, session), given.rounds + 1
            took = measure(ports, what, rounds, given.each, failed)
        busy = os.getloadavg()[0]
    rows = shown(took, sizes, given.rounds)
    for (name, size), many in failed.items():
        rows.append(report.row(f"{name}, {size:,} matters", "given up", many, "", given.rounds))
    rows.append(report.row("the machine", "load average", busy, "", given.rounds))
    Console().print(f"written: {report.publish('track', rows)}")


def wait(made: Path) -> None:
    """Say that all is made, and wait until somebody takes the word away: the machine is quiet."""
    made.write_text(json.dumps(os.getpid()), encoding="utf-8")
    while made.exists():
        time.sleep(0.2)


def shown(
    took: dict[tuple[str, int], list[float]], sizes: list[int], rounds: int
) -> list[report.Row]:
    """The figures as the report shows them; the goal stands at the largest."""
    found = []
    for (name, size), seconds in took.items():
        load, case = calling.Load(1.0, seconds), f"{name}, {size:,} matters"
        for part in (50, 99):
            found.append(report.row(case, f"p{part}", load.percentile(part), "ms", rounds))
        if size != sizes[0]:
            first = calling.Load(1.0, took[name, sizes[0]])
            for part in (50, 99):
                times = load.percentile(part) / first.percentile(part)
                goal = GOAL if part == 99 else None
                case_ = f"{name}, {size:,} against {sizes[0]:,}"
                found.append(
                    report.row(case_, f"p{part}", times, "times", rounds, goal, at_most=True)
                )
    return found


if __name__ == "__main__":
    main()
