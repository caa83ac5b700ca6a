"""Asks 問題: one question a page, each a small form that reads and writes the draft.

Here is what the matter is; where it is stands in whereabouts.py, who brings it in contacts.py.
What the pack's offer asks besides becomes a page for each of its fields.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from dengwen.intake.validation import MOST, TEXT
from dengwen.law import library
from dengwen.law.procedure import Offer, Procedure
from dengwen.people import units
from dengwen.web import words
from dengwen.web.desk import fields as pack_fields
from dengwen.web.forms import controls
from dengwen.web.portal.drafts import Draft


class Ask(forms.Form):
    """One page with one question."""

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


class YesNo(Ask):
    """A page whose one question is answered yes or no, and kept as a flag of the draft."""

    def before(self, draft: Draft) -> dict[str, Any]:
        """Yes, no, or nothing chosen yet."""
        told = {True: "yes", False: "no", None: ""}
        return {name: told[getattr(draft, name)] for name in self.base_fields}

    def write(self, draft: Draft) -> None:
        """Keep the answer as a flag."""
        for name, value in self.cleaned_data.items():
            setattr(draft, name, value == "yes")


class Danger(YesNo):
    """Is someone in danger now? Asked before anything else."""

    danger = controls.radios(
        _("Is anyone in danger now?"),
        [("yes", _("Yes, someone is in danger now")), ("no", _("No"))],
        _("Fire, smoke, people trapped or hurt, a leak, a blocked escape with people inside."),
        missing=_("Say whether anyone is in danger now."),
    )


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
            draft.answers, draft.asked = {}, []
        draft.procedure, draft.offer = procedure, offer


class Subject(Ask):
    """One line, by which the matter is known again."""

    subject = controls.line(
        _("In one line, what is it about?"),
        _("For example: the fire exit of a market is locked at night."),
        missing=_("Say in one line what it is about."),
        most=MOST["subject"],
    )


class What(Ask):
    """What happened, in the person's own words."""

    statement = controls.text(
        _("What happened, and what do you ask for?"),
        _("When, where, who was there, what you saw, what you want to be done. In your own words."),
        missing=_("Tell what happened."),
        most=MOST["statement"],
    )


class IsAbout(YesNo):
    """Whether it is about somebody of the service."""

    is_about = controls.radios(
        _("Is it about the conduct of a unit or a member of the service?"),
        [("yes", _("Yes")), ("no", _("No"))],
        _("They are kept out of the handling and do not learn who you are."),
        missing=_("Say whether it is about someone of the service."),
    )

    def write(self, draft: Draft) -> None:
        """Keep the answer; who is about nobody names nobody."""
        super().write(draft)
        draft.about = draft.about if draft.is_about else ""


class Whom(Ask):
    """Whose conduct it is about."""

    about = controls.line(
        _("Whose conduct is it about?"),
        _("A name, a unit, the number of a vehicle, or what you saw of them. Any of it helps."),
        missing=_("Write whom you mean, as well as you can."),
        most=MOST["about"],
    )


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


class Detail(pack_fields.PackForm):
    """One thing that the offer itself asks."""

    def __init__(self, name: str, draft: Draft, *args: Any, **options: Any) -> None:
        self.name = name
        offer = offer_of(draft)
        asked = {name: offer.asks[name]} if offer else {}
        options.setdefault("initial", draft.answers)
        choices = pack_fields.Choices(units=lambda which: districts())
        super().__init__(asked, choices, words.say, *args, **options)
        if asked and asked[name].type == "text":  # what the register would not take is told here
            field = self.fields[name]
            field.max_length = TEXT  # type: ignore[attr-defined]
            field.validators.append(MaxLengthValidator(TEXT, controls.ERRORS["max_length"]))

    def write(self, draft: Draft) -> None:
        """Keep the answer as the pack's field takes it; an empty one is an answer too."""
        others = {name: value for name, value in draft.answers.items() if name != self.name}
        draft.answers = others | self.answers()
        draft.asked = [*(name for name in draft.asked if name != self.name), self.name]


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


def bars_subject(draft: Draft) -> bool:
    """Whether whom it is about must be kept out of what was chosen, and so must be told apart."""
    procedure = procedure_of(draft)
    return procedure is None or procedure.subject.barred


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
