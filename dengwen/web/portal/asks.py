"""Asks 問題: the forms of the pages on which a matter is written, one small form a page.

Each form reads its first values from the draft and writes its answers back; what the pack's offer
asks besides becomes a form by itself.
"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dengwen.intake.validation import MOST, is_phone
from dengwen.law import library
from dengwen.law.procedure import Offer, Procedure
from dengwen.people import units
from dengwen.web import words
from dengwen.web.desk import fields as pack_fields
from dengwen.web.forms import controls
from dengwen.web.portal.drafts import Draft

REPRESENTATIVES_MOST = 5
SIGNATORIES_MOST = 500


class Ask(forms.Form):
    """One page of questions."""

    def __init__(self, draft: Draft, *args: Any, **options: Any) -> None:
        self.draft = draft
        options.setdefault("initial", self.before(draft))
        super().__init__(*args, **options)

    def before(self, draft: Draft) -> dict[str, Any]:
        """What the draft already says, by field."""
        return {name: getattr(draft, name, "") for name in self.base_fields}

    def write(self, draft: Draft) -> None:
        """Put the answers into the draft."""
        for name, value in self.cleaned_data.items():
            setattr(draft, name, value)


class Danger(Ask):
    """Is someone in danger now? Asked before anything else."""

    danger = controls.radios(
        _("Is anyone in danger now?"),
        [("yes", _("Yes, someone is in danger now")), ("no", _("No"))],
        _("Fire, smoke, people trapped or hurt, a leak, a blocked escape with people inside."),
        missing=_("Say whether anyone is in danger now."),
    )

    def before(self, draft: Draft) -> dict[str, Any]:
        """Yes, no, or nothing chosen yet."""
        return {"danger": {True: "yes", False: "no", None: ""}[draft.danger]}

    def write(self, draft: Draft) -> None:
        """Keep the answer as a flag of the matter."""
        draft.danger = self.cleaned_data["danger"] == "yes"


class Choose(Ask):
    """What do you want to do? The offers of all procedures, in plain words."""

    offer = controls.radios(
        _("What do you want to do?"), [], missing=_("Choose what you want to do.")
    )

    def __init__(self, draft: Draft, *args: Any, **options: Any) -> None:
        super().__init__(draft, *args, **options)
        self.fields["offer"].choices = [  # type: ignore[attr-defined]
            (key(procedure, name), controls.Hinted.of(words.say(offer.label), hint(offer)))
            for procedure, name, offer in offers(bool(draft.danger))
        ]

    def before(self, draft: Draft) -> dict[str, Any]:
        """The offer chosen before."""
        return {"offer": f"{draft.procedure}.{draft.offer}" if draft.offer else ""}

    def write(self, draft: Draft) -> None:
        """Keep procedure and offer; answers to another offer's questions are dropped."""
        procedure, _dot, offer = self.cleaned_data["offer"].partition(".")
        if (procedure, offer) != (draft.procedure, draft.offer):
            draft.answers = {}
        draft.procedure, draft.offer = procedure, offer


class What(Ask):
    """What happened, in the person's own words."""

    subject = controls.line(
        _("In one line, what is it about?"),
        _("For example: the fire exit of a market is locked at night."),
        missing=_("Say in one line what it is about."),
    )
    statement = controls.text(
        _("What happened, and what do you ask for?"),
        _("When, where, who was there, what you saw, what you want to be done. In your own words."),
        missing=_("Tell what happened."),
        most=MOST["statement"],
    )
    about = controls.line(
        _("Is it about the conduct of a unit or a member of the service?"),
        _("Write whom you mean. They are kept out of the handling and do not learn who you are."),
        required=False,
        most=MOST["about"],
    )


