# ruff: noqa: N999 - run as a program, named for what it measures
"""How many historical matters are taken in whole in a second: events, chains, seals, clocks, rows.

    .venv/bin/python bench/import.py

The importer is the real one, from the CSV file to the committed rows, on a PostgreSQL of its own
that is thrown away afterwards, with fsync and synchronous_commit on. Beside it, in the same rounds:
the same bytes by COPY into one plain table (the least that a database can do), and the door that
takes one matter after another, each in its own transaction.
"""

from __future__ import annotations

import csv
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import psutil
from rich.console import Console

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs from any folder

from bench import report

ROUNDS = 5
EACH = 20_000
"""Matters in a round: 100,000 in all for each way of importing."""
SHORT, LONG = 2_000, 20_000
"""Rows of the two files whose memory is compared."""
ONE_BY_ONE = 100
GOAL = 5_000
MEMORY_GOAL = 16
"""Megabytes that a file of 20,000 rows may take more than one of 2,000."""
PROCESSES = min(2, os.cpu_count() or 1)
HEADING = ["id", "received", "subject", "statement", "person", "answer", "answered"]
SAID = (
    "小区楼道长期堆放杂物，电动车在楼梯口充电，物业多次劝阻无效，担心发生火灾。",
    "地下车库的消防通道被私家车占用，消防车无法进入，请尽快派人检查处理。",
    "商场三楼的安全出口上锁，灭火器已经过期，营业时间人流很大，希望有人核实。",
    "反映某某路餐馆使用液化气瓶不规范，油烟管道多年没有清洗，周围居民很不放心。",
    "建议在老旧小区加装消火栓和烟感报警器，并且每季度组织一次疏散演练。",
)
MAPPING = """\
source: bench
time_zone: Asia/Shanghai
language: zh-Hans
procedure: petition
kind: request
unit: u-city
columns:
  id: id
  received: {column: received, formats: ["%Y/%m/%d %H:%M:%S"]}
  subject: subject
  statement: statement
  person: person
  answer: answer
  answered: {column: answered, formats: ["%Y/%m/%d %H:%M:%S"]}
"""


def table(folder: Path, place: int, many: int = EACH) -> Path:
    """A file of matters in Chinese, every second one answered; always the same."""
    dice = random.Random(f"import {place}")
    path = folder / f"matters-{place}.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(HEADING)
        for number in range(many):
            came = datetime(2019, 1, 1) + timedelta(seconds=dice.randrange(6 * 365 * 86_400))
            said = "".join(dice.choice(SAID) for _ in range(dice.randrange(2, 9)))
            line = [f"{place}-{number}", _said(came), f"第{number}件：{said[:16]}", said]
            line.append(f"A{dice.randrange(10**8):08}")
            if number % 2:
                after = came + timedelta(seconds=dice.randrange(3600, 90 * 86_400))
                line += ["".join(dice.choice(SAID) for _ in range(4)), _said(after)]
            lines.writerow(line + [""] * (len(HEADING) - len(line)))
    return path


def _said(at: datetime) -> str:
    return f"{at:%Y/%m/%d %H:%M:%S}"


