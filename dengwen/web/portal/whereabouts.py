"""Whereabouts 地點: where it is, told in whichever way the person can. The map is one way of six.

First the way, then the place in that way's own boxes, then the area of the town unless a point on
the map has decided it. What was told becomes one text, as a person would say it to a driver.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dengwen.intake.validation import MOST
from dengwen.people import units
from dengwen.people.state import Unit
from dengwen.web import words
from dengwen.web.forms import controls
from dengwen.web.portal.asks import Ask
from dengwen.web.portal.drafts import Draft

UNKNOWN = "unknown"
"""The choice of who does not know in which area it is."""


class Where(Ask):
    """In which way the person can tell where it is."""

    way = controls.radios(
        gettext_lazy("How can you tell us where it is?"),
        [],
        missing=gettext_lazy("Choose the way that is easiest for you."),
    )

    def __init__(self, draft: Draft, *args: Any, **options: Any) -> None:
        super().__init__(draft, *args, **options)
        self.fields["way"].choices = [  # type: ignore[attr-defined]
            (way, controls.Hinted.of(label, hint)) for way, (label, hint) in WAYS.items()
        ]

    def write(self, draft: Draft) -> None:
        """Keep the way; what was told in another is dropped."""
        if self.cleaned_data["way"] != draft.way:
            draft.spot, draft.place, draft.latitude, draft.longitude = {}, "", "", ""
        draft.way = self.cleaned_data["way"]


WAYS: dict[str, tuple[Any, Any]] = {
    "address": (
        gettext_lazy("I know the address"),
        gettext_lazy("Street and number, building, floor."),
    ),
    "landmark": (
        gettext_lazy("I know something well known beside it"),
        gettext_lazy("A school, a market, a bus stop, a temple, a shop."),
    ),
    "junction": (
        gettext_lazy("It is at a crossing of two roads"),
        gettext_lazy("Or near one."),
    ),
    "words": (
        gettext_lazy("I describe it in my own words"),
        gettext_lazy("For example: the market behind the school."),
    ),
    "area": (
        gettext_lazy("I know only the area, or it is about no place"),
        gettext_lazy("You choose the area from a list."),
    ),
    "map": (
        gettext_lazy("I show it on a map, or give the point in numbers"),
        gettext_lazy("You never need the map: every other way counts as much."),
    ),
}
"""The ways of telling a place: label and hint. Nobody needs the last."""


class Spot(Ask):
    """A place in the boxes of one way; what they say becomes the words of the place."""

    heading: Any = gettext_lazy("Where is it?")

    def before(self, draft: Draft) -> dict[str, Any]:
        """What was written in the boxes before."""
        return dict(draft.spot)

    def write(self, draft: Draft) -> None:
        """Keep the boxes and what they say together."""
        draft.spot = dict(self.cleaned_data)
        draft.place = self.told(draft.spot)[: MOST["place"]]

    def told(self, spot: dict[str, str]) -> str:
        """The boxes as one text."""
        return "\n".join(part for part in spot.values() if part)


class Address(Spot):
    """Street and number, and where inside."""

    heading = gettext_lazy("What is the address?")
    street = controls.line(
        gettext_lazy("Street or road, and number"),
        gettext_lazy("If there is no number, write the name of the building or of the estate."),
        missing=gettext_lazy("Write the street or the road."),
        autocomplete="off",
    )
    inside = controls.line(
        gettext_lazy("Building, entrance, floor, room"), required=False, autocomplete="off"
    )


class Landmark(Spot):
    """Something well known, and where it is from there."""

    heading = gettext_lazy("What well-known place is beside it?")
    known = controls.line(
        gettext_lazy("The well-known place"),
        gettext_lazy("For example: the Third Primary School."),
        missing=gettext_lazy("Write the name of the well-known place."),
    )
    from_there = controls.line(
        gettext_lazy("Where is it from there?"),
        gettext_lazy("For example: behind it, across the road, fifty steps to the north."),
        missing=gettext_lazy("Say where it is from there."),
    )

    def told(self, spot: dict[str, str]) -> str:
        """As it is said: from the school, behind it."""
        return _("Near: %(known)s. From there: %(from_there)s.") % spot


class Junction(Spot):
    """Two roads, and which corner."""

    heading = gettext_lazy("Which two roads cross there?")
    first = controls.line(
        gettext_lazy("The one road"), missing=gettext_lazy("Write the name of the one road.")
    )
    second = controls.line(
        gettext_lazy("The other road"), missing=gettext_lazy("Write the name of the other road.")
    )
    corner = controls.line(
        gettext_lazy("Which corner, or how far from it?"),
        gettext_lazy("For example: the corner with the pharmacy."),
        required=False,
    )

    def told(self, spot: dict[str, str]) -> str:
        """As it is said: where the one crosses the other."""
        crossing = _("Where %(first)s crosses %(second)s.") % spot
        return f"{crossing} {spot['corner']}".strip()


class InWords(Spot):
    """The person's own words."""

    heading = gettext_lazy("Describe the place")
    place = controls.text(
        gettext_lazy("Describe the place"),
        gettext_lazy("As you would tell someone who has to find it. What does one see there?"),
        missing=gettext_lazy("Describe the place in a few words."),
        rows=4,
        most=MOST["place"],
    )