class Where(Ask):
    """Where it is about: district, words, a point on the map; each of them enough."""

    unit = controls.select(
        _("District"), [], _("The service there receives your matter."), required=False
    )
    place = controls.text(
        _("Address or description of the place"),
        _("Street and number, building, floor, what stands beside it."),
        required=False,
        rows=3,
        most=MOST["place"],
    )
    latitude = controls.line(
        _("Latitude"),
        required=False,
        width="govuk-input--width-10",
        inputmode="decimal",
        most=20,
    )
    longitude = controls.line(
        _("Longitude"),
        required=False,
        width="govuk-input--width-10",
        inputmode="decimal",
        most=20,
    )

    def __init__(self, draft: Draft, *args: Any, **options: Any) -> None:
        super().__init__(draft, *args, **options)
        self.fields["unit"].choices = [("", "—"), *districts()]  # type: ignore[attr-defined]

    def clean_latitude(self) -> str:
        """Decimal degrees, at most six places."""
        return degrees(self.cleaned_data["latitude"], 90)

    def clean_longitude(self) -> str:
        """Decimal degrees, at most six places."""
        return degrees(self.cleaned_data["longitude"], 180)

    def clean(self) -> dict[str, Any]:
        """A point needs both its numbers; and some unit must receive the matter."""
        said = super().clean() or self.cleaned_data
        if bool(said.get("latitude")) != bool(said.get("longitude")):
            self.add_error("longitude", _("A point needs both latitude and longitude."))
        if not said.get("unit") and not said.get("latitude") and not self.errors:
            self.add_error("unit", _("Choose the district, or give a point on the map."))
        return said


class Files(Ask):
    """Photographs and papers."""

    files = controls.Files(  # type: ignore[assignment]  # the name of the field on the page
        _("Add photographs or papers"),
        _("Pictures, PDF, text or office files, at most 20 MB each and 10 in all."),
    )

    def before(self, draft: Draft) -> dict[str, Any]:
        """A file control starts empty."""
        return {}

    def write(self, draft: Draft) -> None:
        """The view keeps the files; the draft only notes that the question was seen."""
        draft.files_seen = True


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


class Contact(Ask):
    """Name, how to be told, and whether papers may be served electronically."""

    name = controls.line(
        _("Your name"), autocomplete="name", missing=_("Write your name."), most=80
    )
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
    notify_by = controls.radios(
        _("How shall we tell you of each step?"),
        [
            ("email", _("By e-mail")),
            ("sms", _("By text message")),
            ("none", _("Not at all: I look it up myself")),
        ],
        missing=_("Choose how you want to be told."),
    )
    electronic = controls.tick(
        _("Papers may be served on me electronically"),
        _("Opening a paper here then counts as receiving it, and the time for a remedy starts."),
    )
    named_publicly = controls.tick(
        _("My name may be shown to the public with this matter"),
        _("Leave this open, and nobody outside the handling sees your name."),
    )
    needs = controls.line(
        _("Do you need help in dealing with us?"),
        _("For example sign language, large print, reading aloud, an interpreter, a home visit."),
        required=False,
    )

    def clean_phone(self) -> str:
        """Digits as people write them."""
        given = str(self.cleaned_data["phone"])
        if given and not is_phone(given):
            raise forms.ValidationError(_("This is not a telephone number."))
        return given

    def clean(self) -> dict[str, Any]:
        """The channel chosen must have somewhere to go."""
        said = super().clean() or self.cleaned_data
        if (
            said.get("notify_by") == "email"
            and not said.get("email")
            and "email" not in self.errors
        ):
            self.add_error("email", _("Write the e-mail address to which we shall write."))
        if said.get("notify_by") == "sms" and not said.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Write the number to which we shall send messages."))
        return said


