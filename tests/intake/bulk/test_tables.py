"""Rows come out of every kind of file, and a broken row never takes its neighbours with it."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from dengwen.errors import Refusal
from dengwen.intake.bulk.tables import Table, find_encoding

HEADING = ["编号", "主题", "时间"]
LINE = ["1", "楼道被堵", "2020/1/2 10:00:00"]


def write_csv(path: Path, encoding: str, lines: list[list[str]]) -> Path:
    path.write_bytes("\r\n".join(",".join(line) for line in [HEADING, *lines]).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_whichever_encoding_it_has(tmp_path: Path, encoding: str) -> None:
    table = Table(write_csv(tmp_path / "a.csv", encoding, [LINE]))
    assert [row.cells for row in table.rows()] == [dict(zip(HEADING, LINE, strict=True))]


def test_an_excel_file_and_a_parquet_file_give_the_same_rows(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(HEADING)
    book.active.append(LINE)
    book.save(tmp_path / "a.xlsx")
    columns = {name: [cell] for name, cell in zip(HEADING, LINE, strict=True)}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    wanted = [dict(zip(HEADING, LINE, strict=True))]
    assert [row.cells for row in Table(tmp_path / "a.xlsx").rows()] == wanted
    assert [row.cells for row in Table(tmp_path / "a.parquet").rows()] == wanted


def test_a_message_over_several_lines_is_one_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('编号,主题\n1,"第一行\n第二行"\n2,后\n', "utf-8")
    rows = list(Table(path).rows())
    assert [row.number for row in rows] == [1, 2]
    assert rows[0].cells["主题"] == "第一行\n第二行"


def test_a_row_with_bytes_of_no_encoding_is_named_and_the_next_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("编号,主题\n1,".encode() + b"\xff\xff\n2,\xe5\xa5\xbd\n")
    rows = list(Table(path, encoding="utf-8").rows())
    assert rows[0].broken
    assert rows[1].cells == {"编号": "2", "主题": "好"}


def test_a_row_longer_than_the_heading_is_broken_and_an_empty_line_is_no_row(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2,3\n\n , \n4,5\n", "utf-8")
    rows = list(Table(path).rows())
    assert [bool(row.broken) for row in rows] == [True, False]


def test_encoding_is_found_beyond_the_first_block(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a" * (1 << 20) + "字".encode("gb18030"))
    assert find_encoding(path) == "gb18030"


@pytest.mark.parametrize(("name", "content"), [("a.txt", b"x"), ("a.csv", b"")])
def test_what_is_no_table_is_refused_with_what_to_do(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        list(Table(path).rows())
    assert refused.value.mend
