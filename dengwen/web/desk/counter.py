"""Taking a matter in for a person 代為登記, at the counter, by telephone, letter or e-mail."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dengwen.errors import Refusal
from dengwen.intake.submission import Person, Submission
from dengwen.intake.validation import MOST, Invalid
from dengwen.law import library
from dengwen.law import procedure as law
from dengwen.people import units
from dengwen.web import words as say_it
from dengwen.web.desk import choices, fields, words
from dengwen.web.forms import controls
from dengwen.web.page import LANGUAGES
from dengwen.web.words import say

CHANNELS = ("counter", "telephone", "letter", "email")
REPRESENTATIVES_MOST = 5
_BETWEEN = re.compile(r"[,，、;；\t]+|\s{2,}")
_PHONE = re.compile(r"[+]?[0-9][0-9 ()-]{4,28}")


class Counter(forms.Form):
    """How it came, what was said, where, by whom."""

    channel = controls.radios(
        gettext_lazy("How it came"), [(name, words.CHANNELS[name]) for name in CHANNELS]
    )
    received_at = fields.Moment(
        label=gettext_lazy("When it reached the service"),
        help_text=gettext_lazy("Leave it open for now. For a letter: the day it arrived."),
        required=False,
    )
    time_source = controls.radios(
        gettext_lazy("How that time is known"),
        [
            ("typed", gettext_lazy("Noted by the one who took it in")),
            ("postmark", gettext_lazy("Postmark or receiving stamp")),
            ("device", gettext_lazy("Telephone system or mail server")),
        ],
        required=False,
    )
    danger = fields.yes_no()
    subject = controls.line(gettext_lazy("In one line, what it is about"))
    statement = controls.text(
        gettext_lazy("What was said"),
        gettext_lazy("As faithfully as you can; read it back to the person."),
        rows=10,
        most=MOST["statement"],
    )
    about = controls.line(
        gettext_lazy("Is it about the conduct of a unit or a member of the service?"),
        gettext_lazy("Write whom they mean. It then goes over the head of that unit."),
        required=False,
    )
    place = controls.text(gettext_lazy("Place"), required=False, rows=2, most=1000)
    unit = controls.select(
        gettext_lazy("Unit of that place"),
        [],
        gettext_lazy("Leave it open to let the place decide."),
        required=False,
    )
    papers = controls.Files(gettext_lazy("Papers and photographs handed over"))
    name = controls.line(
        gettext_lazy("Name"), gettext_lazy("Nobody has to give one."), required=False, most=80
    )
    phone = controls.line(gettext_lazy("Telephone"), required=False, most=30, type="tel")
    email = controls.email(gettext_lazy("E-mail"))
    address = controls.line(gettext_lazy("Postal address"), required=False)
    notify_by = controls.radios(
        gettext_lazy("How to tell them of each step"),
        [
            ("none", gettext_lazy("Not at all: they follow it by number and secret")),
            ("sms", gettext_lazy("Text message")),
            ("email", gettext_lazy("E-mail")),
            ("post", gettext_lazy("Post")),
        ],
    )
    language = controls.radios(
        gettext_lazy("Their language"), [(html, name) for _code, html, name in LANGUAGES]
    )
    electronic = controls.tick(gettext_lazy("They agree to be served papers electronically"))
    named_publicly = controls.tick(gettext_lazy("They want their name shown to the public"))
    needs = controls.line(
        gettext_lazy("What help do they need in dealing with us?"), required=False
    )
    representatives = controls.text(
        gettext_lazy("Who else speaks for the group"),
        gettext_lazy("One a line: name, telephone or e-mail. At most four beside the first."),
        required=False,
        rows=3,
        most=2000,
    )
    signatories = controls.text(
        gettext_lazy("Who else brings it"),
        gettext_lazy("One a line: name, telephone or e-mail."),
        required=False,
        rows=4,
    )
    entry_token = forms.CharField(max_length=64, widget=forms.HiddenInput())

    def __init__(self, *given: Any, groups: bool) -> None:
        start = {
            "channel": "counter",
            "notify_by": "none",
            "language": library.current().file.default_language,
            "time_source": "typed",
            "entry_token": secrets.token_urlsafe(24),
        }
        super().__init__(*given)
        self.initial = start
        self.fields["danger"].label = _("Is anyone in danger now?")
        tree = choices.in_order([u for u in units.tree() if u.kind == "service"])
        offered = [(u.id, choices.indented(u)) for u in tree]
        self.fields["unit"].choices = [("", "—"), *offered]  # type: ignore[attr-defined]
        if not groups:
            del self.fields["representatives"], self.fields["signatories"]

    def clean_representatives(self) -> list[dict[str, str]]:
        """At most four beside the first."""
        found = people(self.cleaned_data["representatives"])
        if len(found) >= REPRESENTATIVES_MOST:
            raise forms.ValidationError(_("At most five people speak for a group."))
        return found

    def clean_signatories(self) -> list[dict[str, str]]:
        """Everybody else, one a line."""
        return people(self.cleaned_data["signatories"])

    def sections(self) -> list[dict[str, Any]]:
        """The form in the order in which a conversation goes."""
        groups = (
            (_("How it came"), ("channel", "received_at", "time_source")),
            (_("What it is"), ("danger", "subject", "statement")),
            (_("Where and about whom"), ("place", "unit", "about", "papers")),
            (
                _("Who brings it"),
                ("name", "phone", "email", "address", "notify_by", "language", "needs"),
            ),
            (_("What they agree to"), ("electronic", "named_publicly")),
            (_("A group"), ("representatives", "signatories")),
        )
        found = [
            {"title": title, "fields": [self[name] for name in names if name in self.fields]}
            for title, names in groups
        ]
        return [section for section in found if section["fields"]]


def people(given: str) -> list[dict[str, str]]:
    """One person a line: a name, then an e-mail address or a telephone number."""
    found = []
    for row in given.splitlines():
        parts = [part.strip() for part in _BETWEEN.split(row) if part.strip()]
        if len(parts) == 1:
            parts = row.rsplit(maxsplit=1) if any(c.isdigit() or c == "@" for c in row) else parts
        reach = [part for part in parts if "@" in part or _PHONE.fullmatch(part)]
        name = " ".join(part for part in parts if part not in reach).strip()[:80]
        if name:
            email = next((r for r in reach if "@" in r), "")
            phone = next((r for r in reach if "@" not in r), "")
            found.append({"name": name, "email": email, "phone": phone})
    return found


def submission(form: Counter, asked: fields.PackForm, procedure: str, offer: str) -> Submission:
    """What was typed, as the register takes it."""
    said = form.cleaned_data
    uploads = [*said["papers"], *asked.uploads().values()]
    return Submission(
        channel=said["channel"],
        procedure=procedure,
        offer=offer,
        language=said["language"],
        subject=said["subject"],
        statement=said["statement"],
        answers=asked.answers(),
        place=said["place"],
        unit=said["unit"],
        about=said["about"],
        danger=bool(said["danger"]),
        people=bringing(said),
        uploads=tuple(uploads),
        received_at=said["received_at"],
        time_source=said["time_source"] or "typed",
        entry_token=said["entry_token"],
    )


def bringing(said: dict[str, Any]) -> tuple[Person, ...]:
    """Who brings it: the one who speaks, those who speak with them, everybody else."""
    speakers, others = said.get("representatives") or [], said.get("signatories") or []
    reach: dict[str, Any] = {k: said[k] for k in ("name", "email", "phone", "address", "needs")}
    if not any(reach.values()) and not speakers and not others:
        return ()
    first = Person(
        **reach,
        notify_by=said["notify_by"],
        electronic=said["electronic"],
        named_publicly=said["named_publicly"],
        representative=bool(speakers or others),
    )
    return (first, *(_other(p, True) for p in speakers), *(_other(p, False) for p in others))


def _other(given: dict[str, Any], representative: bool) -> Person:
    way = "sms" if given["phone"] else "email" if given["email"] else "none"
    return Person(**given, notify_by=way, representative=representative)


def refuse(form: forms.Form, asked: forms.Form, refusal: Refusal) -> None:
    """Put every reason at its field, in whichever of the two forms has it."""
    problems = refusal.problems if isinstance(refusal, Invalid) else [refusal]
    for problem in problems:
        for one in (form, asked):
            if problem.field in one.fields:
                one.add_error(problem.field, say_it.reason(problem))
                break
        else:
            form.add_error(None, say_it.reason(problem))


def offers() -> list[dict[str, Any]]:
    """What can be brought, by procedure, in the person's words."""
    found = []
    for name in library.current().procedures:
        procedure = library.procedure(name)
        listed = sorted(procedure.offers.items(), key=lambda one: one[1].order)
        if listed:
            found.append(
                {
                    "procedure": name,
                    "label": say(procedure.label),
                    "offers": [
                        {"name": k, "label": say(o.label), "hint": say(o.hint or o.examples)}
                        for k, o in listed
                    ],
                }
            )
    return found


def offer_of(procedure: str, offer: str) -> tuple[law.Procedure, law.Offer] | None:
    """The procedure and offer that an address names; None where there is none such."""
    if procedure not in library.current().procedures:
        return None
    found = library.procedure(procedure)
    return (found, found.offers[offer]) if offer in found.offers else None
