"""From a sign-in to an actor, and from a role to the people who hold it.

The Django user of a member of staff carries their staff id as user name and nothing else about
them; passwords are not in the ledger, so these accounts are backed up but never rebuilt.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Q

from dengwen import times
from dengwen.law import library
from dengwen.people.actor import Actor, Held
from dengwen.people.models import DeputyRow, RoleRow, StaffRow

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

_KEPT = "_dengwen_actor"

_TEMPORARY = "temporary password"
"""The group of those who must choose another password before anything else."""


def actor_for(user: AbstractBaseUser | AnonymousUser) -> Actor:
    """The actor behind a signed-in user, with the roles of those they stand in for today.

    Kept on the user object, which lives for one request. Raises `LookupError` for a user who is
    no (longer a) member of staff.
    """
    kept = getattr(user, _KEPT, None)
    if kept is None:
        kept = actor_of(user.get_username())
        setattr(user, _KEPT, kept)
    return kept


def actor_of(staff: str, day: date | None = None) -> Actor:
    """The actor of a staff id, on a legal day (today when not given). Raises `LookupError`."""
    row = StaffRow.objects.filter(id=staff, active=True).first()
    if row is None:
        raise LookupError(f"no active member of staff {staff}")
    day = day or _today()
    return Actor(
        id=f"staff:{staff}",
        kind="staff",
        name=row.name,
        unit_path=tuple(row.unit_path),
        held=_held([staff, *principals_of(staff, day)]),
    )


def principals_of(staff: str, day: date) -> list[str]:
    """The people who are away on the day and for whom this one stands in."""
    away = DeputyRow.objects.filter(deputy=staff, from_on__lte=day, to_on__gte=day)
    present = StaffRow.objects.filter(id__in=away.values("staff"), active=True)
    return sorted(present.values_list("id", flat=True))


def holders(role: str, at: Iterable[str], *, exactly: str = "") -> list[StaffRow]:
    """Active staff who hold a role over the unit whose path is `at`, nearest unit first.

    With `exactly` only those who hold it at that unit. Those who stand in today are not listed:
    they see the same inbox as the one who is away.
    """
    path = list(at)
    wanted = Q(unit=exactly) if exactly else Q(unit__in=path)
    depth = {unit: place for place, unit in enumerate(path)}
    found = RoleRow.objects.filter(wanted, role=role)
    nearest: dict[str, int] = {}
    for row in found:
        nearest[row.staff] = max(nearest.get(row.staff, -1), depth.get(row.unit, 0))
    staff = StaffRow.objects.filter(id__in=nearest, active=True)
    return sorted(staff, key=lambda s: (-nearest[s.id], s.id))


def name_of(staff: str) -> str:
    """The name of a member of staff, also of one who has left; the id where there is none."""
    found = StaffRow.objects.filter(id=staff).values_list("name", flat=True).first()
    return found or staff


def open_account(staff: str, password: str, *, temporary: bool = False) -> None:
    """Give a member of staff a sign-in, or a new password for it; sessions under another end.

    A temporary password opens nothing but the page on which its owner chooses their own.
    """
    user, _ = get_user_model().objects.get_or_create(username=staff)
    user.set_password(password)
    user.is_active = True
    user.save()
    if temporary:
        user.groups.add(Group.objects.get_or_create(name=_TEMPORARY)[0])
    else:
        settled(user)


def is_temporary(user: AbstractBaseUser) -> bool:
    """Whether the password of a sign-in was given by someone else and is still to be changed."""
    return Group.objects.filter(name=_TEMPORARY, user=user.pk).exists()


def settled(user: AbstractBaseUser) -> None:
    """Its owner chose the password of a sign-in themselves."""
    for group in Group.objects.filter(name=_TEMPORARY):
        group.user_set.remove(user.pk)


def close_account(staff: str) -> None:
    """Take the sign-in away; sessions end with it."""
    get_user_model().objects.filter(username=staff).update(is_active=False)


def _held(staff: list[str]) -> tuple[Held, ...]:
    rows = RoleRow.objects.filter(staff__in=staff).order_by("staff", "role", "unit")
    return tuple(dict.fromkeys(Held(r.role, r.unit, tuple(r.path)) for r in rows))


def _today() -> date:
    return times.today(library.current().file.time_zone)
