"""The desk's rooms and who finds their doors: a role opens rooms, never matters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from dengwen.people import roles
from dengwen.people.actor import Actor


@dataclass(frozen=True)
class Room:
    """A page of the primary navigation and the capabilities of which one opens it."""

    name: str
    label: Any
    may: tuple[str, ...] = ()


ROOMS = (
    Room("home", _("Inbox"), ("work", "watch")),
    Room("register", _("Register"), ("register",)),
    Room("approvals", _("Approvals"), ("approve",)),
    Room("hand_over", _("Hand-over"), ("assign",)),
    Room("supervise", _("Oversight of time"), ("watch",)),
    Room("outbox", _("Messages sent"), ("watch", "register")),
    Room("bell", _("Reminders")),
    Room("staff", _("Staff"), ("run_accounts",)),
    Room("units", _("Units"), ("run_accounts",)),
    Room("windows", _("Windows"), ("register", "watch", "run_accounts")),
    Room("audit", _("Audit"), ("audit",)),
)
"""Every room, in the order of the navigation."""


def rooms(actor: Actor) -> list[Room]:
    """The rooms whose doors this actor finds."""
    return [room for room in ROOMS if opens(actor, room.may)]


def opens(actor: Actor, capabilities: Iterable[str]) -> bool:
    """Whether the actor has any of the capabilities; naming none means any member of staff."""
    wanted = tuple(capabilities)
    return not wanted or any(roles.can(actor, capability) for capability in wanted)


def holders(*capabilities: str) -> tuple[str, ...]:
    """The roles that carry any of the capabilities, as a guard names them."""
    named = [role for capability in capabilities for role in roles.holders_of(capability)]
    return tuple(dict.fromkeys(named))
