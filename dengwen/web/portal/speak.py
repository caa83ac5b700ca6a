"""Speaking up 補充: the small forms on the page of a followed matter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dengwen.intake.validation import is_email, is_phone
from dengwen.web.forms import controls


class Follow(forms.Form):
    """Number and secret."""

    number = controls.line(
        _("Number"),
        _("It stands on your receipt, like DW-7K2M-Q4XA-9."),
        width="govuk-input--width-20",
        autocomplete="off",
        spellcheck="false",
        missing=_("Write the number of the matter."),
        most=40,
    )
    secret = controls.line(
        _("Secret"),
        _("It stands under the number on your receipt."),
        width="govuk-input--width-20",
        autocomplete="off",
        spellcheck="false",
        missing=_("Write the secret."),
        most=80,
    )


class ReturnCode(forms.Form):
    """The code under which a draft was kept."""

    code = controls.line(
        _("Return code"),
        _("Five groups of four, like 7K2M-Q4XA-9T3C-H5WE-2B8D. Capitals and dashes do not matter."),
        width="govuk-input--width-20",
        autocomplete="off",
        spellcheck="false",
        missing=_("Write the return code."),
        most=60,
    )


class SendCode(forms.Form):
    """Where a return code is to be sent."""

    channel = controls.radios(
        _("How shall we send it?"),
        [("email", _("By e-mail")), ("sms", _("By text message"))],
        missing=_("Choose how we shall send it."),
    )
    to = controls.line(
        _("E-mail address or telephone number"),
        autocomplete="off",
        spellcheck="false",
        missing=_("Write where we shall send it."),
    )

    def clean(self) -> dict[str, Any]:
        """The address must be one of the way that was chosen."""
        said = super().clean() or self.cleaned_data
        to = str(said.get("to", ""))
        if to and said.get("channel") == "email" and not is_email(to):
            self.add_error("to", _("This is not an e-mail address, such as name@example.org."))
        if to and said.get("channel") == "sms" and not is_phone(to):
            self.add_error("to", _("This is not a telephone number."))
        return said


class Words(forms.Form):
    """A text: an answer to a question, an addition, the statement of a remedy."""

    text = controls.text("", missing=_("Write something first."))

    def __init__(self, label: Any, hint: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = label
        self.fields["text"].help_text = hint


class Add(forms.Form):
    """Something more to say, or more files, or both."""

    text = controls.text(
        _("What do you want to add?"),
        _("It is put to the matter as you write it, with today's date."),
        required=False,
    )
    files = controls.Files(  # type: ignore[assignment]  # the name of the field on the page
        _("Files"), _("Pictures, PDF, text or office files, at most 20 MB each.")
    )

    def clean(self) -> dict[str, Any]:
        """Nothing is not an addition."""
        said = super().clean() or self.cleaned_data
        if not self.errors and not said.get("text") and not said.get("files"):
            self.add_error("text", _("Write something, or choose a file."))
        return said


class Rate(forms.Form):
    """What the person thought of it, 1 to 5, and why."""

    score = forms.TypedChoiceField(
        label=_("How were you dealt with?"),
        choices=[
            ("5", _("5 – very good")),
            ("4", _("4 – good")),
            ("3", _("3 – neither good nor bad")),
            ("2", _("2 – bad")),
            ("1", _("1 – very bad")),
        ],
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={**controls.ERRORS, "required": _("Choose a number from 1 to 5.")},
    )
    comment = controls.text(
        _("What was good, what was not?"),
        _("Courtesy, speed, clearness, whether it helped. Those who handled it cannot change it."),
        required=False,
        rows=4,
        most=2000,
    )
