"""The how-to's mapping of a 12345 export takes such an export in."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dengwen.config.place import REPOSITORY
from dengwen.intake.bulk.load import load
from dengwen.matters.actions.open import load as opened
from dengwen.matters.models import MatterRow
from dengwen.people import actions
from dengwen.people.actor import SYSTEM

MAPPING = REPOSITORY / "docs" / "how-to" / "mappings" / "hotline-12345.yaml"
HEADING = """工单编号 受理时间 诉求来源 诉求类型 工单标题 诉求内容 补充内容 诉求人 联系电话 所属区县
    诉求地址 经度 纬度 承办单位 派单时间 办结时间 办理结果 是否解决 满意度"""
COMPLAINT = {
    "工单编号": "20240311000017", "受理时间": "2024-03-11 09:12:45", "诉求来源": "电话",
    "诉求类型": "投诉", "工单标题": "楼道堆物", "诉求内容": "三单元楼道堆满纸箱。", "诉求人": "林",
    "所属区县": "鼓楼区", "诉求地址": "东街18号", "经度": "121.01", "纬度": "31.3",
    "承办单位": "鼓楼区消防", "派单时间": "2024-03-11 09:20:01", "满意度": "满意", "是否解决": "是",
    "办结时间": "2024-03-14 16:02:33", "办理结果": "已清理。",
}  # fmt: skip
SUGGESTION = {
    "工单编号": "20240311000018", "受理时间": "2024/3/11 9:40", "诉求类型": "建议",
    "工单标题": "增设消防栓", "诉求内容": "西街口没有消防栓。", "补充内容": "请在冬天前办。",
}  # fmt: skip
ACCUSATION = {
    "工单编号": "20240311000019", "受理时间": "2024-03-11 10:00:00", "诉求类型": "举报",
    "工单标题": "收钱", "诉求内容": "检查时暗示买灭火器。", "所属区县": "江滨区",
}  # fmt: skip
THANKS = ACCUSATION | {"工单编号": "20240311000020", "诉求类型": "表扬"}


@pytest.fixture
def town(db: None) -> None:
    """The units that the mapping speaks of."""
    above = ""
    for unit in ("u-city", "u-gulou", "u-jiangbin", "u-nanshan"):
        name = dict.fromkeys(("en", "zh-Hant", "zh-Hans"), unit)
        actions.open_unit(SYSTEM, unit, name, parent=above)
        above = "u-city"


def export(path: Path, *orders: dict[str, str], encoding: str = "gb18030") -> Path:
    """A table of work orders as the hotline gives it out."""
    with path.open("w", encoding=encoding, newline="") as out:
        table = csv.DictWriter(out, HEADING.split())
        table.writeheader()
        table.writerows(orders)
    return path


def of(order: dict[str, str]) -> MatterRow:
    return MatterRow.objects.get(source=f"hotline-12345:{order['工单编号']}")


def test_a_hotlines_work_orders_become_matters(town: None, tmp_path: Path) -> None:
    report = load(export(tmp_path / "orders.csv", COMPLAINT, SUGGESTION), MAPPING)
    assert (report.imported, report.refused) == (2, 0)
    complaint, suggestion = of(COMPLAINT), of(SUGGESTION)
    assert (complaint.kind, complaint.unit, complaint.final) == ("request", "u-gulou", True)
    assert (suggestion.kind, suggestion.unit, suggestion.final) == ("suggestion", "u-city", False)
    said = opened(suggestion.number).statement
    assert said is not None
    assert said.value == "西街口没有消防栓。\n请在冬天前办。"


def test_an_accusation_among_them_is_confidential(town: None, tmp_path: Path) -> None:
    assert load(export(tmp_path / "orders.csv", ACCUSATION, encoding="utf-8"), MAPPING).imported
    assert (of(ACCUSATION).kind, of(ACCUSATION).confidential) == ("accusation", True)


def test_a_kind_that_the_table_does_not_name_is_refused_with_its_reason(
    town: None, tmp_path: Path
) -> None:
    report = load(export(tmp_path / "orders.csv", THANKS), MAPPING)
    assert (report.imported, report.refused) == (0, 1)
    assert report.refused_file is not None
    assert "unknown_kind" in report.refused_file.read_text("utf-8-sig")
