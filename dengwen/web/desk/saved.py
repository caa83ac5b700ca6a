"""Saved views 已存視圖: lists that one works through again and again, one's own or a unit's."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from dengwen import times
from dengwen.errors import Refusal, Undisclosed
from dengwen.people import roles, units
from dengwen.people.actor import Actor
from dengwen.web.models import FirstView, SavedView

MOST = 30
"""Views of one's own."""

KEPT_OUT = ("q",)
"""Never saved: what someone searched for may be the name of a person."""

Views = QuerySet[SavedView]


def visible(actor: Actor) -> Views:
    """One's own views, and those shared with the units that one belongs to or works for."""
    around = {*actor.unit_path, *(unit for held in actor.held for unit in held.path)}
    found = SavedView.objects.filter(Q(owner=actor.staff) | Q(unit__in=around))
    return found.order_by("unit", "name", "id")


def may_share(actor: Actor, unit: str) -> bool:
    """Whether the actor keeps the clocks of the unit, and so may lay lists out for it."""
    try:
        return roles.can(actor, "watch", units.path(unit))
    except LookupError:
        return False


def may_delete(actor: Actor, view: SavedView) -> bool:
    """One's own, and what stands before a unit that one watches."""
    return view.owner == actor.staff or bool(view.unit and may_share(actor, view.unit))


def save(
    actor: Actor, name: str, tray: str, order: str, chosen: dict[str, str], unit: str = ""
) -> SavedView:
    """Save a list under a name, for oneself or for a unit. Raises Refusal."""
    if unit and not may_share(actor, unit):
        raise Refusal(
            "view_not_shared",
            _("Only who watches the unit lays lists out for it."),
            field="unit",
            status=403,
        )
    if SavedView.objects.filter(owner=actor.staff).count() >= MOST:
        raise Refusal(
            "too_many_views",
            _("There are {limit} views of yours already."),
            facts={"limit": MOST},
            mend=_("Delete one that you no longer need."),
            field="name",
        )
    kept = {field: value for field, value in chosen.items() if field not in KEPT_OUT}
    return SavedView.objects.create(
        owner=actor.staff,
        unit=unit,
        name=name,
        tray=tray,
        order=order,
        filter=kept,
        saved_at=times.now(),
    )


def delete(actor: Actor, view_id: int) -> None:
    """Delete a view. Raises Undisclosed for one that the actor may not see or may not delete."""
    view = visible(actor).filter(id=view_id).first()
    if view is None or not may_delete(actor, view):
        raise Undisclosed
    view.delete()


def open_with(actor: Actor, view_id: int) -> None:
    """Let the inbox open with a view from now on; with its own list for 0. Raises Undisclosed."""
    if not view_id:
        FirstView.objects.filter(staff=actor.staff).delete()
        return
    if not visible(actor).filter(id=view_id).exists():
        raise Undisclosed
    FirstView.objects.update_or_create(staff=actor.staff, defaults={"view_id": view_id})


def first(actor: Actor) -> SavedView | None:
    """The view with which the actor's inbox opens; None for none, or one no longer theirs."""
    chosen = FirstView.objects.filter(staff=actor.staff).values("view")
    return visible(actor).filter(id__in=chosen).first()


def query(view: SavedView) -> str:
    """The part of an address behind which the view's list stands."""
    asked = {**view.filter, "tab": view.tray, "order": view.order, "view": view.pk}
    return f"?{urlencode(asked)}"


def lines(actor: Actor, current: str = "") -> list[dict[str, Any]]:
    """The views that the actor may open, each with what may be done with it."""
    chosen = first(actor)
    return [
        {
            "id": view.pk,
            "name": view.name,
            "unit": view.unit,
            "owner": view.owner,
            "href": reverse("desk:home") + query(view),
            "current": str(view.pk) == current,
            "first": chosen is not None and chosen.pk == view.pk,
            "deletable": may_delete(actor, view),
            "saved_at": view.saved_at,
        }
        for view in visible(actor)
    ]
