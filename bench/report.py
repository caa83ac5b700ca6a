"""The report of a benchmark: one table on the screen, one file in bench/results.

A goal that is not met is written down as not met. Figures are medians of rounds in which the cases
took turns, so that a busy machine slows them alike.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

HERE = Path(__file__).parent
RESULTS = HERE / "results"


class Row(msgspec.Struct):
    """One figure. `goal` is the least (or, with `at_most`, the most) that was promised."""

    case: str
    metric: str
    value: float
    unit: str
    runs: int
    goal: float | None = None
    met: bool | None = None


def row(
    case: str,
    metric: str,
    value: float,
    unit: str,
    runs: int,
    goal: float | None = None,
    *,
    at_most: bool = False,
) -> Row:
    """A row that knows whether its goal is met."""
    met = None if goal is None else (value <= goal if at_most else value >= goal)
    return Row(case, metric, value, unit, runs, goal, met)


def rounds(cases: dict[str, Callable[[], object]], times: int) -> dict[str, float]:
    """Seconds each case takes: the median of so many rounds, the cases taking turns."""
    taken: dict[str, list[float]] = {name: [] for name in cases}
    with Progress(transient=True) as progress:
        task = progress.add_task("measuring", total=times * len(cases))
        for _ in range(times):
            for name, case in cases.items():
                begun = time.perf_counter()
                case()
                taken[name].append(time.perf_counter() - begun)
                progress.advance(task)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def machine() -> str:
    """The processor, its cores and the Python that ran."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text(encoding="utf-8").splitlines()
        model = next((x.split(":", 1)[1].strip() for x in lines if "model name" in x), model)
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def commit() -> str:
    """The commit measured, with + when the tree has changes of its own."""
    told = subprocess.run(
        ["git", "describe", "--always", "--abbrev=12", "--dirty=+"],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip() or "unknown"


def publish(name: str, rows: list[Row]) -> Path:
    """Print the table and write bench/results/<name>.json; returns the file."""
    table = Table(title=f"{name} · {commit()} · {machine()}")
    for heading in ("case", "metric", "value", "unit", "runs", "goal", "met"):
        table.add_column(heading, justify="left" if heading in ("case", "metric") else "right")
    for one in rows:
        goal = "" if one.goal is None else f"{one.goal:,.6g}"
        met = "" if one.met is None else ("yes" if one.met else "NOT MET")
        value = f"{one.value:,.0f}" if one.value >= 100 else f"{one.value:,.4g}"
        table.add_row(one.case, one.metric, value, one.unit, str(one.runs), goal, met)
    Console().print(table)
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{name}.json"
    content = {"name": name, "commit": commit(), "machine": machine()}
    content |= {"rows": msgspec.to_builtins(rows)}
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file
