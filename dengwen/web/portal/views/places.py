"""The map's data: outlines of the units as GeoJSON of our own; no outside host is asked."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from dengwen.people import units
from dengwen.people.state import Unit
from dengwen.web import words
from dengwen.web.guards import public


@public
@require_GET
@vary_on_headers("Accept-Language", "Cookie")
@cache_control(private=True, max_age=600)
def outlines(request: HttpRequest) -> JsonResponse:
    """Every unit that has an outline, as a FeatureCollection (RFC 7946)."""
    features = [feature(unit) for unit in units.tree() if unit.outline and unit.kind == "service"]
    body = {"type": "FeatureCollection", "features": features}
    return JsonResponse(body, content_type="application/geo+json")


def feature(unit: Unit) -> dict[str, object]:
    """One unit as a Feature; GeoJSON has longitude first and closes its rings."""
    ring = [[float(lng), float(lat)] for lat, lng in unit.outline]
    return {
        "type": "Feature",
        "id": unit.id,
        "properties": {"id": unit.id, "name": words.say(unit.name), "level": unit.level},
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }
