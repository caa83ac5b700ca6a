"""A mapping reads a row or says, with a reason, why it can not."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dengwen.errors import Refusal
from dengwen.intake.bulk import mapping

MAPPING = """
source: mailbox
time_zone: Asia/Shanghai
language: zh-Hans
procedure: some
kind: {column: 类, values: {甲: a}}
unit: u-city
columns:
  id: 编号
  received: {column: 收, formats: ["%Y/%m/%d %H:%M:%S", "%m/%d/%Y %H:%M"]}
  subject: 题
  statement: [文, 地]
  answer: 答
  answered: {column: 答时, formats: ["%Y/%m/%d %H:%M:%S"]}
  latitude: 纬
  longitude: 经
"""
ROW = {
    "编号": "7",
    "收": "2020/1/2 10:00:00",
    "题": " 楼道 ",
    "文": "堵了",
    "地": "东街",
    "类": "甲",
}


@pytest.fixture
def read_mapping(tmp_path: Path) -> mapping.Mapping:
    path = tmp_path / "m.yaml"
    path.write_text(MAPPING, "utf-8")
    return mapping.read(path)


def test_a_row_is_understood(read_mapping: mapping.Mapping) -> None:
    row = mapping.understand(read_mapping, ROW, "x")
    assert row.source == "mailbox:7"
    assert row.received_at == datetime(2020, 1, 2, 2, tzinfo=UTC)
    assert (row.subject, row.statement, row.kind, row.unit) == ("楼道", "堵了\n东街", "a", "u-city")


def test_a_row_without_an_id_is_named_by_its_content(read_mapping: mapping.Mapping) -> None:
    assert mapping.understand(read_mapping, ROW | {"编号": ""}, "f00").source == "mailbox:f00"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"收": ""}, "no_date"),
        ({"收": "2020-13-45"}, "bad_date"),
        ({"收": "2999/1/1 00:00:00"}, "future"),
        ({"答时": "2019/1/1 00:00:00"}, "answered_before_received"),
        ({"题": "", "文": "", "地": ""}, "nothing_said"),
        ({"文": "a\0b"}, "nul"),
        ({"文": "\ud800"}, "surrogate"),
        ({"文": "字" * (mapping.LONGEST_STATEMENT + 1)}, "too_long"),
        ({"类": "乙"}, "unknown_kind"),
        ({"纬": "91", "经": "0"}, "bad_point"),
        ({"纬": "north", "经": "0"}, "bad_point"),
    ],
)
def test_a_row_that_can_not_be_taken_says_why(
    read_mapping: mapping.Mapping, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        mapping.understand(read_mapping, ROW | change, "x")
    assert refused.value.code == code


@pytest.mark.parametrize(
    "wrong",
    ["source: [", "source: x", MAPPING + "\nmore: 1\n", MAPPING.replace("Asia/Shanghai", "Moon")],
)
def test_a_mapping_with_a_mistake_is_refused_by_name(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(wrong, "utf-8")
    with pytest.raises(Refusal) as refused:
        mapping.read(path)
    assert refused.value.facts["name"] == "m.yaml"


@pytest.mark.parametrize(
    "form",
    ["%Y/%m/%d %H:%M:%S", "%d.%m.%Y", "%Y年%m月%d日", "%y-%m-%d", "%Y-%j", "%Y %Y", "%%%Y%m%d"],
)
@pytest.mark.parametrize(
    "said",
    [
        "2020/01/02 03:04:05",
        "2020/1/2 3:04:05",
        "02.01.2020",
        "2020年01月02日",
        "20-01-02",
        "2020-002",
        "2020/13/02 03:04:05",
        "2020/02/30 00:00:00",
        "0000/01/02 03:04:05",
        "2020/01/02 24:00:00",
        "2020/01/02 03:04:60",
        "31.02.2020",
        "%20200102",
        "２０２０年01月02日",
    ],
)
def test_a_date_is_read_as_strptime_reads_it(said: str, form: str) -> None:
    try:
        expected: datetime | None = datetime.strptime(said, form)
    except (ValueError, re.error):
        expected = None
    if match := mapping._numerals(form).fullmatch(said):
        try:
            found = datetime.fromisoformat(
                mapping._ISO.format(**mapping._MIDNIGHT | match.groupdict())
            )
        except ValueError:
            found = None
        assert found == expected
