"""Other jurisdictions are folders of data: loaded from anywhere, with no Python of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dengwen.law import loader, show, situations
from dengwen.law.pack import Pack
from dengwen.law.soundness import wording

ROOT = Path(__file__).parents[2]
PACKS = {path.parent.name: path.parent for path in (ROOT / "tests" / "packs").glob("*/pack.yaml")}
CN = ROOT / "packs" / "cn-fire"

CN_WORDS = ("信息", "網絡", "窗口", "權限", "對象")
TW_WORDS = ("資訊", "網路", "視窗", "許可權", "物件", "櫃檯", "軟體", "資料庫")


@pytest.fixture(params=sorted(PACKS))
def pack(request: pytest.FixtureRequest, tmp_path: Path) -> Pack:
    """Each pack, loaded from a folder outside the house."""
    home = tmp_path / "law" / request.param
    shutil.copytree(PACKS[request.param], home)
    return loader.load(home)


def test_it_loads_and_its_situations_hold(pack: Pack) -> None:
    result = situations.check_all(Path(pack.root), pack)
    assert result.failures == []
    assert result.passed > 1


def test_it_can_be_shown_in_each_of_its_languages(pack: Pack) -> None:
    for versions in pack.procedures.values():
        for language in pack.file.languages:
            assert versions[-1].label[language] in show.text(versions[-1], pack, language)
            assert show.svg(versions[-1], pack, language).startswith("<svg")


def test_it_comes_back_from_the_archive(pack: Pack) -> None:
    assert loader.revive(loader.dump(pack)).hash == pack.hash


def test_in_england_the_person_complained_about_is_told() -> None:
    english = loader.load(PACKS["en-police"]).procedures["police_complaint"][-1]
    chinese = loader.load(CN).procedures["petition"][-1]
    assert (english.subject.told, english.subject.barred) == (True, False)
    assert (chinese.subject.told, chinese.subject.barred) == (False, True)
    assert "complained_about" in english.documents["record_copy"].served_to
    papers = chinese.documents.values()
    assert all(paper.served_to == ["petitioner"] or paper.for_subject for paper in papers)


def test_silence_can_have_an_effect_by_law() -> None:
    own = loader.load(PACKS["cn-reconsideration"]).procedures["reconsideration"][-1]
    examine = own.clocks["examine"]
    assert (examine.silence, examine.silence_to) == ("deemed_accepted", "accepted")


def test_an_appeal_goes_through_the_agency_that_made_the_act() -> None:
    own = loader.load(PACKS["tw-chenqing"]).procedures["appeal"][-1]
    assert own.remedies["appeal"].goes_to == "own"
    assert own.clocks["lodge"].per_party


def test_the_words_of_each_place_stay_its_own() -> None:
    chinese = [path.read_text(encoding="utf-8") for path in CN.rglob("*.yaml")]
    taiwan = [path.read_text(encoding="utf-8") for path in PACKS["tw-chenqing"].rglob("*.yaml")]
    assert [word for word in TW_WORDS if any(word in text for text in chinese)] == []
    assert [word for word in CN_WORDS if any(word in text for text in taiwan)] == []
    assert any(word in text for text in taiwan for word in TW_WORDS)


def test_the_fixed_terms_of_the_house_are_kept() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in CN.rglob("*.yaml"))
    for wrong in ("受理憑證", "復查", "復核意見", "答復", "行政復議", "核定損失"):
        assert wrong not in text
    for right in ("登記回執", "受理告知", "信訪處理意見書", "檢舉控告", "複查意見", "複核意見"):
        assert right in text


def test_simplified_texts_hold_no_traditional_letters() -> None:
    pack = loader.load(CN)
    traditional = {*"記處書將經與這對據關請辦應當責個為發現無說嗎訴複覆聽證實"}
    for versions in pack.procedures.values():
        for _, _, value, _ in wording.walk(versions[-1], ()):
            if isinstance(value, dict) and "zh-Hans" in value:
                assert not traditional & {*value["zh-Hans"]}


def test_the_promised_names_of_clocks_are_there() -> None:
    procedures = loader.load(CN).procedures
    petition = {
        "notify_acceptance": (15, "calendar_days"),
        "object_to_transfer": (5, "working_days"),
        "conclude": (60, "calendar_days"),
        "apply_recheck": (30, "calendar_days"),
        "recheck_opinion": (30, "calendar_days"),
        "review_opinion": (30, "calendar_days"),
        "apply_review": (30, "calendar_days"),
        "office_transfer": (15, "calendar_days"),
    }
    hazard = {"verify_24h": (24, "hours"), "verify_3wd": (3, "working_days")}
    for name, terms in (("petition", petition), ("hazard_report", hazard)):
        clocks = procedures[name][-1].clocks
        for clock, (limit, unit) in terms.items():
            assert (clocks[clock].limit, clocks[clock].unit) == (limit, unit)


def test_no_verification_is_invented() -> None:
    for folder in (CN, *PACKS.values()):
        pack = loader.load(folder)
        assert pack.file.verified is None
        for versions in pack.procedures.values():
            rules = [versions[-1], *versions[-1].steps.values(), *versions[-1].clocks.values()]
            assert [rule for rule in rules if rule.verified] == []


def test_statute_numbers_in_words() -> None:
    assert [wording.chinese(n) for n in (5, 10, 15, 20, 60, 101, 300)] == [
        "五", "十", "十五", "二十", "六十", "一百〇一", "三百",
    ]  # fmt: skip
