"""The fixed people of these tests: a small service, and those who bring matters to it."""

from __future__ import annotations

import secrets
from typing import Any

from dengwen.matters.actions.receive import Bringing, Received, receive
from dengwen.matters.state import Matter
from dengwen.people import accounts, actions, units
from dengwen.people.actor import PUBLIC, SYSTEM, Actor

TOP, BRIGADE, STATION, OTHER, WATCH = "u1", "u2", "u3", "u4", "u5"

PEOPLE: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "ren": (BRIGADE, [("registrar", BRIGADE)]),
    "han": (BRIGADE, [("handler", BRIGADE)]),
    "hao": (BRIGADE, [("handler", BRIGADE)]),
    "an": (BRIGADE, [("approver", BRIGADE)]),
    "su": (BRIGADE, [("supervisor", BRIGADE)]),
    "top.ren": (TOP, [("registrar", TOP)]),
    "top.han": (TOP, [("handler", TOP)]),
    "top.an": (TOP, [("approver", TOP)]),
    "top.su": (TOP, [("supervisor", TOP)]),
    "stranger": (OTHER, [("handler", OTHER), ("registrar", OTHER)]),
    "station": (STATION, [("handler", STATION), ("registrar", STATION)]),
    "du": (WATCH, [("inspectorate", WATCH), ("registrar", WATCH)]),
    "dou": (WATCH, [("inspectorate", WATCH)]),
    "shen": (TOP, [("auditor", TOP)]),
    "guan": (TOP, [("administrator", TOP)]),
}


def build() -> None:
    """Open the units and add the people."""
    for unit, parent, kind in (
        (TOP, "", "service"),
        (BRIGADE, TOP, "service"),
        (STATION, BRIGADE, "service"),
        (OTHER, TOP, "service"),
        (WATCH, TOP, "inspectorate"),
    ):
        name = {language: f"{unit} 隊" for language in ("zh-Hant", "zh-Hans", "en")}
        actions.open_unit(SYSTEM, unit, name, parent=parent, kind=kind, code=f"消{unit}")
    for staff, (unit, roles) in PEOPLE.items():
        actions.add_staff(SYSTEM, staff, staff.title(), unit, roles=roles)


def staff(name: str) -> Actor:
    """One of the people, as they act today."""
    return accounts.actor_of(name)


def spec(kind: str = "request", procedure: str = "petition", **more: Any) -> Received:
    """What a reporter brings: to the brigade, named and reachable."""
    reporter = Bringing(name="林小明", contact={"email": "lin@example.org"}, notify_by="email")
    given: dict[str, Any] = {
        "procedure": procedure,
        "kind": kind,
        "unit": BRIGADE,
        "unit_path": units.path(more.get("unit", BRIGADE)),
        "channel": "web",
        "language": "zh-Hant",
        "subject": "樓道堵塞",
        "statement": "樓道被雜物堵塞，請幫忙。",
        "parties": [reporter],
        "secret_digest": secrets.token_hex(32),
    }
    return Received(**(given | more))


def brought(kind: str = "request", procedure: str = "petition", **more: Any) -> Matter:
    """A matter that has come in."""
    return receive(PUBLIC, spec(kind, procedure, **more))


def party(matter: Matter, place: str = "p1") -> Actor:
    """The reporter, who followed the matter by number and secret."""
    return Actor(id=f"party:{place}", kind="party", matter=matter.number, party=place)
