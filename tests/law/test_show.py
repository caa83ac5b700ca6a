"""A procedure is shown whole, in three languages: as text, as a page and as a picture."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest

from dengwen.law import loader, picture, show
from dengwen.law.outline import Teller
from dengwen.law.pack import Pack
from dengwen.law.predicates import PREDICATES
from dengwen.law.procedure import Reading
from dengwen.law.show_words import WORDS, word

ROOT = Path(__file__).parents[2]
CN = ROOT / "packs" / "cn-fire"
LANGUAGES = ("zh-Hant", "zh-Hans", "en")
PROCEDURES = ("petition", "hazard_report")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return loader.load(CN)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PROCEDURES)
def test_the_text_tells_every_step_clock_document_and_remedy(
    pack: Pack, name: str, language: str
) -> None:
    own = pack.procedures[name][-1]
    told = show.text(own, pack, language)
    for part in (own.kinds, own.steps, own.clocks, own.documents, own.remedies):
        for key, rule in part.items():
            assert f"[{key}]" in told
            assert rule.label[language] in told


def test_the_text_marks_what_is_not_verified(pack: Pack) -> None:
    told = show.text(pack.procedures["hazard_report"][-1], pack, "en")
    assert "not yet verified by a lawyer" in told
    assert "[note_term_over]  ⚠ UNVERIFIED" in told
    assert "read on a secondary copy" in told


def test_the_text_cites_titles_and_places(pack: Pack) -> None:
    own = pack.procedures["petition"][-1]
    assert "Regulations on Petition Work art 23(2)" in show.text(own, pack, "en")
    assert "信訪工作條例 第23條第2款" in show.text(own, pack, "zh-Hant")
    assert "信访工作条例 第23条第2款" in show.text(own, pack, "zh-Hans")


def test_what_is_rare_in_a_clock_is_told_too(pack: Pack) -> None:
    own = pack.procedures["petition"][-1]
    other = Reading(name="w", unit="working_days", limit=15, label=own.label)
    clock = msgspec.structs.replace(
        own.clocks["conclude"],
        counts_from="received",
        starts=["proposed.settle", "lapsed.notify_acceptance"],
        restarts=["answered"],
        promise=20,
        readings=[other],
    )
    rare = msgspec.structs.replace(own, clocks={**own.clocks, "conclude": clock}, series="XF")
    told = show.text(rare, pack, "en")
    for words in (
        "counts from: received",
        "starts on: proposed Settle by agreement, Tell in writing what becomes of it ran out",
        "begins anew on: the person answers",
        "local promise: 20 days",
        "other reading: 15 working days: Petition",
    ):
        assert words in told
    assert Teller(rare, pack, "en").say(None) == ""


def test_the_steps_are_in_lived_order(pack: Pack) -> None:
    told = show.text(pack.procedures["petition"][-1], pack, "en")
    lived = ["[register]", "[accept]", "[record_finding]", "[issue_opinion]", "[begin_recheck]"]
    assert [told.index(step) for step in lived] == sorted(told.index(step) for step in lived)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PROCEDURES)
def test_the_picture_is_sound_described_and_narrow(pack: Pack, name: str, language: str) -> None:
    own = pack.procedures[name][-1]
    root = ElementTree.fromstring(picture.svg(own, pack, language))
    assert root.attrib["role"] == "img"
    title, desc = root.findall(f"{SVG}title"), root.findall(f"{SVG}desc")
    assert title[0].text == own.label[language]
    assert own.statuses["received"].label[language] in (desc[0].text or "")
    assert float(root.attrib["width"]) <= 420
    assert not root.findall(f".//{SVG}style")
    assert len(root.findall(f"{SVG}rect")) == len(own.statuses)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PROCEDURES)
def test_no_two_labels_of_the_picture_touch(pack: Pack, name: str, language: str) -> None:
    root = ElementTree.fromstring(picture.svg(pack.procedures[name][-1], pack, language))
    boxes = []
    for text in root.findall(f"{SVG}text"):
        size, x, y = (float(text.attrib[key]) for key in ("font-size", "x", "y"))
        wide = picture.wide(text.text or "", size)
        left = x - wide if text.attrib.get("text-anchor") == "end" else x
        assert left >= 0
        assert left + wide <= picture.LEFT + picture.WIDTH
        boxes.append((left, y - size * 0.9, left + wide, y + size * 0.2))
    for one, other in itertools.combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


def test_every_way_onward_has_its_line(pack: Pack) -> None:
    own = pack.procedures["petition"][-1]
    drawn = set(re.findall(r'class="way to-(\w+)"', picture.svg(own, pack, "en")))
    onward = {
        step.to
        for step in own.steps.values()
        if step.to and not own.statuses[step.to].final and set(step.from_) - {step.to}
    }
    assert drawn == onward


def test_words_wrap_where_the_script_allows() -> None:
    assert picture.wrap("one two three", 10, 45) == ["one two", "three"]
    assert picture.wrap("一二三四五，六", 10, 50) == ["一二三四", "五，六"]
    assert picture.wrap("", 10, 50) == []


def test_the_pages_in_docs_are_those_of_the_pack(pack: Pack) -> None:
    kept = ROOT / "docs" / "reference" / "procedures"
    made = show.pages(pack)
    assert {path.name for path in kept.iterdir()} == set(made)
    for name, words in made.items():
        assert (kept / name).read_text(encoding="utf-8") == words


def test_writing_the_pages_writes_them_all(pack: Pack, tmp_path: Path) -> None:
    assert {path.name for path in show.write_pages(pack, tmp_path)} == set(show.pages(pack))


def test_every_word_is_there_in_every_language() -> None:
    assert all(set(texts) == set(LANGUAGES) for texts in WORDS.values())
    assert {f"when_{name}" for name in PREDICATES} <= set(WORDS)
    assert word("final", "zh-hans") == "终结"
    assert word("final", "fr") == "final"
    assert word("final", "zh") == "終結"
