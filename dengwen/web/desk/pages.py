"""How a page of the desk is shown: its template with rooms, reader and what waits for them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dengwen.people.actor import Actor
from dengwen.web.desk import names, navigation, notices


def actor(request: HttpRequest) -> Actor:
    """The member of staff behind a guarded request."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    room: str = "",
    status: int = 200,
) -> HttpResponse:
    """The template with what every page of the desk carries beside its own content."""
    reader = actor(request)
    desk = {
        "rooms": navigation.rooms(reader),
        "room": room,
        "name": reader.name,
        "unit": names.unit(reader.unit_path[-1]) if reader.unit_path else "",
        "waiting": notices.waiting(reader),
        "flash": notices.take(request),
    }
    return render(request, template, {"desk": desk, **context}, status=status)
