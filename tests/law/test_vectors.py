"""Situations that lawyers wrote: the whole file, more kinds of our own, and files with mistakes."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dengwen.errors import PackError
from dengwen.law import calendar
from dengwen.law.check import Result, check
from dengwen.law.pack import Pack, PackFile
from dengwen.law.procedure import (
    Clock,
    Extension,
    Governs,
    InForce,
    Pause,
    Procedure,
    Reading,
    Subject,
)

VECTORS = Path(__file__).with_name("vectors.json")
PACK = Path(__file__).parents[2] / "packs/cn-fire"
TEXT = {"en": "A word"}


def situation(**other: Any) -> dict[str, Any]:
    base = {
        "id": "T-1",
        "procedure": "permit",
        "clock": "answer",
        "start": "2026-05-20",
        "n": 20,
        "unit": "WD",
        "direction": "forward",
        "roll": "next_workday",
        "calendar": "CN",
        "events": [],
        "expected_due": "2026-06-17",
        "status": "final",
        "alt": None,
    }
    return {**base, **other}


def checked(folder: Path, *items: Any, pack: Pack | None = None) -> Result:
    file = folder / "vectors.json"
    file.write_text(json.dumps({"vectors": list(items)}))
    return check(file, pack)


def test_every_situation_of_the_file_holds() -> None:
    result = check(VECTORS)
    assert result.text() == "72 passed, 0 failed"
    passed, failures = result
    assert (passed, failures) == (72, [])


@pytest.mark.parametrize(
    "other",
    [
        {"events": [{"type": "restart", "at": "2026-06-01"}], "expected_due": "2026-06-30"},
        {"events": [{"type": "restart", "on": "2026-06-01"}], "expected_due": "2026-06-30"},
        {
            "events": [
                {"type": "suspend", "from": "2026-05-25", "to": "2026-06-08"},
                {"type": "suspend", "from": "2026-06-01", "to": "2026-06-08"},
                {"type": "extend", "n": 20, "unit": "WD"},
            ],
            "expected_due": "2026-07-30",
        },
        {"start": "2026-12-28", "n": 5, "expected_due": "2027-01-05", "status": "provisional"},
        {"start": "2027-02-04", "n": 1, "expected_due": "2027-02-09", "status": "provisional"},
        {"start": "2003-12-30", "n": 2, "expected_due": "2004-01-02", "status": "provisional"},
        {"start": "2003-12-31", "n": 1, "expected_due": "2004-01-02"},
        {
            "start": "2026-12-31T20:00:00+08:00",
            "n": 24,
            "unit": "H",
            "roll": "none",
            "expected_due": "2027-01-01T20:00:00+08:00",
        },
        {
            "start": "2026-05-20T20:00:00",
            "n": 90,
            "unit": "S",
            "roll": None,
            "expected_due": "2026-05-20T12:01:30+00:00",
        },
        {
            "start": "2026-05-20T08:00:00+08:00",
            "n": 24,
            "unit": "H",
            "roll": "none",
            "events": [
                {
                    "type": "suspend",
                    "from": "2026-05-20T10:00:00+08:00",
                    "to": "2026-05-20T16:00:00+08:00",
                }
            ],
            "expected_due": "2026-05-21T14:00:00+08:00",
        },
        {"start": "2024-02-29", "n": 1, "unit": "Y", "expected_due": "2025-02-28"},
        {"start": "2024-01-31", "n": 1, "unit": "M", "expected_due": "2024-02-29"},
        {
            "start": "2026-10-15",
            "n": 7,
            "unit": "D",
            "direction": "backward",
            "roll": "none",
            "expected_due": "2026-10-08",
        },
        {
            "start": "2026-10-12",
            "n": 7,
            "unit": "D",
            "direction": "backward",
            "roll": "previous_workday",
            "raw_last_day": "2026-10-05",
            "expected_due": "2026-09-30",
        },
        {"start": "2026-12-22", "n": 5, "calendar": "US-FED", "expected_due": "2026-12-30"},
        {"start": "2026-12-22", "n": 5, "calendar": "NONE", "expected_due": "2026-12-27"},
        {"first_day": "included", "expected_due": "2026-06-16"},
        {
            "n": 2,
            "unit": "M",
            "roll": "none",
            "events": [{"type": "extend", "n": 10, "unit": "WD"}],
            "expected_due": "2026-08-03",
        },
        {
            "events": [{"type": "suspend", "from": "2026-05-25"}],
            "expected_due": None,
            "status": "paused",
        },
    ],
)
def test_kinds_of_situations_that_the_file_does_not_hold(
    tmp_path: Path, other: dict[str, Any]
) -> None:
    assert checked(tmp_path, situation(**other)).text() == "1 passed, 0 failed"


def test_a_failure_names_what_was_expected_and_what_came(tmp_path: Path) -> None:
    wrong = situation(expected_due="2026-06-18", why="twenty days")
    result = checked(tmp_path, situation(), wrong, situation(status="provisional"))
    assert result.passed == 1
    assert result.text().splitlines() == [
        "FAILED T-1 permit.answer: expected due 2026-06-18, got 2026-06-17 (twenty days)",
        "FAILED T-1 permit.answer: expected status provisional, got final",
        "1 passed, 2 failed",
    ]


@pytest.mark.parametrize(
    ("other", "got"),
    [
        ({"events": [{"type": "freeze", "at": "2026-06-01"}]}, "'freeze'"),
        ({"events": [{"type": "restart"}]}, "'restart'"),
        ({"unit": "W"}, "none of S, H, D"),
        ({"roll": "sideways"}, "'sideways'"),
        ({"calendar": "MARS"}, "'MARS'"),
        ({"start": "2026-02-30"}, "day is out of range"),
        ({"start": "9999-12-30"}, "outside the years"),
        ({"start": "2026-05-20", "unit": "H"}, "instant"),
        ({"n": -1}, "negative"),
        ({"expected_due": None}, "no expected_due"),
        ({"alt": {"reading": "lunar days", "expected_due": "2026-06-17"}}, "none of S, H, D"),
    ],
)
def test_a_situation_that_cannot_be_reckoned_is_a_named_failure(
    tmp_path: Path, other: dict[str, Any], got: str
) -> None:
    result = checked(tmp_path, situation(**other))
    assert result.passed == 0
    assert result.failures[0].id == "T-1"
    assert got in result.failures[0].got


@pytest.mark.parametrize(
    ("item", "label", "why"),
    [
        ({"id": "X-9"}, "X-9", "procedure"),
        ([], "vectors[0]", "Expected `object`"),
        (situation(n="twenty"), "T-1", "$.n"),
        (situation(direction="up"), "T-1", "direction"),
    ],
)
def test_a_malformed_situation_is_named_and_the_rest_go_on(
    tmp_path: Path, item: Any, label: str, why: str
) -> None:
    result = checked(tmp_path, item, situation(id="T-2"))
    assert result.passed == 1
    assert result.failures[0].id == label
    assert why in result.failures[0].why


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe", "UTF-8"),
        (b"{}", "no list"),
        (b'{"vectors": 3}', "no list"),
        (b'{"vectors": [], "conventions": {"timezone": "Mars/Base"}}', "no time zone"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "vectors.json"
    file.write_bytes(content)
    with pytest.raises(PackError, match=says) as refused:
        check(file)
    assert refused.value.mend
    with pytest.raises(PackError, match="No such file"):
        check(tmp_path / "nowhere.json")


@pytest.fixture(scope="module")
def pack() -> Pack:
    """A pack with one clock, in two readings, that may be paused and extended once."""
    answer = Clock(
        label=TEXT,
        limit=20,
        unit="working_days",
        starts=["received"],
        stops=["answer"],
        basis=["a#1"],
        pauses=[Pause(from_="asked", to="answered", label=TEXT, basis=["a#1"])],
        extension=Extension(
            up_to=20, times=1, grounds={}, proposed_by=[], approved_by=[], basis=["a#1"]
        ),
        readings=[Reading(name="days", unit="calendar_days", limit=20, label=TEXT)],
    )
    pay = Clock(
        label=TEXT,
        limit=15,
        unit="calendar_days",
        starts=["served.order"],
        stops=["paid"],
        basis=["a#1"],
    )
    procedure = Procedure(
        procedure="permit",
        version="1",
        label=TEXT,
        summary=TEXT,
        in_force=InForce(from_=date(2020, 1, 1)),
        governs=Governs(by="received", basis=["a#1"]),
        basis=["a#1"],
        statuses={},
        kinds={},
        parties={},
        subject=Subject(basis=["a#1"]),
        steps={},
        clocks={"answer": answer, "pay": pay},
    )
    words: dict[str, Any] = dict.fromkeys(("label", "jurisdiction", "service"), TEXT)
    file = PackFile(
        pack="town",
        version="1",
        languages=["en"],
        default_language="en",
        time_zone="Asia/Shanghai",
        calendar="CN",
        covers={},
        instruments={},
        roles={},
        emergency={},
        **words,
    )
    cn = calendar.load(PACK / "calendars")
    return Pack(file, {"permit": [procedure]}, {}, {"CN": cn}, "", "")


def test_the_packs_own_clock_is_used_and_must_agree(tmp_path: Path, pack: Pack) -> None:
    assert checked(tmp_path, situation(), pack=pack).text() == "1 passed, 0 failed"
    alt = {"reading": "calendar days", "expected_due": "2026-06-09"}
    assert checked(tmp_path, situation(alt=alt), pack=pack).passed == 1
    days = situation(unit="D", expected_due="2026-06-09")
    assert checked(tmp_path, days, pack=pack).passed == 1
    longer = {"events": [{"type": "extend", "n": 20, "unit": "WD"}], "expected_due": "2026-07-16"}
    assert checked(tmp_path, situation(**longer), pack=pack).passed == 1
    assert checked(tmp_path, situation(roll="none"), pack=pack).passed == 1  # nothing can roll
    other = situation(procedure="other", clock="any", n=1, expected_due="2026-05-21")
    assert checked(tmp_path, other, pack=pack).passed == 1
    early = situation(start="2019-05-20", expected_due="2019-06-18")
    assert checked(tmp_path, early, pack=pack).passed == 1


@pytest.mark.parametrize(
    ("other", "pack_says"),
    [
        ({"n": 7}, "20 working_days"),
        ({"direction": "backward"}, "forward"),
        ({"first_day": "included"}, "first day excluded"),
        ({"calendar": "NONE"}, "calendar CN"),
        ({"events": [{"type": "extend", "n": 21}]}, "at most 20 in 1"),
        ({"events": [{"type": "restart", "at": "2026-06-01"}]}, "no restart"),
        ({"clock": "pay", "unit": "D", "n": 15, "roll": "none"}, "roll next_workday"),
        ({"alt": {"reading": "calendar days", "n": 9, "expected_due": "2026-06-01"}}, "no reading"),
    ],
)
def test_a_pack_that_says_otherwise_fails_the_situation(
    tmp_path: Path, pack: Pack, other: dict[str, Any], pack_says: str
) -> None:
    result = checked(tmp_path, situation(**other), pack=pack)
    assert result.passed == 0
    assert any(pack_says in failure.got for failure in result.failures)
