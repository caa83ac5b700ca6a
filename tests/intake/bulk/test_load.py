"""A table becomes matters: whole, once, with what was refused told row by row."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import textwrap
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from dengwen.errors import Refusal
from dengwen.intake.bulk import load as loading
from dengwen.intake.bulk.load import load
from dengwen.jobs.tick import tick
from dengwen.ledger import rebuild, verify
from dengwen.matters.actions.open import load as opened
from dengwen.matters.models import ClockRow, MatterRow
from dengwen.matters.state import PRESENT_RULE
from dengwen.people import actions
from dengwen.people.actor import SYSTEM

REPOSITORY = Path(__file__).parents[3]
REAL = REPOSITORY.parent / "shared" / "data"
MAPPINGS = REPOSITORY / "docs" / "how-to" / "mappings"
HEADING = ["编号", "时间", "主题", "内容", "用户", "答复", "答复时间"]
MAPPING = """
source: mailbox
time_zone: Asia/Shanghai
language: zh-Hans
procedure: petition
kind: request
unit: u-city
columns:
  id: 编号
  received: {column: 时间, formats: ["%Y/%m/%d %H:%M:%S"]}
  subject: 主题
  statement: 内容
  person: 用户
  answer: 答复
  answered: {column: 答复时间, formats: ["%Y/%m/%d %H:%M:%S"]}
"""


def line(number: int, **more: str) -> list[str]:
    """A row; every second one is answered."""
    cells = [str(number), f"2019/5/{number % 28 + 1} 10:00:00", f"楼道堵塞{number}", "请派人清理。"]
    cells += ["A0001", "已清理。", "2019/8/1 9:00:00"] if number % 2 else ["A0002", "", ""]
    return [more.get(name, cell) for name, cell in zip(HEADING, cells, strict=True)]


def write(path: Path, lines: list[list[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out).writerows([HEADING, *lines])
    return path


def refused(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "map.yaml"
    path.write_text(MAPPING, "utf-8")
    return path


@pytest.fixture
def town(db: None) -> None:
    """One unit, in a transaction that is rolled back."""
    name = {"en": "City", "zh-Hant": "市", "zh-Hans": "市"}
    actions.open_unit(SYSTEM, "u-city", name)


@pytest.fixture
def committed_town(committed_db: str) -> Iterator[str]:
    """One unit, in a database of this test's own."""
    name = {"en": "City", "zh-Hant": "市", "zh-Hans": "市"}
    actions.open_unit(SYSTEM, "u-city", name)
    yield committed_db
    from dengwen.ledger import aside

    aside.close()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_either_encoding(town: None, mapping: Path, tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "in.csv", [line(n) for n in range(7)], encoding)
    report = load(path, mapping)
    assert (report.read, report.imported, report.refused_file) == (7, 7, None)
    row = MatterRow.objects.get(source="mailbox:3")
    matter = opened(row.number)
    assert matter.subject is not None
    assert matter.subject.value == "楼道堵塞3"
    assert matter.answer is not None
    assert matter.answer.value == "已清理。"
    assert (row.historical, row.final) == (True, True)


def test_excel_and_parquet(town: None, mapping: Path, tmp_path: Path) -> None:
    import openpyxl
    import pyarrow as pa
    import pyarrow.parquet as pq

    lines = [line(n) for n in range(6)]
    book = openpyxl.Workbook()
    for cells in [HEADING, *lines[:3]]:
        book.worksheets[0].append(cells)
    book.save(tmp_path / "in.xlsx")
    columns = {name: [cells[i] for cells in lines[3:]] for i, name in enumerate(HEADING)}
    pq.write_table(pa.table(columns), tmp_path / "in.parquet")
    assert load(tmp_path / "in.xlsx", mapping).imported == 3
    assert load(tmp_path / "in.parquet", mapping).imported == 3
    assert MatterRow.objects.count() == 6


