"""Cutting text for the search: phrases, single characters, words, and either script."""

from __future__ import annotations

import pytest
from django.db import connection

from dengwen.matters.models import SearchRow, search, write_search
from dengwen.matters.state import Matter


def found(text: str, asked: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s::tsvector @@ %s::tsquery", [search.vector([text]), search.query(asked)]
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("中山路377號，號誌故障", "號誌故障", True),
        ("中山路377號，號誌故障", "377號", True),
        ("中山路377號，號誌故障", "37號", False),
        ("中山路377號，號誌故障", "障", True),
        ("中山路377號，號誌故障", "故障 中山", True),
        ("中山路377號，號誌故障", "故障號誌", False),
        ("我要報案", "报案", True),
        ("我要报案", "報案", True),
        ("申請複查", "复查", True),
        ("反覆", "反复", True),
        ("恢復", "恢复", True),
        ("The ALARM was false", "alarm", True),
        ("The alarm was false", "false alarm", True),
        ("O'Brien's gate", "o'brien", True),
        ("ＡＢＣ路", "abc路", True),
    ],
)
def test_what_is_found_is_what_stands_there(text: str, asked: str, expected: bool) -> None:
    assert found(text, asked) is expected


def test_what_holds_nothing_to_search_for_asks_nothing() -> None:
    assert search.query("，。！ '' & | \\") == ""


@pytest.mark.django_db
def test_a_very_long_text_still_makes_a_vector() -> None:
    text = "消防" * 30_000
    assert found(text, "消防")


@pytest.mark.django_db
def test_no_phrase_spans_two_texts() -> None:
    with connection.cursor() as cursor:
        vector = search.vector(["消", "防"])
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector, search.query("消防")])
        assert cursor.fetchone()[0] is False


@pytest.mark.django_db
def test_one_matter_in_which_nothing_was_said_is_indexed_all_the_same() -> None:
    write_search([Matter(number="N", version=1)])
    row = SearchRow.objects.get(number="N")
    assert (row.version, row.content, row.identity) == (1, "", "")
