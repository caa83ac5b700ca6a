"""Contacts 聯繫方式: who brings it, how they are told, what they need, who is with them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dengwen.intake.validation import is_phone
from dengwen.matters.rules.needs import Needs
from dengwen.web import needs as needed
from dengwen.web.forms import controls
from dengwen.web.portal.asks import Ask, YesNo, takes_groups
from dengwen.web.portal.drafts import Draft

REPRESENTATIVES_MOST = 5
SIGNATORIES_MOST = 500


class Who(Ask):
    """Anonymous, named, or a group."""

    who = controls.radios(_("Who is bringing this?"), [], missing=_("Choose who is bringing this."))

    def __init__(self, draft: Draft, *args: Any, **options: Any) -> None:
        super().__init__(draft, *args, **options)
        offered = [
            ("named", controls.Hinted.of(_("I do, and I give my name"), NAMED)),
            ("anonymous", controls.Hinted.of(_("I do, without a name"), ANONYMOUS)),
        ]
        if takes_groups(draft):
            offered.append(("group", controls.Hinted.of(_("Several people together"), GROUP)))
        self.fields["who"].choices = offered  # type: ignore[attr-defined]


NAMED = _(
    "The service can reach you. Your name is never shown to the public unless you ask for it."
)
ANONYMOUS = _(
    "You can still follow the matter with its number and secret, but nobody can send you an answer."
)
GROUP = _("Up to five of you speak for all; one answer is served on everyone.")


class Name(Ask):
    """Whose matter it is."""

    name = controls.line(
        _("What is your name?"),
        _("Only those who handle your matter see it."),
        autocomplete="name",
        missing=_("Write your name."),
        most=80,
    )


class Notify(Ask):
    """How the person is told of each step."""

    notify_by = controls.radios(
        _("How shall we tell you of each step?"),
        [
            ("email", _("By e-mail")),
            ("sms", _("By text message")),
            ("post", _("By letter")),
            ("none", _("Not at all: I look it up myself")),
        ],
        missing=_("Choose how you want to be told."),
    )


class Contact(Ask):
    """Where the person is reached: the way they chose, and any other they like to give."""

    email = controls.email(_("E-mail"))
    phone = controls.line(
        _("Mobile telephone"),
        required=False,
        width="govuk-input--width-20",
        autocomplete="tel",
        type="tel",
        most=30,
    )
    address = controls.line(
        _("Postal address"),
        _("Papers that must be served by post go there."),
        required=False,
        autocomplete="street-address",
    )

    def __init__(self, draft: Draft, *args: Any, **options: Any) -> None:
        super().__init__(draft, *args, **options)
        field, missing = WANTED.get(draft.notify_by, ("", ""))
        if field:  # the channel chosen must have somewhere to go
            self.fields[field].required = True
            self.fields[field].error_messages["required"] = missing

    def clean_phone(self) -> str:
        """Digits as people write them."""
        given = str(self.cleaned_data["phone"])
        if given and not is_phone(given):
            raise forms.ValidationError(_("This is not a telephone number."))
        return given

    def write(self, draft: Draft) -> None:
        """Keep what was given; none of it may be an answer too."""
        super().write(draft)
        draft.contact_seen = True


WANTED: dict[str, tuple[str, Any]] = {
    "email": ("email", _("Write the e-mail address to which we shall write.")),
    "sms": ("phone", _("Write the number to which we shall send messages.")),
    "post": ("address", _("Write the address to which we shall send letters.")),
}
"""What each way of being told needs, and what is said where it is missing."""


class Electronic(YesNo):
    """Whether papers may be served by opening them here."""

    electronic = controls.radios(
        _("May papers be served on you electronically?"),
        [("yes", _("Yes")), ("no", _("No, on paper"))],
        _("Opening a paper here then counts as receiving it, and the time for a remedy starts."),
        missing=_("Say whether papers may be served electronically."),
    )


class Public(YesNo):
    """Whether the name may be shown."""

    named_publicly = controls.radios(
        _("May your name be shown to the public with this matter?"),
        [("yes", _("Yes, my name may be shown")), ("no", _("No"))],
        _("If you say no, nobody outside the handling sees your name."),
        missing=_("Say whether your name may be shown."),
    )


class Help(forms.Form):
    """What the person needs in dealing with the service, with their consent to its being kept."""

    kinds = forms.MultipleChoiceField(
        label=_("Do you need anything so that you can deal with us?"),
        help_text=_("Tick what fits. If nothing does, go on."),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes__input"}),
        error_messages=controls.ERRORS,
    )
    speaks = controls.line(
        _("Which language?"),
        _("Fill this in if you need another language or sign language."),
        required=False,
        most=60,
    )
    words = controls.text(
        _("Anything more that we should know about it?"), required=False, rows=3, most=500
    )
    consent = controls.tick(needed.CONSENT)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kinds"].choices = [  # type: ignore[attr-defined]
            (kind, controls.Hinted.of(*asked)) for kind, asked in needed.ASKED.items()
        ]

    def clean(self) -> dict[str, Any]:
        """What is needed is kept only with consent."""
        said = super().clean() or self.cleaned_data
        if not self.errors and stated(said) and not said.get("consent"):
            self.add_error(
                "consent", _("Tick that you agree, or leave the page empty and tell nothing.")
            )
        return said


def stated(said: dict[str, Any]) -> Needs:
    """What the page says that the person needs."""
    return Needs(tuple(said.get("kinds", ())), said.get("words", ""), said.get("speaks", ""))


class NeedsAsked(Help, Ask):
    """The needs, as a page of the draft."""

    def before(self, draft: Draft) -> dict[str, Any]:
        """What was ticked before."""
        return {
            "kinds": list(draft.needs.kinds),
            "words": draft.needs.words,
            "speaks": draft.needs.speaks,
            "consent": bool(draft.consent),
        }

    def write(self, draft: Draft) -> None:
        """Keep them, with the very sentence that was agreed to."""
        draft.needs, draft.needs_seen = stated(self.cleaned_data), True
        draft.consent = str(needed.CONSENT) if draft.needs else ""


class Speakers(Ask):
    """Who else speaks for the group."""

    representatives = controls.text(
        _("Who else speaks for the group?"),
        _("One person a line: name, then telephone or e-mail. You come first, four may follow."),
        required=False,
        rows=4,
        most=2000,
    )

    def before(self, draft: Draft) -> dict[str, Any]:
        """The list as lines again."""
        return {"representatives": lines(draft.representatives)}

    def clean_representatives(self) -> list[dict[str, str]]:
        """At most four beside the one who writes."""
        found = people(self.cleaned_data["representatives"])
        if len(found) >= REPRESENTATIVES_MOST:
            raise forms.ValidationError(_("At most five people speak for a group, you among them."))
        return found

    def write(self, draft: Draft) -> None:
        """Keep them; that nobody else speaks is an answer too."""
        super().write(draft)
        draft.speakers_seen = True


class Others(Ask):
    """Who else brings the matter."""

    signatories = controls.text(
        _("Who else brings the matter?"),
        _("One person a line: name, then telephone or e-mail if there is one."),
        required=False,
        rows=8,
    )

    def before(self, draft: Draft) -> dict[str, Any]:
        """The list as lines again."""
        return {"signatories": lines(draft.signatories)}

    def clean_signatories(self) -> list[dict[str, str]]:
        """Everybody else, within reason; a group has at least one beside the one who writes."""
        found = people(self.cleaned_data["signatories"])
        if len(found) > SIGNATORIES_MOST:
            raise forms.ValidationError(_("This list is too long to type: attach it as a file."))
        if not found and not self.draft.representatives:
            raise forms.ValidationError(_("Name at least one person beside yourself."))
        return found

    def write(self, draft: Draft) -> None:
        """Keep them; where others speak, nobody else may be an answer too."""
        super().write(draft)
        draft.others_seen = True


def people(given: str) -> list[dict[str, str]]:
    """One person a line: name, then e-mail or telephone, divided by a comma or a space."""
    found = []
    for row in given.splitlines():
        parts = [part for part in re.split(r"[,，、;；\t ]+", row.strip()) if part]
        reach = [part for part in parts if "@" in part or is_phone(part)]
        name = " ".join(part for part in parts if part not in reach)[:80]
        if name:
            email = next((r for r in reach if "@" in r), "")
            phone = next((r for r in reach if "@" not in r), "")
            found.append({"name": name, "email": email, "phone": phone})
    return found


def lines(found: list[dict[str, str]]) -> str:
    """The list as it is typed."""
    return "\n".join(", ".join(v for v in person.values() if v) for person in found)