def test_a_second_run_takes_nothing_twice(town: None, mapping: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", [line(n) for n in range(5)])
    load(path, mapping)
    again = load(path, mapping)
    assert (again.imported, again.there, again.refused) == (0, 5, 0)
    assert MatterRow.objects.count() == 5


def test_a_changed_row_is_refused_and_told(town: None, mapping: Path, tmp_path: Path) -> None:
    load(write(tmp_path / "in.csv", [line(1), line(2)]), mapping)
    path = write(tmp_path / "in.csv", [line(1, 主题="另一件事"), line(2), line(3)])
    report = load(path, mapping)
    assert (report.imported, report.there, report.refused) == (1, 1, 1)
    assert report.refused_file is not None
    told = refused(report.refused_file)
    assert [(one["row"], one["code"], one["column"]) for one in told] == [
        ("1", "changed_since", "编号")
    ]
    assert opened(MatterRow.objects.get(source="mailbox:1").number).subject.value == "楼道堵塞1"  # type: ignore[union-attr]


def test_one_id_twice_in_a_file(town: None, mapping: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", [line(1), line(1, 主题="另一件事"), line(1)])
    report = load(path, mapping)
    assert (report.imported, report.there, report.refused) == (1, 1, 1)
    assert opened(MatterRow.objects.get().number).subject.value == "楼道堵塞1"  # type: ignore[union-attr]


def test_what_is_refused_is_written_down(town: None, mapping: Path, tmp_path: Path) -> None:
    path = write(
        tmp_path / "in.csv",
        [
            line(1),
            line(2, 时间="不知道"),
            line(3, 时间=""),
            line(4, 主题='=HYPERLINK("http://x","y")', 时间="2999/1/1 00:00:00"),
            line(5, 答复时间="2018/1/1 00:00:00"),
            line(6, 主题="", 内容=""),
            [*line(7), "一格太多"],
            line(8, 内容="{大括号}", 用户="+86", 时间="{x}"),
        ],
    )
    report = load(path, mapping)
    assert (report.imported, report.refused) == (1, 7)
    assert report.refused_file == tmp_path / "in.refused.csv"
    told = refused(report.refused_file)
    assert [(one["row"], one["code"]) for one in told] == [
        ("2", "bad_date"),
        ("3", "no_date"),
        ("4", "future"),
        ("5", "answered_before_received"),
        ("6", "nothing_said"),
        ("7", "broken_row"),
        ("8", "bad_date"),
    ]
    assert told[2]["主题"].startswith("'=")
    assert told[6]["用户"] == "'+86"
    assert all(one["reason"] for one in told)


def test_an_old_file_of_refusals_goes(town: None, mapping: Path, tmp_path: Path) -> None:
    (tmp_path / "in.refused.csv").write_text("old")
    assert load(write(tmp_path / "in.csv", [line(1)]), mapping).refused_file is None
    assert not (tmp_path / "in.refused.csv").exists()


def test_nothing_is_taken_where_refusals_cannot_be_kept(
    town: None, mapping: Path, tmp_path: Path
) -> None:
    (tmp_path / "in.refused.csv").mkdir()
    with pytest.raises(Refusal) as why:
        load(write(tmp_path / "in.csv", [line(1)]), mapping)
    assert why.value.code == "refused_file_unwritable"
    assert not MatterRow.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("in.csv", "编号,时间\n1,2019/1/1 00:00:00\n", "no_such_column"),
        ("in.csv", "", "no_heading"),
        ("in.xlsx", "no spreadsheet", "unreadable_table"),
        ("in.parquet", "no parquet", "unreadable_table"),
        ("in.pdf", "", "unknown_table"),
    ],
)
def test_an_unusable_file_is_refused_whole(
    town: None, mapping: Path, tmp_path: Path, name: str, content: str, code: str
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(Refusal) as why:
        load(tmp_path / name, mapping)
    assert why.value.code == code
    assert not (tmp_path / "in.refused.csv").exists()


def test_an_unknown_unit_is_told(town: None, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(MAPPING.replace("u-city", "u-elsewhere"), "utf-8")
    report = load(write(tmp_path / "in.csv", [line(1)]), tmp_path / "map.yaml")
    assert report.refused_file is not None
    assert [one["code"] for one in refused(report.refused_file)] == ["unknown_unit"]


@pytest.mark.parametrize("wrong", [("kind: request", "kind: none"), (": petition", ": none")])
def test_an_unknown_kind_is_told(town: None, tmp_path: Path, wrong: tuple[str, str]) -> None:
    (tmp_path / "map.yaml").write_text(MAPPING.replace(*wrong), "utf-8")
    report = load(write(tmp_path / "in.csv", [line(1), line(2)]), tmp_path / "map.yaml")
    assert report.refused_file is not None
    assert [one["code"] for one in refused(report.refused_file)] == ["unknown_kind"] * 2


def test_what_came_before_the_rule_says_so(town: None, mapping: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", [line(1), line(2, 时间="2024/3/4 09:00:00")])
    load(path, mapping)
    early, later = (
        opened(MatterRow.objects.get(source=f"mailbox:{n}").number).clocks.values() for n in (1, 2)
    )
    assert early
    assert later
    assert {clock.facts.rule.reading for clock in early} == {PRESENT_RULE}
    assert all(clock.by_present_rule for clock in early)
    assert not any(clock.by_present_rule for clock in later)


def test_nothing_historical_is_due_today(town: None, mapping: Path, tmp_path: Path) -> None:
    load(write(tmp_path / "in.csv", [line(2), line(4)]), mapping)  # both unanswered
    assert tick() == 0
    assert set(MatterRow.objects.values_list("due_at", "clock", "late", "final")) == {
        (None, "", False, False)
    }
    assert set(ClockRow.objects.values_list("state", "next_at")) == {("measured", None)}


def test_an_import_cut_short_is_carried_on(
    committed_town: str, mapping: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "BATCH", 10)
    path = write(tmp_path / "in.csv", [line(n) for n in range(35)])

    def stop(done: int, whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(path, mapping, stop)
    assert MatterRow.objects.count() == 10
    report = load(path, mapping)
    assert (report.imported, report.there) == (25, 10)
    assert verify.verify() == []


def test_side_by_side_is_the_same(
    committed_town: str, mapping: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "BATCH", 5)
    lines = [line(n) for n in range(40)]
    lines[23] = line(2, 主题="另一件事")
    lines[31] = line(31, 时间="不知道")
    path = write(tmp_path / "in.csv", lines)
    report = load(path, mapping, processes=2)
    assert (report.imported, report.refused) == (38, 2)
    assert report.refused_file is not None
    assert [one["row"] for one in refused(report.refused_file)] == ["24", "32"]
    assert load(path, mapping, processes=2).there == 38
    tables = ["matters_matter", "matters_clock", "matters_secret"]
    assert rebuild.rebuild(tables=tables).same
    assert verify.verify() == []


def test_killed_in_the_middle_nothing_is_halved(
    committed_town: str, mapping: Path, tmp_path: Path
) -> None:
    path = write(tmp_path / "in.csv", [line(n) for n in range(60)])
    program = f"""
        import os, signal, sys
        from dengwen.config import start
        start.setup()
        from django.db import connection
        connection.settings_dict["NAME"] = {committed_town!r}
        from pathlib import Path
        from dengwen.intake.bulk import load, taking
        from dengwen.matters.actions import import_historical as there
        load.BATCH = 10
        write, rounds = there.write_new, []
        def killed(matters):
            write(matters)
            rounds.append(1)
            if len(rounds) == 3:
                os.kill(os.getpid(), signal.SIGKILL)
        there.write_new = killed
        load.load(Path({str(path)!r}), Path({str(mapping)!r}))
    """
    child = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=REPOSITORY,
        env=os.environ | {"DENGWEN_HOME": str(settings.DENGWEN_HOME)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    assert MatterRow.objects.count() == 20
    assert load(path, mapping).imported == 40
    assert verify.verify() == []


def test_memory_does_not_grow_with_the_file(
    town: None, mapping: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "BATCH", 20)

    def peak(name: str, start: int, many: int) -> int:
        path = write(tmp_path / name, [line(n) for n in range(start, start + many)])
        tracemalloc.start()
        try:
            load(path, mapping)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak("warm.csv", 0, 40)
    small = peak("small.csv", 1_000, 60)
    assert peak("large.csv", 2_000, 600) < 1.6 * small


@pytest.mark.parametrize(
    ("table", "mapped"),
    [
        ("citizen-messages-answered.csv", "leaders-mailbox-answered.yaml"),
        ("citizen-messages.csv", "leaders-mailbox.yaml"),
        ("nyc311-nypd-2025.csv", "nyc311.yaml"),
    ],
)
def test_real_requests(town: None, tmp_path: Path, table: str, mapped: str) -> None:
    if not (REAL / table).exists():
        pytest.skip(f"{REAL / table} is not here: real data are not part of the repository")
    path = tmp_path / table
    with (
        (REAL / table).open(encoding="utf-8-sig", newline="") as all_of_it,
        path.open("w", encoding="utf-8", newline="") as some,
    ):
        lines: Any = csv.reader(all_of_it)
        csv.writer(some).writerows(cells for cells, _ in zip(lines, range(301), strict=False))
    report = load(path, MAPPINGS / mapped)
    assert report.read == 300
    assert report.imported >= 295
    assert load(path, MAPPINGS / mapped).imported == 0
    tables = ["matters_matter", "matters_clock"]
    assert rebuild.rebuild(tables=tables).same
