"""The forms of the acts beside a procedure's steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dengwen.law import procedure as law
from dengwen.matters.state import Clock
from dengwen.web.desk import choices, fields, words
from dengwen.web.page import LANGUAGES
from dengwen.web.words import say


class Assign(forms.Form):
    """Whom to give the matter to."""

    def __init__(self, offered: Sequence[fields.Choice], *given: Any) -> None:
        super().__init__(*given)
        field = fields.choose(offered, True)
        field.label = _("Handler")
        self.fields["staff"] = field


class Text(forms.Form):
    """One text: a note, a question."""

    def __init__(self, label: Any, hint: Any, *given: Any) -> None:
        super().__init__(*given)
        self.fields["text"] = forms.CharField(
            label=label, help_text=hint, max_length=fields.TEXT, widget=fields.area(6)
        )


class Ask(Text):
    """A question to one of the parties."""

    def __init__(self, parties: Sequence[fields.Choice], *given: Any) -> None:
        super().__init__(
            _("Question"),
            _("The person reads it as it stands here and can answer by number."),
            *given,
        )
        if len(parties) > 1:
            field = fields.choose(parties, True)
            field.label = _("Whom to ask")
            self.fields["party"] = field
        self.order_fields(["party", "text"])


class Extend(forms.Form):
    """By how much, on what ground, why."""

    def __init__(self, clock: Clock, spec: law.Clock, *given: Any) -> None:
        super().__init__(*given)
        allowed = spec.extension
        assert allowed is not None  # offered only for clocks that can be extended
        left = allowed.up_to - clock.extended_by
        self.fields["by"] = forms.IntegerField(
            label=_("By how many %(unit)s") % {"unit": words.unit_of_time(spec.unit)},
            help_text=_("At most %(left)s more") % {"left": left},
            min_value=1,
            max_value=left,
            widget=fields.line("govuk-input--width-4"),
        )
        ground = fields.choose([(k, say(v)) for k, v in allowed.grounds.items()], True)
        ground.label = _("Ground")
        self.fields["ground"] = ground
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            help_text=_("Told to the person with the new date."),
            max_length=fields.TEXT,
            widget=fields.area(4),
        )


class Serve(forms.Form):
    """A paper reached a person: which, whom, how, when, by what proof."""

    reached = forms.ChoiceField(
        label=_("What happened"),
        choices=[("yes", _("It was served")), ("no", _("The attempt failed"))],
        initial="yes",
        widget=fields.radios(),
    )
    way = forms.ChoiceField(label=_("Way"), widget=fields.radios())
    served_on = fields.Day(
        label=_("Day of service"),
        required=False,
        help_text=_("The remedy clocks start from this day."),
    )
    proof = forms.CharField(
        label=_("Proof, or reason why it failed"),
        required=False,
        max_length=fields.LINE,
        help_text=_("Receipt number, who signed, the return note of the post."),
        widget=fields.line(),
    )

    def __init__(
        self,
        papers: Sequence[fields.Choice],
        ways: Sequence[str],
        *given: Any,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(*given)
        self.initial = initial or {}
        paper = fields.choose(papers, True)
        paper.label = _("Document and person")
        self.fields["paper"] = paper
        self.order_fields(["paper"])
        self.fields["way"].choices = [(w, words.WAYS.get(w, w)) for w in ways]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A service needs its day; a failed attempt its reason."""
        given = super().clean() or self.cleaned_data
        if given.get("reached") == "yes" and not given.get("served_on"):
            self.add_error("served_on", _("Say on which day it was served."))
        if given.get("reached") == "no" and not given.get("proof"):
            self.add_error("proof", _("Say why it did not reach the person."))
        return given


class Promise(forms.Form):
    """When the person is called back at the latest, and what for."""

    by_at = fields.Moment(label=_("At the latest"))
    why = forms.CharField(
        label=_("What for"), required=False, max_length=fields.TEXT, widget=fields.area(3)
    )

    def __init__(self, parties: Sequence[fields.Choice], *given: Any) -> None:
        super().__init__(*given)
        if len(parties) > 1:
            field = fields.choose(parties, True)
            field.label = _("Whom to call")
            self.fields["party"] = field


