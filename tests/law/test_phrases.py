"""The courtesy of replies: found where it stands, told why, never in the way."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengwen.errors import PackError
from dengwen.law import loader
from dengwen.law.phrases import Finding, Phrases, find, lacking

CN = Path(__file__).parents[2] / "packs" / "cn-fire"
FILE = "notices/phrases.yaml"
LANGUAGES = ("zh-Hant", "zh-Hans", "en")


def listed() -> Phrases:
    found = loader.load(CN).phrases
    assert found is not None
    return found


PHRASES = listed()


def rules(text: str, around: str = "") -> list[str]:
    return [one.rule for one in find(text, "en", PHRASES, around)]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("這個不歸我管。", "pushes_away"),
        ("这个不归我管。", "pushes_away"),
        ("That is not my job.", "pushes_away"),
        ("您反映的問題不屬於本機關職責。", "remit_without_whom"),
        ("This is not within our powers.", "remit_without_whom"),
        ("誰讓你把車停在那裡的？", "blames"),
        ("You should have told us in March.", "blames"),
        ("YOU SHOULD  HAVE told us.", "blames"),
        ("您所謂的堵塞", "doubts"),
        ("无理取闹", "labels"),
        ("三日內補齊材料，否則後果自負。", "commands"),
        ("Do not contact us again.", "commands"),
        ("辦不了，您請回。", "shuts_the_door"),
        ("We can’t help you.", "shuts_the_door"),
        ("已轉有關部門。", "officialese"),
        ("The relevant authority will act.", "officialese"),
        ("我們會盡快答覆您。", "no_day"),
        ("依据《信访工作条例》第三十二条第一款，不予支持。", "bare_citation"),
        ("Refused under article 32.", "bare_citation"),
    ],
)
def test_what_hurts_is_found(text: str, rule: str) -> None:
    assert rule in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "我們查了三樓和四樓的通道，堆物已經在3月2日清走；有疑問請聯繫李工，電話8601-0119。",
        "這不屬於消防機構職責，歸城管辦理，請向鼓樓區城管大隊提出，電話12345。",
        "经查，通道没有被占用，所以依据条例第三十二条不予支持。",
        "We looked at the stairs on 2 March and found them clear. Ask for Li Gong, telephone 8601.",
        "Not within our powers: please contact the district office, 12 East Street.",
        "Jobless men used the hall.",
        "She said you shouldn't worry.",
    ],
)
def test_what_is_kind_and_plain_is_left_alone(text: str) -> None:
    assert rules(text) == []


def test_a_reason_beside_it_is_a_reason() -> None:
    cites = "消防法第四十五條"
    assert rules(cites) == ["bare_citation"]
    assert rules(cites, around="經查，門是救人時破開的。") == []


def test_a_reply_that_names_nobody_and_no_way_on_is_told() -> None:
    found = lacking("已處理。", "zh-Hans", PHRASES)
    assert [one.rule for one in found] == ["no_contact", "no_way_on"]
    assert {(one.start, one.end, one.words) for one in found} == {(4, 4, "")}
    assert "联系" in found[0].plainer
    whole = "如不同意，可以在30日內申請複查。聯繫人：李工，電話：8601。"
    assert lacking(whole, "en", PHRASES) == []


@pytest.mark.parametrize("language", [*LANGUAGES, "zh-hant", "en-GB", ""])
def test_it_is_explained_in_the_reader_s_language(language: str) -> None:
    (one,) = find("這個不歸我管。", language, PHRASES)
    assert one.why
    assert one.plainer
    if language in LANGUAGES:
        assert one.why == PHRASES.rules["pushes_away"].why[language]


def test_every_wording_of_the_list_is_found_by_its_own_rule() -> None:
    for name, rule in PHRASES.rules.items():
        for wording in rule.says:
            for words in wording.values():
                for one in words.split("|"):
                    text = f"， {one.replace('…', '一二三')} 。"
                    assert name in [f.rule for f in find(text, "en", PHRASES)], one


def test_one_place_is_told_once() -> None:
    found = find("不要再投訴，否則後果自負，後果自負。", "zh-Hant", PHRASES)
    assert [one.words for one in found] == ["不要再投訴", "後果自負", "後果自負"]
    spans = [(one.start, one.end) for one in found]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def holds(text: str, found: list[Finding]) -> None:
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.words
        assert one.rule in PHRASES.rules
    assert found == sorted(found, key=lambda one: one.start)


BITS = st.sampled_from(
    [
        "不歸我管",
        "第三十二條",
        "有關部門",
        "You should have",
        "可以向",
        "\n",
        "。",
        "İ",
        "ß",
        "\u0301",
    ]
)


@given(st.one_of(st.text(), st.lists(st.one_of(BITS, st.text(max_size=9))).map("".join)), st.text())
def test_no_text_is_too_strange_and_every_place_is_right(text: str, language: str) -> None:
    holds(text, find(text, language, PHRASES))
    for one in lacking(text, language, PHRASES):
        assert (one.start, one.end, one.words) == (len(text), len(text), "")


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_stands_around_takes_nothing_from_its_place(before: str, after: str) -> None:
    text = f"{before}。不歸我管。{after}"
    place = len(before) + 1
    assert any(f.start <= place and f.end >= place + 4 for f in find(text, "en", PHRASES))


def test_a_long_text_is_read_at_once() -> None:
    text = "根據第" * 200_000
    assert find(text, "en", PHRASES) == []


@pytest.fixture
def spoilt(tmp_path: Path) -> Callable[[str, str], PackError]:
    """The pack with one thing in the list changed; gives how it was refused."""
    folder = tmp_path / "cn-fire"
    shutil.copytree(CN, folder)

    def change(old: str, new: str) -> PackError:
        path = folder / FILE
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        with pytest.raises(PackError) as refused:
            loader.load(folder)
        return refused.value

    return change


@pytest.mark.parametrize(
    ("old", "new", "key", "wrong"),
    [
        ("    says:\n", "    saying:\n", "", "is not known here"),
        ("  pushes_away:", "  pushes_away:\n    source: text", "", "is not known here"),
        ("不歸我管|", "不|", "rules.pushes_away.says[0].zh-Hant", "almost any text"),
        ("不歸我管|", "…歸我管|", "rules.pushes_away.says[0].zh-Hant", "almost any text"),
        (', en: "not my job|not our job"', "", "rules.pushes_away.says[0]", "in en is missing"),
        ("xf-2022#46", "xf-2022#406", "basis[1]", "Article 406"),
        ("我已經幫您轉過去了", "有關部門", "rules.pushes_away.plainer.zh-Hant", "finds fault"),
        ("不關我們的事|", "後果自負|", "rules.commands.says[0]", "stands under 'pushes_away' too"),
    ],
)
def test_a_mistake_in_the_list_stops_the_start_with_its_line_and_mend(
    spoilt: Callable[[str, str], PackError], old: str, new: str, key: str, wrong: str
) -> None:
    error = spoilt(old, new)
    assert error.file.endswith(FILE)
    assert error.line
    assert wrong in error.wrong
    assert error.mend
    assert error.key.startswith(key)


def test_a_rule_that_looks_for_nothing_is_refused(
    spoilt: Callable[[str, str], PackError],
) -> None:
    error = spoilt("    lacks:\n", "    unless:\n")
    assert "one of two ways" in error.wrong


def test_a_pack_without_a_list_is_whole_and_keeps_its_hash(tmp_path: Path) -> None:
    folder = tmp_path / "cn-fire"
    shutil.copytree(CN, folder)
    (folder / FILE).unlink()
    without = loader.load(folder)
    assert without.phrases is None
    assert "phrases" not in loader.dump(without).split('"procedures"')[0]
    assert loader.revive(loader.dump(without)).hash == without.hash
    own = loader.load(CN)
    assert loader.revive(loader.dump(own)).phrases == own.phrases
    assert own.hash != without.hash
