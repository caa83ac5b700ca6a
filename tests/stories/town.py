"""The fixed people of the stories: a province, a city and its districts, and who works there.

Lin brings matters. Han handles them, Shen approves, Deng registers; Lu of the next district is the
stranger who must not see. Zhan serves at the station that is accused.
"""

from __future__ import annotations

PROVINCE, CITY, GULOU, JIANGBIN, STATION, WATCH = (
    "u-province",
    "u-city",
    "u-gulou",
    "u-jiangbin",
    "u-station",
    "u-watch",
)
PASSWORD = "story-drum-2026"

UNITS = (
    (PROVINCE, "", "service", "東消", ("東陵省消防總隊", "东陵省消防总队", "Dongling Province")),
    (CITY, PROVINCE, "service", "望消", ("望津市消防支隊", "望津市消防支队", "Wangjin City")),
    (GULOU, CITY, "service", "鼓消", ("鼓樓區消防大隊", "鼓楼区消防大队", "Gulou District")),
    (JIANGBIN, CITY, "service", "江消", ("江濱區消防大隊", "江滨区消防大队", "Jiangbin District")),
    (STATION, GULOU, "service", "東街站", ("東街消防站", "东街消防站", "Dongjie Station")),
    (WATCH, CITY, "inspectorate", "望督", ("望津市督察科", "望津市督察科", "City Inspectorate")),
)
OUTLINES = {
    CITY: (("31.1", "120.9"), ("31.4", "120.9"), ("31.4", "121.3"), ("31.1", "121.3")),
    GULOU: (("31.25", "120.9"), ("31.4", "120.9"), ("31.4", "121.1"), ("31.25", "121.1")),
    JIANGBIN: (("31.1", "120.9"), ("31.25", "120.9"), ("31.25", "121.1"), ("31.1", "121.1")),
}

STAFF: dict[str, tuple[str, str, tuple[tuple[str, str], ...]]] = {
    "deng": ("Deng Xiaomin", GULOU, (("registrar", GULOU),)),
    "han": ("Han Li", GULOU, (("handler", GULOU),)),
    "shen": ("Shen Guohua", GULOU, (("approver", GULOU), ("supervisor", GULOU))),
    "both": ("Qiao An", GULOU, (("handler", GULOU), ("approver", GULOU))),
    "lu": ("Lu Hai", JIANGBIN, (("registrar", JIANGBIN), ("handler", JIANGBIN),
                                ("approver", JIANGBIN), ("supervisor", JIANGBIN))),
    "zhan": ("Zhan Fang", STATION, (("registrar", STATION), ("handler", STATION),
                                    ("supervisor", STATION))),
    "wen": ("Wen Jing", CITY, (("registrar", CITY),)),
    "bai": ("Bai Hua", CITY, (("handler", CITY),)),
    "yan": ("Yan Zheng", CITY, (("approver", CITY),)),
    "du": ("Du Heng", CITY, (("supervisor", CITY),)),
    "jian": ("Jian Ming", WATCH, (("inspectorate", CITY),)),
    "cha": ("Cha Qing", WATCH, (("inspectorate", CITY),)),
    "shu": ("Shu Guan", CITY, (("administrator", CITY),)),
    "kan": ("Kan He", CITY, (("auditor", CITY),)),
}  # fmt: skip


def build() -> None:
    """Open the units and add the staff, who can all sign in."""
    from dengwen.people import actions
    from dengwen.people.actor import SYSTEM

    for unit, parent, kind, code, called in UNITS:
        name = dict(zip(("zh-Hant", "zh-Hans", "en"), called, strict=True))
        outline = OUTLINES.get(unit, ())
        actions.open_unit(SYSTEM, unit, name, kind=kind, parent=parent, outline=outline, code=code)
    for staff, (name_, unit, roles) in STAFF.items():
        actions.add_staff(SYSTEM, staff, name_, unit, roles=roles, password=PASSWORD)