class Group(Ask):
    """Who else speaks for the group, and who else brings the matter."""

    representatives = controls.text(
        _("Who else speaks for the group?"),
        _("One person a line: name, then telephone or e-mail. You come first, four may follow."),
        required=False,
        rows=4,
        most=2000,
    )
    signatories = controls.text(
        _("Who else brings the matter?"),
        _("One person a line: name, then telephone or e-mail if there is one."),
        required=False,
        rows=8,
    )

    def before(self, draft: Draft) -> dict[str, Any]:
        """The lists as lines again."""
        return {name: lines(getattr(draft, name)) for name in self.base_fields}

    def clean_representatives(self) -> list[dict[str, str]]:
        """At most four beside the one who writes."""
        found = people(self.cleaned_data["representatives"])
        if len(found) >= REPRESENTATIVES_MOST:
            raise forms.ValidationError(_("At most five people speak for a group, you among them."))
        return found

    def clean_signatories(self) -> list[dict[str, str]]:
        """Everybody else, within reason."""
        found = people(self.cleaned_data["signatories"])
        if len(found) > SIGNATORIES_MOST:
            raise forms.ValidationError(_("This list is too long to type: attach it as a file."))
        return found

    def clean(self) -> dict[str, Any]:
        """A group has at least one person beside the one who writes."""
        said = super().clean() or self.cleaned_data
        if not self.errors and not said["representatives"] and not said["signatories"]:
            self.add_error("signatories", _("Name at least one person beside yourself."))
        return said


class Details(pack_fields.PackForm):
    """What the offer itself asks."""

    def __init__(self, draft: Draft, *args: Any, **options: Any) -> None:
        self.draft = draft
        found = offer_of(draft)
        options.setdefault("initial", draft.answers)
        choices = pack_fields.Choices(units=lambda which: districts())
        super().__init__(found.asks if found else {}, choices, words.say, *args, **options)

    def write(self, draft: Draft) -> None:
        """Keep the answers as the pack's fields take them."""
        draft.answers = self.answers()


def offers(danger: bool = False) -> list[tuple[Procedure, str, Offer]]:
    """Every offer in the order of the pack; where there is danger, those for it first."""
    procedures = [library.procedure(name) for name in library.current().procedures]
    found = [(p, name, offer) for p in procedures for name, offer in p.offers.items()]
    return sorted(found, key=lambda o: (danger and not o[2].danger, o[2].order))


def key(procedure: Procedure, offer: str) -> str:
    """The value of an offer in forms and addresses."""
    return f"{procedure.procedure}.{offer}"


def hint(offer: Offer) -> str:
    """What stands under an offer: its hint, else its examples."""
    return words.say(offer.hint or offer.examples)


def procedure_of(draft: Draft) -> Procedure | None:
    """The procedure that was chosen, if it exists."""
    known = draft.procedure in library.current().procedures
    return library.procedure(draft.procedure) if known else None


def offer_of(draft: Draft) -> Offer | None:
    """The offer that was chosen, if it exists."""
    procedure = procedure_of(draft)
    return procedure.offers.get(draft.offer) if procedure else None


def takes_groups(draft: Draft) -> bool:
    """Whether several people may bring what was chosen together."""
    procedure, offer = procedure_of(draft), offer_of(draft)
    if procedure is None or offer is None:
        return False
    kind = procedure.kinds.get(offer.kind)
    return bool(kind and kind.group)


def needs_place(draft: Draft) -> bool:
    """Whether the place decides who receives the matter, or the person chooses the unit."""
    procedure = procedure_of(draft)
    return procedure is None or procedure.enters_at != "top"


def districts() -> list[tuple[str, str]]:
    """The units that a person may choose by the name of their district, as (id, name)."""
    return [
        (unit.id, f"{'　' * max(0, len(unit.path) - 1)}{words.say(unit.name)}")
        for unit in sorted(units.tree(), key=lambda unit: unit.path)
        if unit.kind == "service"
    ]


def degrees(given: str, most: int) -> str:
    """A coordinate as a decimal string of at most six places. Raises ValidationError."""
    if not given:
        return ""
    try:
        value = float(given)
    except ValueError:
        raise forms.ValidationError(_("Write decimal degrees, such as 24.480200.")) from None
    if not -most <= value <= most:
        raise forms.ValidationError(_("There is no such place on Earth."))
    return f"{value:.6f}"


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