@contextmanager
def house() -> Iterator[tuple[Path, psutil.Process]]:
    """A whole installation in a folder of its own, one unit in it; gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="dengwen-bench-"))
    home.chmod(0o711)
    for name in [n for n in os.environ if n.startswith("DENGWEN_")] + ["DATABASE_URL"]:
        os.environ.pop(name, None)
    os.environ["DENGWEN_HOME"] = str(home)
    from dengwen.config import database, init, place, postgres, start

    where = place.Place(home)
    try:
        with postgres.using(where) as server:
            start.draw_keys(where)
            database.provision(where, "test", server)
            start.setup(pack=False)
            init.draw_master_key()
            init.migrate(where, lambda told: None)
            start.setup(checked=True)
            init.keep_pack()
            _people()
            yield home, psutil.Process(postgres.pid(server.ground))
            init.rest()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _people() -> None:
    from dengwen.people import actions
    from dengwen.people.actor import SYSTEM

    name = {"en": "City", "zh-Hant": "市", "zh-Hans": "市"}
    actions.open_unit(SYSTEM, "u-city", name)


def imported(path: Path, mapping: Path, processes: int, many: int = EACH) -> None:
    """The importer itself, as `dengwen import` calls it."""
    from dengwen.intake.bulk import load

    told = load.load(path, mapping, processes=processes)
    assert (told.imported, told.refused) == (many, 0), told


def copied(path: Path) -> None:
    """The yardstick below: the same bytes into one plain table, and nothing else."""
    from django.db import connection, transaction

    columns = ", ".join(f"{name} text" for name in HEADING)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE plain_lines ({columns}) ON COMMIT DROP")
        with (
            path.open("rb") as file,
            cursor.cursor.copy("COPY plain_lines FROM STDIN (FORMAT csv, HEADER)") as copy,
        ):
            while block := file.read(1 << 20):
                copy.write(block)


def received(path: Path) -> None:
    """The yardstick above: the ordinary door, one matter a transaction, durable each time."""
    from dengwen.matters.actions.receive import Bringing, Received, receive
    from dengwen.people.actor import SYSTEM

    with path.open(encoding="utf-8", newline="") as file:
        few = [line for line, _ in zip(csv.DictReader(file), range(ONE_BY_ONE), strict=False)]
    for line in few:
        spec = Received(
            procedure="petition",
            kind="request",
            unit="u-city",
            unit_path=("u-city",),
            channel="import",
            language="zh-Hans",
            subject=line["subject"],
            statement=line["statement"],
            parties=[Bringing(name=line["person"])],
        )
        receive(SYSTEM, spec)


def measure(home: Path, server: psutil.Process) -> dict[str, tuple[float, float]]:
    """Of each case: matters a second, and processor time of ours and the server's for a matter
    (microseconds); medians of rounds in which the cases take turns."""
    mapping = home / "matters.map.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    imported(table(home, 1000), mapping, 1)  # what is made once is made before the clock runs
    runs: dict[str, list[tuple[float, float]]] = {}
    for place in range(ROUNDS):
        one, two = table(home, place), table(home, place + 100)
        cases: dict[str, tuple[int, Callable[[], None]]] = {
            f"import, {PROCESSES} processes": (
                EACH,
                partial(imported, two, mapping, PROCESSES),
            ),
            "import, one process": (EACH, partial(imported, one, mapping, 1)),
            "yardstick: COPY of the file, one plain table": (EACH, partial(copied, one)),
            "yardstick: received one by one": (ONE_BY_ONE, partial(received, one)),
        }
        for name, (many, case) in cases.items():
            used, begun = _used(server), time.perf_counter()
            case()
            taken = time.perf_counter() - begun
            runs.setdefault(name, []).append((many / taken, 1e6 * (_used(server) - used) / many))
    return {
        name: (statistics.median(r for r, _ in some), statistics.median(c for _, c in some))
        for name, some in runs.items()
    }


def _used(server: psutil.Process) -> float:
    """Seconds of processor time so far: ours, our children's, and all of the server's."""
    told = [server.cpu_times(), *(child.cpu_times() for child in server.children())]
    mine = os.times()
    theirs = sum(one.user + one.system for one in told)
    ended = told[0].children_user + told[0].children_system
    return theirs + ended + mine.user + mine.system + mine.children_user + mine.children_system


def peak(home: Path, place: int, many: int) -> float:
    """The most memory (MB) this process held at any moment while it imported so many rows."""
    path = table(home, place, many)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the peak so far
    imported(path, home / "matters.map.yaml", 1, many)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def size() -> tuple[float, float]:
    """Rows, and bytes on disk with all indexes, for each matter."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_stat_get_live_tuples(c.oid)), sum(pg_total_relation_size(c.oid))"
            " FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND"
            " (n.nspname = 'ledger' OR c.relname LIKE 'matters%')"
        )
        rows, total = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM matters_matter")
        return float(rows) / (many := cursor.fetchone()[0]), float(total) / many


def main() -> None:
    """Measure, print, and write bench/results/import.json."""
    with house() as (home, server):
        measured = measure(home, server)
        rows_each, bytes_each = size()
        short, long = peak(home, 200, SHORT), peak(home, 201, LONG)
        busy = os.getloadavg()[0]
    found = []
    for place, (name, (rate, cpu)) in enumerate(measured.items()):
        goal = GOAL if place == 0 else None
        found.append(report.row(name, "matters", rate, "per second", ROUNDS, goal))
        found.append(report.row(name, "processor time", cpu, "µs a matter", ROUNDS))
    found += [
        report.row("ledger and rows", "rows", rows_each, "a matter", 1),
        report.row("ledger and rows", "on disk, indexed", bytes_each, "bytes a matter", 1),
        report.row(f"peak memory, {SHORT:,} rows", "resident", short, "MB", 1),
        report.row(f"peak memory, {LONG:,} rows", "resident", long, "MB", 1),
        report.row(
            "the longer file takes more", "resident", long - short, "MB", 1, MEMORY_GOAL,
            at_most=True,
        ),
        report.row("the machine's other work", "load average", busy, "processes", 1),
    ]  # fmt: skip
    Console().print(f"written: {report.publish('import', found)}")


if __name__ == "__main__":
    main()
