"""Canonical JSON: byte for byte what an independent implementation of RFC 8785 writes."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from dengwen.ledger import canonical

text = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"))
scalars = st.none() | st.booleans() | text | st.integers(-(2**53) + 1, 2**53 - 1)
keys = st.text(st.characters(max_codepoint=0x7F, blacklist_characters="\0"))
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=30
)


@given(values)
def test_equal_to_an_independent_implementation(value: Any) -> None:
    assert canonical.encode(value) == rfc8785.dumps(value)


@given(values)
def test_what_is_read_back_is_written_the_same(value: Any) -> None:
    written = canonical.encode(value)
    assert json.loads(written) == value
    assert canonical.encode(json.loads(written)) == written


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"a": [0, 1.0]}, "/a/1"),
        ({"a": {"b": "x\0"}}, "/a/b"),
        (["\udfff"], "/0"),
        ({"a": b"bytes"}, "/a"),
        ({"a": 2**53 + 1}, "/a"),
        ({"a": {"名": 1}}, "/a"),
        ({"a": {1: 1}}, "/a"),
        (float("nan"), "/"),
        (object(), "/"),
    ],
)
def test_a_refusal_names_the_path(value: Any, path: str) -> None:
    with pytest.raises(ValueError, match=f"^{path}: "):
        canonical.encode(value)
