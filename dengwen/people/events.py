"""What can have happened to a unit or a member of staff 人員, in the past tense. Pure.

Streams are `unit:<id>` and `staff:<id>`. Names of officials who act are public; how to reach them
is sealed. Days are ISO dates, coordinates decimal strings.
"""

from __future__ import annotations

import msgspec

from dengwen.ledger.event import Sealed


class Data(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Base of every event's data."""


class UnitOpened(Data, frozen=True, kw_only=True):
    """unit_opened 設立: a unit of the service, with its place in the tree and on the map."""

    unit: str
    name: dict[str, str]  # language → name
    kind: str  # service | inspectorate
    level: int  # 0 is the top
    parent: str = ""
    path: list[str]  # ids from the top, itself last
    outline: list[list[str]] = []  # [latitude, longitude], a closed ring without the repeat
    areas: list[str] = []  # names of streets, townships, districts it answers for
    contact: dict[str, str] = {}  # the public address, telephone, hours
    code: str = ""  # the word its document numbers begin with 發文字頭


class UnitRenamed(Data, frozen=True, kw_only=True):
    """unit_renamed 更名."""

    unit: str
    name: dict[str, str]


class UnitClosed(Data, frozen=True, kw_only=True):
    """unit_closed 撤銷: takes nothing new; what it holds is moved by name, never by silence."""

    unit: str
    successor: str = ""


class StaffAdded(Data, frozen=True, kw_only=True):
    """staff_added: a member of staff, at the unit they belong to."""

    staff: str
    name: str
    unit: str
    path: list[str]
    contact: Sealed | None = None  # {"email": …, "phone": …}
    language: str = "zh-Hant"


class RoleGranted(Data, frozen=True, kw_only=True):
    """role_granted 授權: a capability set over a unit and all below it."""

    staff: str
    role: str
    unit: str
    path: list[str]


class RoleRevoked(Data, frozen=True, kw_only=True):
    """role_revoked 收回授權."""

    staff: str
    role: str
    unit: str


class DeputySet(Data, frozen=True, kw_only=True):
    """deputy_set 代理: away from the first day to the last, and who stands in meanwhile."""

    staff: str
    deputy: str
    from_on: str
    to_on: str


class DeputyEnded(Data, frozen=True, kw_only=True):
    """deputy_ended 提前結束代理: back sooner; the deputy's last day is now `to_on`, and one before
    the first day means that they never stood in."""

    staff: str
    deputy: str
    from_on: str
    to_on: str


class InterestDeclared(Data, frozen=True, kw_only=True):
    """interest_declared 申報利害關係: units, businesses or people one must keep away from."""

    staff: str
    interest: str  # id inside the stream: i1, i2 …
    ground: str
    units: list[str] = []
    words: Sealed | None = None


class PasswordReset(Data, frozen=True, kw_only=True):
    """password_reset 重置密碼: an administrator gave a temporary password, never kept in clear."""

    staff: str


class StaffLeft(Data, frozen=True, kw_only=True):
    """staff_left 離職: all roles end; the name stays on what was done."""

    staff: str


TYPES: dict[str, type[Data]] = {
    "unit_opened": UnitOpened,
    "unit_renamed": UnitRenamed,
    "unit_closed": UnitClosed,
    "staff_added": StaffAdded,
    "role_granted": RoleGranted,
    "role_revoked": RoleRevoked,
    "deputy_set": DeputySet,
    "deputy_ended": DeputyEnded,
    "interest_declared": InterestDeclared,
    "password_reset": PasswordReset,
    "staff_left": StaffLeft,
}
"""Every event type of the wing, with the structure of its data."""
