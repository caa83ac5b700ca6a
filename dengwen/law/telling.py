"""Telling 措辭: the sentences of an explanation in the languages of the house.

Law is pure, so these words stand in a table of their own and not in gettext; names of holidays come
from the calendar files.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

Words = dict[str, str]

SENTENCES: dict[str, Words] = {
    "term": {
        "zh-Hant": "期限為{limit}{unit}，起點是{start}。",
        "zh-Hans": "期限为{limit}{unit}，起点是{start}。",
        "en": "The term is {limit} {unit}, from {start}.",
    },
    "term_back": {
        "zh-Hant": "期限為{limit}{unit}，自{start}往前計算。",
        "zh-Hans": "期限为{limit}{unit}，自{start}往前计算。",
        "en": "The term is {limit} {unit}, counted back from {start}.",
    },
    "first_day_excluded": {
        "zh-Hant": "起算當日不計入。",
        "zh-Hans": "起算当日不计入。",
        "en": "The first day is not counted.",
    },
    "first_day_included": {
        "zh-Hant": "起算當日計入。",
        "zh-Hans": "起算当日计入。",
        "en": "The first day is counted.",
    },
    "from_the_moment": {
        "zh-Hant": "按小時計算，自該時刻起算，節假日照常計算。",
        "zh-Hans": "按小时计算，自该时刻起算，节假日照常计算。",
        "en": "Hours run from that moment, through nights and days off.",
    },
    "extended": {
        "zh-Hant": "延長{by}{unit}，加在原期限之後，自原起點連續計算，共{all}{unit}。",
        "zh-Hans": "延长{by}{unit}，加在原期限之后，自原起点连续计算，共{all}{unit}。",
        "en": "Extended by {by} {unit}, added to the term from its own start: {all} in all.",
    },
    "corresponding_day": {
        "zh-Hant": "按月或按年計算的，到期月的對應日為最後一日。",
        "zh-Hans": "按月或按年计算的，到期月的对应日为最后一日。",
        "en": "Months and years end on the corresponding day of the last month.",
    },
    "month_end": {
        "zh-Hant": "到期月沒有對應日，以月末日為最後一日。",
        "zh-Hans": "到期月没有对应日，以月末日为最后一日。",
        "en": "The last month has no corresponding day, so the term ends with that month.",
    },
    "makeup_counted": {
        "zh-Hant": "{day}因{name}調休上班，計入。",
        "zh-Hans": "{day}因{name}调休上班，计入。",
        "en": "{day} is worked in exchange for {name} and is counted.",
    },
    "holiday_skipped": {
        "zh-Hant": "{first}至{last}（{name}）不計入，共{days}日。",
        "zh-Hans": "{first}至{last}（{name}）不计入，共{days}日。",
        "en": "{first} to {last} ({name}) are not counted: days off {days}.",
    },
    "holiday_day_skipped": {
        "zh-Hant": "{first}（{name}）不計入。",
        "zh-Hans": "{first}（{name}）不计入。",
        "en": "{first} ({name}) is not counted.",
    },
    "weekends_skipped": {
        "zh-Hant": "週末不計入，共{days}日。",
        "zh-Hans": "周末不计入，共{days}日。",
        "en": "Weekends are not counted: days off {days}.",
    },
    "paused": {
        "zh-Hant": "{first}中止，{last}恢復；中止次日至恢復當日不計入。",
        "zh-Hans": "{first}中止，{last}恢复；中止次日至恢复当日不计入。",
        "en": "The clock stood still from {first} to {last}; that time is not counted.",
    },
    "raw": {
        "zh-Hant": "計滿期限之日為{raw}。",
        "zh-Hans": "计满期限之日为{raw}。",
        "en": "The term is full on {raw}.",
    },
    "rolled_forward": {
        "zh-Hant": "{raw}是休息日（{name}），順延至其後第一個工作日{due}。",
        "zh-Hans": "{raw}是休息日（{name}），顺延至其后第一个工作日{due}。",
        "en": "{raw} is a day off ({name}), so the last day moves to {due}, the next working day.",
    },
    "rolled_back": {
        "zh-Hant": "{raw}是休息日（{name}），提前至其前最後一個工作日{due}。",
        "zh-Hans": "{raw}是休息日（{name}），提前至其前最后一个工作日{due}。",
        "en": "{raw} is a day off ({name}), so the last day moves back to {due}.",
    },
    "not_rolled": {
        "zh-Hant": "本期限不因休息日而移動。",
        "zh-Hans": "本期限不因休息日而移动。",
        "en": "This last day does not move for days off.",
    },
    "ends_on": {
        "zh-Hant": "期限於{due}24時屆滿。",
        "zh-Hans": "期限于{due}24时届满。",
        "en": "The term ends at midnight at the end of {due}.",
    },
    "ends_at": {
        "zh-Hant": "期限於{due_at}屆滿。",
        "zh-Hans": "期限于{due_at}届满。",
        "en": "The term ends on {due_at}.",
    },
    "provisional": {
        "zh-Hant": "其中有的年份放假安排尚未公布，暫按週末和法定節日計算，公布後可能變動。",
        "zh-Hans": "其中有的年份放假安排尚未公布，暂按周末和法定节日计算，公布后可能变动。",
        "en": "The days off of a year in it are not announced yet; this date is provisional.",
    },
}

UNITS: dict[str, Words] = {
    "seconds": {"zh-Hant": "秒", "zh-Hans": "秒", "en": "seconds"},
    "hours": {"zh-Hant": "小時", "zh-Hans": "小时", "en": "hours"},
    "calendar_days": {"zh-Hant": "日", "zh-Hans": "日", "en": "calendar days"},
    "working_days": {"zh-Hant": "個工作日", "zh-Hans": "个工作日", "en": "working days"},
    "months": {"zh-Hant": "個月", "zh-Hans": "个月", "en": "months"},
    "years": {"zh-Hant": "年", "zh-Hans": "年", "en": "years"},
}

_WEEKDAYS: dict[str, str] = {
    "zh": "一二三四五六日",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}
_MONTHS = "January February March April May June July August September October November December"


def sentence(key: str, facts: Mapping[str, object], language: str, zone: str) -> str:
    """One sentence filled with its facts: days, instants (in `zone`), units, holiday names."""
    words = {name: _say(name, fact, language, zone) for name, fact in facts.items()}
    text = SENTENCES[key].get(language, SENTENCES[key]["en"])
    if facts.get("limit", facts.get("by")) == 1 and not language.startswith("zh"):
        words["unit"] = words["unit"].removesuffix("s")
    return text.format(**{**words, "name": words.get("name") or _weekend(language)})


def with_article(text: str, article: str, language: str) -> str:
    """A sentence with the article it rests on behind it."""
    if not article:
        return text
    return f"{text}（{article}）" if language.startswith("zh") else f"{text} ({article})"


def day_in_words(day: date, language: str) -> str:
    """A day with its weekday: 2026年2月14日（週六）, Saturday 14 February 2026."""
    if language.startswith("zh"):
        week = ("週" if language == "zh-Hant" else "周") + _WEEKDAYS["zh"][day.weekday()]
        return f"{day.year}年{day.month}月{day.day}日（{week}）"
    week = _WEEKDAYS["en"].split()[day.weekday()]
    return f"{week} {day.day} {_MONTHS.split()[day.month - 1]} {day.year}"


def _say(name: str, fact: object, language: str, zone: str) -> str:
    if isinstance(fact, datetime):
        at = fact.astimezone(ZoneInfo(zone))
        clock = f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
        return f"{day_in_words(at.date(), language)} {clock}"
    if isinstance(fact, date):
        return day_in_words(fact, language)
    if name == "unit":
        return UNITS[str(fact)].get(language, UNITS[str(fact)]["en"])
    if isinstance(fact, dict):
        return str(fact.get(language) or fact.get("en") or next(iter(fact.values()), ""))
    return "" if fact is None else str(fact)


def _weekend(language: str) -> str:
    return {"zh-Hant": "週末", "zh-Hans": "周末"}.get(language, "weekend")
