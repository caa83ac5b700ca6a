"""Visiting a window 到窗口: the small forms, and which ticket this browser holds.

The code of a ticket is shown once and kept nowhere. The session remembers which ticket it opened;
neither it nor any address holds the code.
"""

from __future__ import annotations

import re
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dengwen import times
from dengwen.intake.validation import is_email
from dengwen.intake.window.actions.holding import Holder
from dengwen.web import limits, visits
from dengwen.web.forms import controls

KEY = "window_ticket"

TAKE_FROM_ADDRESS = limits.Limit("window.take", 60, timedelta(minutes=10))
"""A kiosk gives all its numbers from one address."""

BOOK_FROM_ADDRESS = limits.Limit("window.book", 10, timedelta(minutes=10))
"""No name is asked for a time, so nobody may fill a day with them."""

CODE_FROM_ADDRESS = limits.Limit("window.code", 20, timedelta(minutes=10))

_SEED = re.compile(r"[A-Za-z0-9_-]{20,80}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{3,28}[0-9]")


def fresh_seed() -> str:
    """What the code of a ticket follows from; the same press gives the same ticket."""
    return secrets.token_urlsafe(32)


class Press(forms.Form):
    """A press of the button that gives a ticket."""

    seed = forms.CharField(max_length=80, widget=forms.HiddenInput())
    reach = controls.line(
        _("Telephone or e-mail"),
        _("Only if you want to hear when something changes. It is sealed, and destroyed after."),
        required=False,
        most=190,
        width="govuk-input--width-20",
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.initial.setdefault("seed", fresh_seed())

    def clean_seed(self) -> str:
        """A seed of ours, or one as hard to guess."""
        seed = str(self.cleaned_data["seed"])
        if not _SEED.fullmatch(seed):
            raise forms.ValidationError(_("This form is too old. Open it again."))
        return seed

    def clean_reach(self) -> str:
        """A telephone number or an e-mail address, if anything."""
        reach = str(self.cleaned_data["reach"]).strip()
        if reach and not (is_email(reach) or _PHONE.fullmatch(reach)):
            raise forms.ValidationError(
                _("This is neither a telephone number nor an e-mail address.")
            )
        return reach

    def contact(self) -> dict[str, Any]:
        """How to reach the visitor, as the actions take it."""
        reach = self.cleaned_data.get("reach", "")
        if not reach:
            return {}
        way = "email" if "@" in reach else "phone"
        return {"contact": {way: reach}, "notify_by": "email" if way == "email" else "sms"}


class Time(forms.Form):
    """One of the free times of a day."""

    at = forms.ChoiceField(
        label=_("Which time suits you?"),
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={
            "required": _("Choose a time."),
            "invalid_choice": _("This time is not free any more. Choose another time."),
        },
    )

    def __init__(self, free: dict[datetime, int], *given: Any) -> None:
        super().__init__(*given)
        self.fields["at"].choices = [  # type: ignore[attr-defined]
            (times.iso(at), visits.clock(at)) for at in sorted(free)
        ]

    def chosen(self) -> datetime:
        """The time that was chosen."""
        return times.parse(self.cleaned_data["at"])


class Code(forms.Form):
    """The code of a ticket."""

    code = controls.line(
        _("Code"),
        _("It stands on your ticket. Capitals, spaces and dashes do not matter."),
        width="govuk-input--width-20",
        autocomplete="off",
        spellcheck="false",
        missing=_("Write the code of your ticket."),
        most=80,
    )


def hold(request: HttpRequest, held: Holder) -> None:
    """Let this browser go on with a ticket whose code it gave, or was given."""
    request.session.cycle_key()
    request.session[KEY] = [held.window, held.day.isoformat(), held.ticket]


def held(request: HttpRequest) -> Holder | None:
    """The ticket that this browser goes on with."""
    found = request.session.get(KEY)
    return Holder(found[0], date.fromisoformat(found[1]), found[2]) if found else None


def let_go(request: HttpRequest) -> None:
    """Forget the ticket: the next person at a shared screen must not find it open."""
    request.session.pop(KEY, None)