class Called(forms.Form):
    """A promised call was made: which, whether someone was reached, what was said."""

    reached = forms.ChoiceField(
        label=_("What happened"),
        choices=[("yes", _("They were reached")), ("no", _("Nobody was reached"))],
        widget=fields.radios(),
    )
    said = forms.CharField(
        label=_("What was said"), required=False, max_length=fields.TEXT, widget=fields.area(4)
    )

    def __init__(self, owed: Sequence[fields.Choice], *given: Any) -> None:
        super().__init__(*given)
        field = fields.choose(owed, True)
        field.label = _("Which call")
        self.fields["call"] = field
        self.order_fields(["call"])


class Erase(forms.Form):
    """Whose data are destroyed, and how it is known that they asked."""

    reason = forms.CharField(
        label=_("How they asked, and how you know that it is they"),
        help_text=_("Another person reads it before anything is destroyed."),
        max_length=fields.TEXT,
        widget=fields.area(4),
    )

    def __init__(self, parties: Sequence[fields.Choice], *given: Any) -> None:
        super().__init__(*given)
        field = fields.choose(parties, True)
        field.label = _("Whose data")
        self.fields["party"] = field
        self.order_fields(["party"])


class Attach(forms.Form):
    """A file, and who gave it."""

    file = forms.FileField(label=_("File"), widget=fields.upload())

    def __init__(self, parties: Sequence[fields.Choice], *given: Any) -> None:
        super().__init__(*given)
        field = fields.choose([("", str(_("The service itself"))), *parties], False)
        field.label, field.required = _("Who gave it"), False
        self.fields["party"] = field


class Name(forms.Form):
    """Whom the matter is about."""

    confirmed = forms.BooleanField(
        label=_("It is confirmed whom it is about"),
        required=False,
        help_text=_("Until then only the unit above and the inspectorate see the matter."),
        widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
    )

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.fields["about"] = forms.MultipleChoiceField(
            label=_("About which units or members of staff"),
            help_text=_("From now on they can't be given it, see it or find it."),
            choices=choices.subject_choices(),
            widget=fields.checks(),
        )
        self.order_fields(["about", "confirmed"])


class Recuse(forms.Form):
    """Keeping out: oneself, on what ground."""

    GROUNDS = (
        ("interest", _("A direct interest in the matter or a person in it")),
        ("kin", _("Kinship with a person in it")),
        ("other", _("Another relation that may affect fairness")),
    )
    ground = forms.ChoiceField(label=_("Ground"), choices=GROUNDS, widget=fields.radios())
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=fields.TEXT, widget=fields.area(3)
    )


class Join(forms.Form):
    """Another person stands in the matter from now on."""

    name = forms.CharField(
        label=_("Name"), required=False, max_length=fields.LINE, widget=fields.line()
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"class": "govuk-input"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=40,
        widget=fields.line("govuk-input--width-20"),
    )
    address = forms.CharField(
        label=_("Address"), required=False, max_length=fields.LINE, widget=fields.line()
    )
    notify_by = forms.ChoiceField(
        label=_("How to be told"),
        choices=[
            ("none", _("Not at all: they follow it by number and secret")),
            ("email", _("E-mail")),
            ("sms", _("Text message")),
            ("post", _("Post")),
        ],
        initial="none",
        widget=fields.radios(),
    )

    language = forms.ChoiceField(
        label=_("Their language"),
        choices=[(html, name) for _code, html, name in LANGUAGES],
        initial="zh-Hant",
        widget=fields.radios(),
    )

    def __init__(self, procedure: law.Procedure, *given: Any) -> None:
        super().__init__(*given)
        roles = [(name, say(role.label)) for name, role in joinable(procedure).items()]
        field = fields.choose(roles, True)
        field.label = _("In which role")
        self.fields["role"] = field
        self.order_fields(["role"])


def joinable(procedure: law.Procedure) -> dict[str, law.PartyRole]:
    """The roles in which several people can stand."""
    return {name: role for name, role in procedure.parties.items() if role.many}