class Map(Spot):
    """A point, pressed on the map or given in numbers."""

    heading = gettext_lazy("Show the place")
    latitude = controls.line(
        gettext_lazy("Latitude"),
        width="govuk-input--width-10",
        inputmode="decimal",
        missing=gettext_lazy("Press the map or write the latitude, or go back to another way."),
        most=20,
    )
    longitude = controls.line(
        gettext_lazy("Longitude"),
        width="govuk-input--width-10",
        inputmode="decimal",
        missing=gettext_lazy("Press the map or write the longitude, or go back to another way."),
        most=20,
    )

    def before(self, draft: Draft) -> dict[str, Any]:
        """The point given before."""
        return {"latitude": draft.latitude, "longitude": draft.longitude}

    def clean_latitude(self) -> str:
        """Decimal degrees, at most six places."""
        return degrees(self.cleaned_data["latitude"], 90)

    def clean_longitude(self) -> str:
        """Decimal degrees, at most six places."""
        return degrees(self.cleaned_data["longitude"], 180)

    def clean(self) -> dict[str, Any]:
        """The point must lie where some unit answers for it; else a list of areas is the way."""
        said = super().clean() or self.cleaned_data
        if not self.errors and units.at_point(said["latitude"], said["longitude"]) is None:
            self.add_error(
                "latitude",
                _("No unit here answers for this point. Go back and choose the area from a list."),
            )
        return said

    def write(self, draft: Draft) -> None:
        """Keep the point; it decides the unit."""
        draft.latitude, draft.longitude = (
            self.cleaned_data["latitude"],
            self.cleaned_data["longitude"],
        )
        draft.unit, draft.area_seen = "", True


SPOTS: dict[str, type[Spot]] = {
    "address": Address,
    "landmark": Landmark,
    "junction": Junction,
    "words": InWords,
    "map": Map,
}
"""The page of each way; who knows only the area has none."""


class Area(Ask):
    """The area of the town, from a list; one may say that one does not know it."""

    unit = controls.radios(
        gettext_lazy("In which area is it?"),
        [],
        gettext_lazy("The service there receives your matter."),
        missing=gettext_lazy("Choose the area, or say that you do not know it."),
    )

    def __init__(self, draft: Draft, *args: Any, **options: Any) -> None:
        super().__init__(draft, *args, **options)
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            *areas(),
            (UNKNOWN, controls.Hinted.of(_("I do not know"), _("We find it out."))),
        ]

    def before(self, draft: Draft) -> dict[str, Any]:
        """The area chosen before."""
        return {"unit": draft.unit or (UNKNOWN if draft.area_seen else "")}

    def write(self, draft: Draft) -> None:
        """Keep the unit of the area; for one that is not known, its words decide."""
        chosen = self.cleaned_data["unit"]
        draft.unit, draft.area_seen = "" if chosen == UNKNOWN else chosen, True


def areas() -> list[tuple[str, str]]:
    """The areas that can be chosen, as (id of the unit, its name with what it answers for); where
    no unit says what it answers for, every unit of the service."""
    service = sorted((u for u in units.tree() if u.kind == "service"), key=lambda unit: unit.path)
    found = [unit for unit in service if unit.areas] or service
    return [(unit.id, named(unit)) for unit in found]


def named(unit: Unit) -> controls.Hinted:
    """A unit by name; under it the streets and townships that it answers for."""
    return controls.Hinted.of(words.say(unit.name), _(", ").join(unit.areas))


def spot(draft: Draft) -> Callable[..., Ask]:
    """The page of the way that was chosen."""
    return SPOTS.get(draft.way, InWords)


def degrees(given: str, most: int) -> str:
    """A coordinate as a decimal string of at most six places. Raises ValidationError."""
    try:
        value = float(given)
    except ValueError:
        raise forms.ValidationError(_("Write decimal degrees, such as 24.480200.")) from None
    if not -most <= value <= most:
        raise forms.ValidationError(_("There is no such place on Earth."))
    return f"{value:.6f}"
