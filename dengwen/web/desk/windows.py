"""Windows at the desk 窗口: the forms with which they are set up and served at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dengwen.intake.window import events as e
from dengwen.intake.window import hours, rules
from dengwen.intake.window.state import Window
from dengwen.law import library
from dengwen.people.models import StaffRow
from dengwen.web import visits
from dengwen.web.desk import fields, names
from dengwen.web.forms import controls
from dengwen.web.page import LANGUAGES

GROUNDS = (
    ("cannot_wait", gettext_lazy("Cannot wait: frail, with a small child, in need")),
    ("came_back", gettext_lazy("Was called before and has come back")),
)


class Whom(forms.Form):
    """Whom the visitor was told to see: one of ours, or another body."""

    officer = forms.ChoiceField(
        label=gettext_lazy("Officer to see from now on"), required=False, widget=fields.select()
    )
    body = forms.CharField(
        label=gettext_lazy("Or another body, with the name of somebody there"),
        required=False,
        max_length=rules.LONGEST["whom"],
        widget=fields.line(),
    )

    def __init__(self, window: Window, *given: Any) -> None:
        super().__init__(*given)
        self.fields["officer"].choices = [("", "—"), *officers(window)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of the two; nobody leaves without a name."""
        said = super().clean() or self.cleaned_data
        if not self.errors and not said.get("officer") and not said.get("body", "").strip():
            self.add_error("officer", _(rules.NOBODY_NAMED))
        return said

    def whom(self) -> dict[str, str]:
        """As the actions take it."""
        body = self.cleaned_data["body"].strip()
        officer = self.cleaned_data["officer"]
        if body:
            return {"whom": body}
        return {"whom": names.staff_names([officer]).get(officer, officer), "staff": officer}


class CallBack(forms.Form):
    """Who sees to a visitor who goes without having been seen."""

    call_back = forms.ChoiceField(label=gettext_lazy("Who calls them back"), widget=fields.select())

    def __init__(self, window: Window, *given: Any) -> None:
        super().__init__(*given)
        self.fields["call_back"].choices = officers(window)  # type: ignore[attr-defined]


class OutOfTurn(forms.Form):
    """Why somebody is called before the others."""

    out_of_turn = forms.ChoiceField(
        label=gettext_lazy("Why before the others"), choices=GROUNDS, widget=fields.radios()
    )


class Shut(forms.Form):
    """Why the window is shut in its open hours."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is shut"),
        help_text=gettext_lazy("Everybody reads it, those who wait too."),
        max_length=rules.LONGEST["reason"],
        widget=fields.line(),
        error_messages=controls.ERRORS,
    )


class Hours(forms.CharField):
    """Hours of a day as people write them; cleans to spans."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False, max_length=100, widget=fields.line("govuk-input--width-20"), **options
        )

    def clean(self, value: Any) -> list[list[str]]:
        """The spans. Raises ValidationError for what cannot be read."""
        try:
            return hours.read(super().clean(value))
        except ValueError:
            raise forms.ValidationError(
                _("Write it like 9:00–12:00, 13:30–17:00; leave it empty for closed.")
            ) from None


class Arrange(forms.Form):
    """Name, place, hours and times of a window."""

    slot = forms.TypedChoiceField(
        label=gettext_lazy("Length of a time that can be booked"),
        choices=[
            ("0", gettext_lazy("no times are booked")),
            *((str(n), f"{n} min") for n in (10, 15, 20, 30, 45, 60)),
        ],
        coerce=int,
        initial="15",
        widget=fields.select(),
    )
    at_once = forms.IntegerField(
        label=gettext_lazy("How many are seen at once"),
        min_value=1,
        max_value=50,
        initial=1,
        widget=fields.line("govuk-input--width-3"),
    )
    ahead = forms.IntegerField(
        label=gettext_lazy("For how many days ahead times are given"),
        min_value=1,
        max_value=90,
        initial=14,
        widget=fields.line("govuk-input--width-3"),
    )
    follows = forms.BooleanField(
        label=gettext_lazy("Closed on the public holidays of the law's calendar"),
        required=False,
        initial=True,
        widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
    )

    def __init__(self, *given: Any, window: Window | None = None) -> None:
        super().__init__(*given)
        called = {html: name for _code, html, name in LANGUAGES}
        words = {"name": _("Name of the window"), "place": _("Street, floor, room")}
        for field, label in words.items():
            for language in library.current().file.languages:
                self.fields[f"{field}_{language}"] = forms.CharField(
                    label=f"{label} ({called.get(language, language)})",
                    required=False,
                    max_length=rules.LONGEST[field],
                    widget=fields.line(),
                )
        for day, label in visits.WEEK.items():
            self.fields[f"hours_{day}"] = Hours(label=label)
        names_first = [n for n in self.fields if n.startswith(("name_", "place_", "hours_"))]
        self.order_fields(names_first)
        if window is not None:
            self.initial = told(window)

    def clean(self) -> dict[str, Any]:
        """A name, a place, and hours on some day."""
        said = super().clean() or self.cleaned_data
        for field in ("name", "place"):
            mine = [name for name in self.fields if name.startswith(f"{field}_")]
            if not any(str(said.get(name, "")).strip() for name in mine):
                self.add_error(mine[0], _(rules.UNNAMED))
        days = [f"hours_{day}" for day in visits.WEEK]
        if not any(self.errors.get(day) for day in days) and not any(said.get(d) for d in days):
            self.add_error(days[0], _(rules.NEVER_OPEN))
        return said

    def arrangement(self) -> e.Arrangement:
        """As the actions take it."""
        said = self.cleaned_data
        week = {day: said[f"hours_{day}"] for day in visits.WEEK if said[f"hours_{day}"]}
        return e.Arrangement(
            name=self._texts("name"),
            place=self._texts("place"),
            hours=week,
            calendar=library.current().file.calendar if said["follows"] else "",
            slot=said["slot"],
            at_once=said["at_once"],
            ahead=said["ahead"],
        )

    def _texts(self, field: str) -> dict[str, str]:
        given = {
            name.removeprefix(f"{field}_"): str(value).strip()
            for name, value in self.cleaned_data.items()
            if name.startswith(f"{field}_")
        }
        return {language: text for language, text in given.items() if text}


class Special(forms.Form):
    """Other hours on one day."""

    day = fields.Day(label=gettext_lazy("Day"))
    hours = Hours(
        label=gettext_lazy("Open hours on that day"),
        help_text=gettext_lazy("Leave it empty when the window is closed all day."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why, as the public reads it"),
        max_length=rules.LONGEST["reason"],
        widget=fields.line(),
        error_messages=controls.ERRORS,
    )


def told(window: Window) -> dict[str, Any]:
    """A window as the form shows it."""
    return {
        **{f"name_{language}": text for language, text in window.name.items()},
        **{f"place_{language}": text for language, text in window.place.items()},
        **{f"hours_{day}": hours.written(spans) for day, spans in window.hours.items()},
        "slot": str(window.slot),
        "at_once": window.at_once,
        "ahead": window.ahead,
        "follows": bool(window.calendar),
    }


def officers(window: Window) -> list[fields.Choice]:
    """Whom a visitor can be told to see: those of the unit first, then of those above and below."""
    path = list(window.path)
    branch = Q(unit__in=path) | Q(unit_path__contains=path[-1:])
    called = names.unit_names()
    found = StaffRow.objects.filter(branch, active=True).order_by("unit", "id")
    own_first = sorted(found, key=lambda row: row.unit != window.unit)
    return [(row.id, f"{row.name} · {called.get(row.unit, row.unit)}") for row in own_first]
