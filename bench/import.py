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
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs from any folder

from bench import report

ROUNDS = 5
EACH = 4_000
"""Matters in a round: 20,000 in all."""
ONE_BY_ONE = 100
GOAL = 5_000
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
            came = datetime(2019, 1, 1) + timedelta(  # noqa: DTZ001 - the zone is the mapping's
                seconds=dice.randrange(6 * 365 * 86_400)
            )
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
def house() -> Iterator[Path]:
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
            yield home
            init.rest()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _people() -> None:
    from dengwen.people import actions
    from dengwen.people.actor import SYSTEM

    name = {"en": "City", "zh-Hant": "市", "zh-Hans": "市"}
    actions.open_unit(SYSTEM, "u-city", name)


def imported(path: Path, mapping: Path) -> None:
    """The importer itself, as `dengwen import` calls it."""
    from dengwen.intake.bulk import load

    told = load.load(path, mapping, processes=PROCESSES)
    assert (told.imported, told.refused) == (EACH, 0), told


def copied(path: Path, into: str) -> None:
    """The yardstick below: the same bytes into one plain table, and nothing else."""
    from django.db import connection, transaction

    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        path.open("rb") as file,
        cursor.cursor.copy(f"COPY {into} FROM STDIN (FORMAT csv, HEADER)") as copy,
    ):
        while block := file.read(1 << 20):
            copy.write(block)


def received(lines: list[dict[str, str]]) -> None:
    """The yardstick above: the ordinary door, one matter a transaction, durable each time."""
    from dengwen.matters.actions.receive import Bringing, Received, receive
    from dengwen.people.actor import SYSTEM

    for line in lines:
        spec = Received(
            procedure="petition", kind="request", unit="u-city", unit_path=("u-city",),
            channel="import", language="zh-Hans", subject=line["subject"],
            statement=line["statement"], parties=[Bringing(name=line["person"])],
        )  # fmt: skip
        receive(SYSTEM, spec)


def measure(home: Path) -> dict[str, list[float]]:
    """Seconds of each case in each round; the cases take turns."""
    from django.db import connection

    mapping = home / "matters.map.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    imported_first = table(home, 1000, EACH)  # what is made once is made before the clock runs
    imported(imported_first, mapping)
    with connection.cursor() as cursor:
        columns = ", ".join(f"{name} text" for name in HEADING)
        cursor.execute(f"CREATE TEMPORARY TABLE plain_lines ({columns})")
    taken: dict[str, list[float]] = {"import": [], "copy": [], "door": []}
    for place in range(ROUNDS):
        path = table(home, place)
        with path.open(encoding="utf-8", newline="") as file:
            few = [line for line, _ in zip(csv.DictReader(file), range(ONE_BY_ONE), strict=False)]
        _timed(taken["import"], lambda path=path: imported(path, mapping))
        _timed(taken["copy"], lambda path=path: copied(path, "plain_lines"))
        _timed(taken["door"], lambda few=few: received(few))
    return taken


def _timed(into: list[float], case: Any) -> None:
    begun = time.perf_counter()
    case()
    into.append(time.perf_counter() - begun)
