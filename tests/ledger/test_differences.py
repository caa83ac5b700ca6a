"""Comparing rows: every difference is found once, whatever the rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dengwen.ledger.differences import Difference, compare

rows = st.dictionaries(
    st.text("ab登\U0001f600", max_size=3), st.tuples(st.sampled_from([None, "x", "y"])), max_size=8
)


def listed(by_key: dict[str, tuple[str | None]]) -> list[tuple[str | None, ...]]:
    return [(key, *rest) for key, rest in sorted(by_key.items(), key=lambda i: i[0].encode())]


@given(rows, rows)
def test_the_differences_are_those_of_two_dictionaries(
    live: dict[str, tuple[str | None]], due: dict[str, tuple[str | None]]
) -> None:
    found = {(d.key[0], d.kind) for d in compare("t", ["k"], ["c"], listed(live), listed(due))}
    assert found == (
        {(key, "extra") for key in live.keys() - due.keys()}
        | {(key, "missing") for key in due.keys() - live.keys()}
        | {(key, "differs") for key in live.keys() & due.keys() if live[key] != due[key]}
    )


def test_a_difference_names_table_key_and_column_but_no_value() -> None:
    live, due = [("1", "a", "old", "z")], [("1", "a", "new", "z")]
    found = list(compare("rows", ["id", "part"], ["name", "unit"], live, due))
    assert found == [Difference("rows", ("1", "a"), "differs", "name")]


def test_a_null_in_a_key_sorts_last_as_the_database_does() -> None:
    live = [("a", "1"), (None, "1")]
    assert list(compare("t", ["k"], ["c"], live, live)) == []
    assert [d.kind for d in compare("t", ["k"], ["c"], live, live[:1])] == ["extra"]
