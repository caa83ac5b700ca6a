"""The filter of the inbox: offers what the pack knows, checks what comes in like any input."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dengwen.law import library
from dengwen.web import dates
from dengwen.web.desk import choices, fields, names, trays, words
from dengwen.web.words import say

ANY = ("", "—")
TIME = [
    ANY,
    ("overdue", _("Overdue")),
    ("today", _("Due within a day")),
    ("near", _("Near its end")),
    ("paused", _("Paused")),
    ("late", _("Missed a date at some time")),
]


class Filter(forms.Form):
    """What a list may be narrowed by. Everything is optional; nonsense is left out, not refused."""

    q = forms.CharField(required=False, max_length=200)
    procedure = forms.ChoiceField(label=_("Procedure"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    unit = forms.ChoiceField(label=_("Unit and all below"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    time = forms.ChoiceField(label=_("Time"), required=False, choices=TIME)
    danger = forms.ChoiceField(
        label=_("Danger"), required=False, choices=[ANY, ("yes", _("Only with danger"))]
    )
    source = forms.ChoiceField(
        label=_("Origin"),
        required=False,
        choices=[ANY, ("live", _("Taken in here")), ("historical", _("Historical, imported"))],
    )
    at = forms.CharField(required=False, max_length=64, label=_("At the unit"))
    handler = forms.CharField(required=False, max_length=64, label=_("Handler"))
    received_from = fields.Day(label=_("Received from"), required=False)
    received_to = fields.Day(label=_("Received to"), required=False)

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked, auto_id="f_%s")
        offered: dict[str, list[tuple[str, Any]]] = {
            "procedure": list(procedures()),
            "kind": list(kinds()),
            "status": list(statuses()),
            "unit": choices.all_units(),
            "channel": list(words.CHANNELS.items()),
        }
        for name, options in offered.items():
            self.fields[name].choices = [ANY, *options]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if name in ("at", "handler"):
                field.widget = forms.HiddenInput()
            elif name not in ("q", "received_from", "received_to"):
                field.widget.attrs["class"] = "govuk-select"

    def wanted(self) -> trays.Wanted:
        """The filter as the trays take it."""
        self.is_valid()
        named = {name: self.cleaned_data.get(name) for name in trays.Wanted.__struct_fields__}
        return trays.Wanted(**{k: plain(v) for k, v in named.items() if v})

    def span(self) -> tuple[datetime | None, datetime | None]:
        """The received-between as instants, its last day included."""
        self.is_valid()
        since = self.cleaned_data.get("received_from")
        until = self.cleaned_data.get("received_to")
        return (
            midnight(since) if since else None,
            midnight(until + timedelta(days=1)) if until else None,
        )

    def chosen(self, keep: dict[str, str]) -> list[dict[str, str]]:
        """Each chosen filter in words, with the address of the list without it."""
        self.is_valid()
        given = {k: plain(v) for k, v in self.cleaned_data.items() if v}
        return [
            {
                "label": f"{self.fields[name].label}: {self.spoken(name, value)}",
                "without": "?"
                + urlencode({**keep, **{k: v for k, v in given.items() if k != name}}),
            }
            for name, value in given.items()
            if name != "q"
        ]

    def spoken(self, name: str, value: str) -> str:
        """A chosen value as its list words it."""
        if name == "at":
            return names.unit(value)
        if name == "handler":
            return names.staff_names([value]).get(value, str(_("nobody yet")))
        options = dict(getattr(self.fields[name], "choices", []))
        return str(options.get(value, value)).strip("　 ")

    def query(self) -> dict[str, str]:
        """Everything chosen, for the addresses of tabs and pages."""
        self.is_valid()
        return {k: plain(v) for k, v in self.cleaned_data.items() if v}


def plain(value: object) -> str:
    """A cleaned value as an address carries it."""
    return value.isoformat() if isinstance(value, date) else str(value)


def midnight(day: date) -> datetime:
    """The instant at which a legal day begins."""
    return datetime.combine(day, time.min, tzinfo=dates.zone())


def procedures() -> Iterator[tuple[str, str]]:
    """Every procedure of the pack in its newest version."""
    for name, versions in library.current().procedures.items():
        yield name, say(versions[-1].label)


def kinds() -> Iterator[tuple[str, str]]:
    """Every kind of every procedure, each once."""
    seen: dict[str, str] = {}
    for versions in library.current().procedures.values():
        seen |= {name: say(kind.label) for name, kind in versions[-1].kinds.items()}
    yield from seen.items()


def statuses() -> Iterator[tuple[str, str]]:
    """Every status of every procedure, each once."""
    seen: dict[str, str] = {}
    for versions in library.current().procedures.values():
        seen |= {name: say(status.label) for name, status in versions[-1].statuses.items()}
    yield from seen.items()
