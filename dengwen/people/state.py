"""Units and staff folded from their events. Pure: the fold never asks a clock or a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from dengwen.ledger.event import Event, Sealed
from dengwen.people.actor import Held


class Unit(msgspec.Struct, frozen=True):
    """A unit 單位 of the service. `path` are ids from the top, itself last."""

    id: str
    name: dict[str, str]
    kind: str = "service"  # service | inspectorate
    level: int = 0
    parent: str = ""
    path: tuple[str, ...] = ()
    outline: tuple[tuple[str, str], ...] = ()
    areas: tuple[str, ...] = ()
    contact: dict[str, str] = {}
    code: str = ""
    open: bool = True
    successor: str = ""
    version: int = 0

    def called(self, language: str) -> str:
        """Its name in a language, or in the first language that has one."""
        return self.name.get(language) or next(iter(self.name.values()), self.id)


class Deputyship(msgspec.Struct, frozen=True):
    """Someone stands in from the first day to the last, both included."""

    deputy: str
    from_on: date
    to_on: date

    def covers(self, day: date) -> bool:
        """Whether the principal is away on the day."""
        return self.from_on <= day <= self.to_on


class Interest(msgspec.Struct, frozen=True):
    """A declared interest; its words stay sealed."""

    id: str
    ground: str
    units: tuple[str, ...] = ()


class Member(msgspec.Struct, frozen=True):
    """A member of staff 工作人員."""

    id: str
    name: str = ""
    unit: str = ""
    path: tuple[str, ...] = ()
    language: str = "zh-Hant"
    held: tuple[Held, ...] = ()
    deputies: tuple[Deputyship, ...] = ()
    interests: tuple[Interest, ...] = ()
    contact: Sealed | None = None
    active: bool = True
    version: int = 0


def fold_unit(events: Sequence[Event]) -> Unit:
    """The unit as its events leave it. Raises ValueError when it was never opened."""
    unit: Unit | None = None
    for event in events:
        unit = _unit_after(unit, event)
    if unit is None:
        raise ValueError("a unit begins with unit_opened")
    return unit


def _unit_after(unit: Unit | None, event: Event) -> Unit:
    data = event.data
    if event.type == "unit_opened":
        return Unit(
            id=data["unit"],
            name=dict(data["name"]),
            kind=data["kind"],
            level=data["level"],
            parent=data.get("parent", ""),
            path=tuple(data["path"]),
            outline=tuple((at[0], at[1]) for at in data.get("outline", [])),
            areas=tuple(data.get("areas", [])),
            contact=dict(data.get("contact", {})),
            code=data.get("code", ""),
            version=event.version,
        )
    if unit is None:
        raise ValueError("a unit begins with unit_opened")
    changes: dict[str, object] = {"version": event.version}
    if event.type == "unit_renamed":
        changes["name"] = dict(data["name"])
    elif event.type == "unit_closed":
        changes |= {"open": False, "successor": data.get("successor", "")}
    return msgspec.structs.replace(unit, **changes)


def fold_member(events: Sequence[Event]) -> Member:
    """The member of staff as their events leave them. Raises ValueError when never added."""
    member: Member | None = None
    for event in events:
        member = _member_after(member, event)
    if member is None:
        raise ValueError("staff begins with staff_added")
    return member


def _member_after(member: Member | None, event: Event) -> Member:
    data = event.data
    if event.type == "staff_added":
        return Member(
            id=data["staff"],
            name=data["name"],
            unit=data["unit"],
            path=tuple(data["path"]),
            language=data.get("language", "zh-Hant"),
            contact=data.get("contact"),
            version=event.version,
        )
    if member is None:
        raise ValueError("staff begins with staff_added")
    changes = _change(member, event) | {"version": event.version}
    return msgspec.structs.replace(member, **changes)


def _change(member: Member, event: Event) -> dict[str, object]:
    data = event.data
    match event.type:
        case "role_granted":
            held = Held(role=data["role"], unit=data["unit"], path=tuple(data["path"]))
            return {"held": (*member.held, held)}
        case "role_revoked":
            gone = (data["role"], data["unit"])
            return {"held": tuple(h for h in member.held if (h.role, h.unit) != gone)}
        case "deputy_set":
            away = Deputyship(
                data["deputy"],
                date.fromisoformat(data["from_on"]),
                date.fromisoformat(data["to_on"]),
            )
            return {"deputies": (*member.deputies, away)}
        case "deputy_ended":
            return {"deputies": _cut_short(member.deputies, data)}
        case "interest_declared":
            found = Interest(data["interest"], data["ground"], tuple(data.get("units", [])))
            return {"interests": (*member.interests, found)}
        case "staff_left":
            return {"active": False, "held": ()}
        case _:
            return {}


def _cut_short(deputies: tuple[Deputyship, ...], data: dict[str, str]) -> tuple[Deputyship, ...]:
    """The deputyships with one of them ended sooner; one that never began is gone."""
    named = data["deputy"], date.fromisoformat(data["from_on"])
    last = date.fromisoformat(data["to_on"])
    cut = [
        msgspec.structs.replace(one, to_on=min(one.to_on, last))
        if (one.deputy, one.from_on) == named
        else one
        for one in deputies
    ]
    return tuple(one for one in cut if one.from_on <= one.to_on)
