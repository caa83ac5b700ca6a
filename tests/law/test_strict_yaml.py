"""The reader of what lawyers write: nothing is guessed, and every mistake has its line."""

from pathlib import Path

import msgspec
import pytest

from dengwen.errors import PackError
from dengwen.law import strict_yaml
from dengwen.law.procedure import Rules


class Term(Rules, kw_only=True):
    days: int
    names: list[str] = []


class File(Rules, kw_only=True):
    terms: dict[str, Term]
    more: dict[str, dict[str, Term]] = {}


def test_a_plain_scalar_is_text_and_only_null_is_nothing() -> None:
    said = strict_yaml.parse("a: no\nb: 1.10\nc: 2026-01-01\nd: null\ne: 'null'\nf: ''\n", "f.yaml")
    assert said.value == {
        "a": "no",
        "b": "1.10",
        "c": "2026-01-01",
        "d": None,
        "e": "null",
        "f": "",
    }


def test_every_value_has_its_line() -> None:
    said = strict_yaml.parse("a:\n  - x\n  - b: y\n    c: z\n", "f.yaml")
    assert said.lines == {
        (): 1,
        ("a",): 1,
        ("a", 0): 2,
        ("a", 1): 3,
        ("a", 1, "b"): 3,
        ("a", 1, "c"): 4,
    }
    assert said.line(("a", 1, "q", "r")) == 3
    with pytest.raises(PackError, match=r"f\.yaml:4: a\[1\]\.c: So\. Mend: Thus\."):
        said.refuse(("a", 1, "c"), "So.", "Thus.")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\na: 2", 2, "twice, first at line 1"),
        ("a: &x 1", 1, "Anchors"),
        ("a: [1, *x]", 1, "Anchors"),
        ("&x a: 1", 1, "Anchors"),
        ("a: !!int 3", 1, "tag"),
        ("a: 1\nb:", 2, "Nothing stands here"),
        ("a: [1, ]\nb: [, 2]", 2, "not YAML"),
        ("a: 1\n---\nb: 2", 2, "second document"),
        ("# nothing", None, "empty"),
        ("? [a]\n: 1", 1, "A key must be a word"),
        ("a: 1\n\tb: 2", 2, "not YAML"),
        ("a: \x00", None, "control character"),
        ("a: " + "[" * 2000, 1, "nested too deep"),
    ],
)
def test_what_is_outside_the_strict_part_is_refused(text: str, line: int | None, says: str) -> None:
    with pytest.raises(PackError, match=says) as refused:
        strict_yaml.parse(text, "f.yaml")
    assert refused.value.line == line
    assert refused.value.mend


def test_a_file_that_is_missing_or_not_utf8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="No such file"):
        strict_yaml.read(tmp_path / "none.yaml")
    (tmp_path / "a.yaml").write_bytes(b"a: \xff\xfe")
    with pytest.raises(PackError, match="not UTF-8"):
        strict_yaml.read(tmp_path / "a.yaml")


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("terms:\n  a: {days: 1}\n  b: {days: one}\n", "f.yaml:3: terms.b.days", "Expected `int`"),
        ("terms:\n  a: {days: 1}\n  b: {day: 1}\n", "f.yaml:3: terms.b.day", "unknown field"),
        ("terms:\n  a: {names: []}\n", "f.yaml:2: terms.a", "missing required field `days`"),
        ("terms: {a: {days: 1, names: [x, null]}}\n", "f.yaml:1: terms.a.names[1]", "got `null`"),
        ("terms: {}\nmore:\n  x: {}\n  y:\n    z: {days: x}\n", "f.yaml:5: more.y.z.days", "int"),
        ("terms: []\n", "f.yaml:1: terms", "Expected `object`"),
        ("[]\n", "f.yaml:1: the whole file", "Expected `object`"),
    ],
)
def test_a_value_that_does_not_fit_names_its_line_and_whole_path(
    text: str, where: str, says: str
) -> None:
    with pytest.raises(PackError) as refused:
        strict_yaml.parse(text, "f.yaml").into(File)
    assert str(refused.value).startswith(where)
    assert says in str(refused.value)


def test_what_fits_becomes_the_structure() -> None:
    made = strict_yaml.parse("terms: {a: {days: '15', names: [no, 1.10]}}", "f.yaml").into(File)
    assert made.terms["a"] == Term(days=15, names=["no", "1.10"])
    assert isinstance(made, msgspec.Struct)
