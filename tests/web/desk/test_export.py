"""The inbox as an Excel table: the same rows in the same order, harmless, and recorded."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dengwen import times
from dengwen.ledger import access, store
from dengwen.matters.actions.assign import assign
from dengwen.matters.actions.name_subject import name_subject
from dengwen.matters.models import MatterRow
from dengwen.people.models import StaffRow, UnitRow
from dengwen.web import dates
from dengwen.web.desk import export
from tests.matters import town
from tests.web.desk.conftest import SignIn


def taken(browser: Client, query: str = "?tab=all") -> tuple[list[Any], dict[str, Any]]:
    """The lines of the first sheet, and what the second tells."""
    answer = browser.get(reverse("desk:export") + query)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert ".xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    lines = [list(line) for line in book.worksheets[0].iter_rows()]
    about = {str(k): v for k, v in book.worksheets[1].iter_rows(values_only=True)}
    return lines, about


def numbers(lines: list[Any]) -> list[str]:
    return [line[0].value for line in lines[1:]]


def test_it_holds_the_rows_of_the_list_in_its_order_and_says_what_it_is(
    as_staff: SignIn,
) -> None:
    slow = town.brought().number
    quick = town.brought("within_24_hours", "hazard_report").number
    lines, about = taken(as_staff("ren"))
    assert numbers(lines) == [quick, slow]
    assert about["Taken by"] == "Ren (ren)"
    assert about["Rows"] == 2
    assert about["List"] == "All open"
    assert isinstance(about["Taken at"], datetime)


def test_the_filter_of_the_page_is_that_of_the_file(as_staff: SignIn) -> None:
    town.brought()
    quick = town.brought("within_24_hours", "hazard_report").number
    lines, about = taken(as_staff("ren"), "?tab=all&procedure=hazard_report")
    assert numbers(lines) == [quick]
    assert about["Narrowed by"].startswith("Procedure: ")


def test_who_may_not_know_of_a_matter_takes_no_line_of_it(as_staff: SignIn) -> None:
    number = town.brought().number
    assert numbers(taken(as_staff("han"))[0]) == [number]
    name_subject(town.staff("ren"), number, staff=["han"])
    lines, about = taken(as_staff("han"))
    assert numbers(lines) == []
    assert about["Rows"] == 0
    assert numbers(taken(as_staff("stranger"))[0]) == []


def test_days_and_instants_are_dates_of_excel_in_the_zone_of_the_law(as_staff: SignIn) -> None:
    number = town.brought().number
    lines, _about = taken(as_staff("ren"))
    received = lines[1][[cell.value for cell in lines[0]].index("Received")]
    assert received.is_date
    at = MatterRow.objects.get(number=number).received_at.astimezone(dates.zone())
    assert received.value == at.replace(tzinfo=None, second=0, microsecond=0)


@pytest.mark.parametrize("name", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "＝1", "a\x0bb"])
def test_no_cell_is_a_formula(as_staff: SignIn, name: str) -> None:
    number = town.brought().number
    assign(town.staff("ren"), number, "han")
    StaffRow.objects.filter(id="han").update(name=name)
    lines, _about = taken(as_staff("ren"))
    cells = [cell for line in lines for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "d", "n"}
    (found,) = [c.value for c in lines[1] if name.replace("\x0b", "") in str(c.value)]
    assert found == ("ab" if "a" in name[:1] else f"'{name}")


def test_neither_words_nor_names_of_people_are_in_it(as_staff: SignIn) -> None:
    town.brought()
    lines, _about = taken(as_staff("han"))
    told = " ".join(str(cell.value) for line in lines for cell in line)
    for word in ("樓道", "林小明", "lin@example.org"):
        assert word not in told


def test_a_longer_list_is_cut_and_says_so(
    as_staff: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST", 2)
    for _each in range(3):
        town.brought()
    lines, about = taken(as_staff("ren"))
    assert len(numbers(lines)) == 2
    assert "only its first 2 rows" in about["Cut"]


def test_the_heading_is_in_the_readers_language(as_staff: SignIn) -> None:
    town.brought()
    browser = as_staff("ren", "zh-Hans")
    lines, _about = taken(browser)
    assert lines[0][0].value == "编号"


def test_the_taking_is_recorded_and_the_page_leads_there(as_staff: SignIn) -> None:
    town.brought()
    browser = as_staff("han")
    shown = browser.get(reverse("desk:home") + "?tab=all").content.decode()
    assert f"{reverse('desk:export')}?tab=all" in shown
    taken(browser)
    audit = as_staff("shen").get(reverse("desk:audit"), {"staff": "han"}).content.decode()
    assert "EXPORT" in audit
    assert "1 rows" in audit


def test_it_opens_to_who_has_an_inbox_only(as_staff: SignIn) -> None:
    for name, status in (("guan", 403), ("shen", 200), ("hao", 200)):
        assert as_staff(name).get(reverse("desk:export")).status_code == status


LISTS = {
    "export_supervise": "su",
    "export_early": "su",
    "export_outbox": "su",
    "export_approvals": "an",
    "export_staff": "guan",
    "export_units": "guan",
    "export_audit": "shen",
}


def opened(browser: Client, name: str, query: str = "") -> Any:
    answer = browser.get(reverse(f"desk:{name}") + query)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return load_workbook(io.BytesIO(answer.content))


@pytest.mark.parametrize(("name", "who"), LISTS.items())
def test_every_list_has_its_file_and_the_taking_is_recorded(
    as_staff: SignIn, name: str, who: str
) -> None:
    town.brought()
    book = opened(as_staff(who), name, "?staff=han")
    told = dict(book.worksheets[-1].iter_rows(values_only=True))
    assert told["Taken by"] == f"{who.title()} ({who})"
    day = times.now().date().isoformat()
    events = store.read(access.stream_of(f"staff:{who}", day))
    assert [e.data["matter"] for e in events][-1] == "EXPORT"


@pytest.mark.parametrize(("name", "who"), LISTS.items())
def test_a_list_opens_to_whom_its_page_opens(as_staff: SignIn, name: str, who: str) -> None:
    page = {"export_early": "early"}.get(name, name.removeprefix("export_"))
    for one in ("ren", "han", "an", "su", "shen", "guan", "stranger"):
        browser = as_staff(one)
        shown = browser.get(reverse(f"desk:{page}")).status_code
        assert browser.get(reverse(f"desk:{name}")).status_code == shown, one


@pytest.mark.parametrize("name", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "＝1"])
def test_no_cell_of_any_list_is_a_formula(as_staff: SignIn, name: str) -> None:
    number = town.brought().number
    assign(town.staff("ren"), number, "han")
    StaffRow.objects.update(name=name)
    UnitRow.objects.update(name={"en": name, "zh-Hant": name}, areas=[name])
    for list_, who in LISTS.items():
        for sheet in opened(as_staff(who), list_, "?by=person&staff=han").worksheets:
            for line in sheet.iter_rows():
                assert {cell.data_type for cell in line if cell.value is not None} <= set("sdn")


def test_no_list_holds_what_one_may_not_know_of(as_staff: SignIn) -> None:
    number = town.brought().number
    name_subject(town.staff("ren"), number, staff=["su", "shen"])
    for list_, who in LISTS.items():
        if who in ("su", "shen"):
            for sheet in opened(as_staff(who), list_, "?staff=ren").worksheets[:-1]:
                assert number not in str(list(sheet.iter_rows(values_only=True)))


def test_what_was_searched_for_is_exported_as_it_is_listed(as_staff: SignIn) -> None:
    number = town.brought().number
    town.brought()
    lines, about = taken(as_staff("ren"), f"?tab=all&q={number}")
    assert numbers(lines) == [number]
    assert about["Narrowed by"] == f"Search: {number}"
