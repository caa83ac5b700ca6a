"""The words are those of the mainland, in whichever script, and each script is written whole.

`docs/terms.md` holds the words of the house. A machine that turns Simplified letters into
Traditional ones also puts Taiwan's words in the place of the mainland's; none of them may stand in
the law of the mainland, on a page, or in what explains them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import opencc  # type: ignore[import-untyped]
import yaml
from babel.messages import pofile

from dengwen.config.place import REPOSITORY

TAIWAN = {
    "資訊": "信息", "訊息": "消息", "簡訊": "短信", "網路": "網絡", "網際": "互聯", "數位": "數字",
    "軟體": "軟件", "硬體": "硬件", "硬碟": "硬盤", "電腦程式": "程序", "程式": "程序",
    "檔案夾": "文件夾", "資料夾": "文件夾", "資料庫": "數據庫", "欄位": "字段",
    "影片": "視頻", "視窗": "窗口", "櫃檯": "窗口", "櫃台": "窗口", "螢幕": "屏幕", "滑鼠": "鼠標",
    "列印": "打印", "影印": "複印", "捲動": "滾動", "游標": "光標", "選單": "菜單", "點選": "點擊",
    "登入": "登錄", "登出": "退出", "使用者": "用戶", "許可權": "權限", "物件": "對象",
    "預設": "默認", "支援": "支持", "存取": "訪問", "載入": "加載", "儲存": "保存", "檢視": "查看",
    "連結": "鏈接", "搜尋": "搜索", "匯入": "導入", "匯出": "導出", "貼上": "粘貼",
    "重新整理": "刷新", "剪貼簿": "剪貼板", "行事曆": "日曆", "電郵": "電子郵件",
    "伺服器": "服務器", "快取": "緩存", "佇列": "隊列", "透過": "通過", "品質": "質量",
    "行動電話": "手機", "身分證": "身份證", "郵遞區號": "郵政編碼", "公尺": "米", "公分": "釐米",
    "陳情": "信訪", "訴願": "行政複議", "民眾": "群眾、公眾", "發文字號": "文號",
}  # fmt: skip
"""Words of Taiwan, each with the mainland's own."""

HOUSE = {
    "受理憑證": "登記回執", "復查": "複查", "復核": "複核", "答復": "答覆", "行政復議": "行政複議",
    "回避": "迴避", "核定損失": "統計損失", "公安消防": "消防救援機構",
}  # fmt: skip
"""What the plan of the house fixes otherwise (docs/terms.md)."""

CN = REPOSITORY / "packs" / "cn-fire"
LOCALE = REPOSITORY / "dengwen" / "web" / "locale"
LETTERS = Path(opencc.__file__).parent / "dictionary"
BOTH_WAYS = frozenset("群")
"""Letters that a table of one script calls its own, and that are written in both."""


def sources() -> list[Path]:
    """Whatever is read by people of the mainland: law, pages, papers, and what explains them."""
    found = [path for end in ("py", "html", "js", "json") for path in _under("dengwen", end)]
    found += [*CN.rglob("*.yaml"), *LOCALE.rglob("*.po"), REPOSITORY / "README.zh.md"]
    found += [*_under("docs", "md"), *_under("docs", "svg"), *_under("docs", "yaml")]
    return sorted(found)


def _under(folder: str, ending: str) -> Iterator[Path]:
    return (REPOSITORY / folder).rglob(f"*.{ending}")


def lines(paths: list[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if any("㐀" <= letter <= "鿿" for letter in line):
                yield f"{path.relative_to(REPOSITORY)}:{number}", line


@cache
def written(script: str) -> frozenset[str]:
    """The letters that are written in one script only: 'S' of the Simplified, 'T' the other."""
    tables = {}
    for name in ("ST", "TS"):
        rows = (LETTERS / f"{name}Characters.txt").read_text("utf-8").splitlines()
        tables[name] = {row.split("\t")[0]: row.split("\t")[1].split() for row in rows}
    own, other = (tables["ST"], tables["TS"]) if script == "S" else (tables["TS"], tables["ST"])
    return frozenset(c for c, made in own.items() if c not in made and c not in other) - BOTH_WAYS


def texts() -> Iterator[tuple[str, dict[str, str]]]:
    """Every text of the pack and of the pages, in both scripts."""
    for path in sorted(CN.rglob("*.yaml")):
        for text in _in(yaml.safe_load(path.read_text("utf-8"))):
            yield path.name, text
    both = [LOCALE / name / "LC_MESSAGES" / "django.po" for name in ("zh_Hant", "zh_Hans")]
    catalogs = [pofile.read_po(BytesIO(path.read_bytes())) for path in both]
    for message in catalogs[0]:
        key = message.id if isinstance(message.id, str) else message.id[0]
        said = [_joined(catalog[key].string) for catalog in catalogs if catalog.get(key)]
        yield f"«{key[:40]}»", dict(zip(("zh-Hant", "zh-Hans"), said, strict=False))


def _in(value: object) -> Iterator[dict[str, str]]:
    inside: list[object] = []
    if isinstance(value, dict):
        if "zh-Hant" in value:
            yield {language: _joined(said) for language, said in value.items()}
        inside = list(value.values())
    for one in value if isinstance(value, list) else inside:
        yield from _in(one)


def _joined(said: object) -> str:
    return "\n".join(map(str, said)) if isinstance(said, list | tuple) else str(said or "")


def test_no_word_of_taiwan_stands_where_the_mainland_reads() -> None:
    script = opencc.OpenCC("t2s")
    said = {script.convert(word): ours for word, ours in TAIWAN.items()} | TAIWAN
    wrong = [
        f"{where}: {word}; say {ours}"
        for where, line in lines(sources())
        for word, ours in said.items()
        if word in line
    ]
    assert wrong == []


def test_the_words_that_the_house_has_fixed_are_kept() -> None:
    wrong = [
        f"{where}: {word}; say {ours}"
        for where, text in texts()
        for word, ours in HOUSE.items()
        if word in text.get("zh-Hant", "")
    ]
    assert wrong == []


def test_each_script_holds_no_letter_of_the_other() -> None:
    wrong = []
    for where, text in texts():
        for language, other in (("zh-Hant", "S"), ("zh-Hans", "T")):
            mixed = sorted(set(text.get(language, "")) & written(other))
            wrong += [f"{where} {language}: {''.join(mixed)}"] if mixed else []
    assert wrong == []


def test_both_scripts_say_the_same() -> None:
    script = opencc.OpenCC("t2s")
    quotes = str.maketrans({"「": "“", "」": "”", "『": "‘", "』": "’"})
    wrong = [
        f"{where}: {text['zh-Hant'][:60]} / {text['zh-Hans'][:60]}"
        for where, text in texts()
        if "zh-Hans" in text
        and script.convert(text["zh-Hant"]).translate(quotes) != text["zh-Hans"]
    ]
    assert wrong == []
