"""The calculator 期限計算: any clock of any procedure, or any term, reckoned and explained.

All that is asked stands in the address, so that a reckoning can be sent to someone else; nothing
of it is personal, and nothing is kept.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dengwen.documents import composing
from dengwen.errors import Refusal
from dengwen.law import clock as clocks
from dengwen.law import library
from dengwen.law import procedure as law
from dengwen.law.count import SECONDS, Rule
from dengwen.law.explain import explain
from dengwen.law.pack import Pack
from dengwen.web import dates, reckoning, words
from dengwen.web.forms import controls
from dengwen.web.guards import public

UNITS = [
    ("working_days", _("working days")),
    ("calendar_days", _("calendar days")),
    ("hours", _("hours")),
    ("months", _("months")),
    ("years", _("years")),
]
PAUSES = (1, 2)
"""How many pauses the form takes."""


def count(label: Any, hint: Any = "") -> forms.IntegerField:
    """A field for a number of days, months or whatever is counted; it may stay empty."""
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=False,
        min_value=0,
        max_value=3000,
        widget=forms.TextInput(
            attrs={"class": "govuk-input govuk-input--width-4", "inputmode": "numeric"}
        ),
        error_messages={"invalid": _("Write a whole number in digits.")},
    )


class Ask(forms.Form):
    """A clock of a procedure or a term of one's own, its start, pauses and extension."""

    clock = controls.select(_("Which duty or right"), [], required=False)
    limit = count(_("How many"))
    unit = controls.select(_("Of what"), UNITS, required=False)
    start = controls.Day(_("From which day"), _("The day on which it began, such as the receipt."))
    at = forms.TimeField(
        label=_("At what time"),
        help_text=_("Only for terms of hours. 24-hour clock, such as 14:05."),
        required=False,
        input_formats=["%H:%M", "%H%M", "%H.%M"],
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-5"}),
        error_messages={"invalid": _("There is no such time.")},
    )
    pause1_from = controls.Day(_("First pause: from"), required=False)
    pause1_to = controls.Day(_("First pause: until"), required=False)
    pause2_from = controls.Day(_("Second pause: from"), required=False)
    pause2_to = controls.Day(_("Second pause: until"), required=False)
    extended_by = count(_("Extended by"), _("In the same unit as the term."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["clock"].choices = [("", _("A term of my own")), *groups()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Either a known clock or a term; pauses with both ends, in order."""
        said = super().clean() or self.cleaned_data
        if not said.get("clock") and (said.get("limit") is None or not said.get("unit")):
            self.add_error("clock", _("Choose a duty, or write a term of your own."))
        for number in PAUSES:
            self._pause(said, number)
        return said

    def _pause(self, said: dict[str, Any], number: int) -> None:
        since, end = said.get(f"pause{number}_from"), said.get(f"pause{number}_to")
        if (since is None) != (end is None) and not self.errors:
            self.add_error(f"pause{number}_to", _("A pause needs both its days."))
        elif since and end and end < since:
            self.add_error(f"pause{number}_to", _("The pause ends before it begins."))


def groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every clock of the pack, by procedure."""
    found = []
    for name in library.current().procedures:
        procedure = library.procedure(name)
        clocks_of = [
            (f"{name}.{key}", f"{words.say(spec.label)} ({composing.term(spec, words.language())})")
            for key, spec in procedure.clocks.items()
        ]
        found.append((words.say(procedure.label), clocks_of))
    return found


@public
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """The form, and below it the date explained once enough was given."""
    form = Ask(request.GET if "start_year" in request.GET else None)
    context: dict[str, Any] = {"form": form, "here": "calculator"}
    if form.is_valid():
        try:
            context |= reckoned(form.cleaned_data)
        except Refusal as refusal:
            form.add_error("start", f"{words.reason(refusal)} {words.mend(refusal)}")
    status = 422 if form.errors else 200
    return render(request, "portal/calculator.html", context, status=status)


def reckoned(said: dict[str, Any]) -> dict[str, Any]:
    """The explanation of what was asked."""
    pack = library.current()
    spec = spec_of(said.get("clock") or "")
    rule = rule_of(said, spec, pack)
    calendar = reckoning.calendar_of(pack, spec.calendar if spec else None)
    start = moment(rule, said["start"], said.get("at"))
    pauses = [
        (moment(rule, since, None), moment(rule, said[f"pause{n}_to"], None))
        for n in PAUSES
        if (since := said.get(f"pause{n}_from"))
    ]
    made = explain(rule, calendar, start, pauses, said.get("extended_by") or 0)
    basis = [*spec.basis, *spec.roll_basis] if spec else []
    return {
        "reckoned": reckoning.shown(made, pack, basis),
        "spec": spec,
        "exact": rule.unit in SECONDS,
    }


def spec_of(key: str) -> law.Clock | None:
    """The clock that `procedure.clock` names, if the pack has it."""
    procedure, _dot, name = key.partition(".")
    if procedure not in library.current().procedures:
        return None
    return library.procedure(procedure).clocks.get(name)


def rule_of(said: dict[str, Any], spec: law.Clock | None, pack: Pack) -> Rule:
    """The rule of a known clock under the pack's reading, or of a term of one's own."""
    zone = pack.file.time_zone
    if spec is None:
        roll = "none" if said["unit"] == "hours" else "next_workday"
        return Rule(said["unit"], said["limit"], roll, time_zone=zone)  # type: ignore[arg-type]
    procedure, _dot, name = said["clock"].partition(".")
    chosen = clocks.reading(pack.file.settings, procedure, name)
    return clocks.rule_of(spec, zone, chosen)


def moment(rule: Rule, day: date, at: time | None) -> date | datetime:
    """A day, or for terms of hours the instant on it (midnight when no time was given)."""
    if rule.unit not in SECONDS:
        return day
    return datetime.combine(day, at or time(0), tzinfo=dates.zone())
