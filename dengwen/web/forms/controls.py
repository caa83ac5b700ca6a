"""Controls: fields with the classes of GOV.UK Frontend, choices with hints, days in three boxes.

A field says what it asks; templates/components/field.html draws it, with its hint and its error.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dengwen.web import words

LINE, TEXT = 200, 20_000
"""The most characters of a line and of a text."""

ERRORS = {
    "required": _("This is needed."),
    "invalid_choice": _("Choose one of the answers offered."),
    "max_length": _("This is too long: %(show_value)d characters, and %(limit_value)d fit."),
    "null_characters_not_allowed": _("What you sent has characters that cannot be read."),
}


class Hinted(str):
    """The label of a choice with a hint under it."""

    hint: str = ""

    @classmethod
    def of(cls, label: Any, hint: Any = "") -> Hinted:
        """A label that carries its hint; both may be lazy translations."""
        made = cls(label)
        made.hint = str(hint)
        return made


class Words(forms.CharField):
    """Several lines of words. A line end counts once, as the counter on the page counts it, and not
    twice, as browsers send it."""

    def to_python(self, value: Any) -> Any:
        """The words with line ends of one sort."""
        found = super().to_python(value)
        return found.replace("\r\n", "\n") if isinstance(found, str) else found


def line(label: Any, hint: Any = "", *, required: bool = True, **more: Any) -> forms.CharField:
    """One line of words. `width`: a GOV.UK width class; `autocomplete`, `inputmode`, `type`."""
    names: tuple[str, ...] = ("autocomplete", "inputmode", "spellcheck")
    attrs = {name: more.pop(name) for name in names if name in more}
    width = more.pop("width", "")
    widget = forms.TextInput(attrs={"class": f"govuk-input {width}".strip(), **attrs})
    widget.input_type = more.pop("type", "text")
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=more.pop("most", LINE),
        widget=widget,
        error_messages=_errors(more),
    )


def text(label: Any, hint: Any = "", *, required: bool = True, **more: Any) -> forms.CharField:
    """Several lines of words, with a count of what still fits where scripts run."""
    attrs = {"class": "govuk-textarea govuk-js-character-count", "rows": more.pop("rows", 8)}
    return Words(
        label=label,
        help_text=hint,
        required=required,
        max_length=more.pop("most", TEXT),
        widget=forms.Textarea(attrs=attrs),
        error_messages=_errors(more),
    )


def radios(
    label: Any, choices: Iterable[tuple[str, Any]], hint: Any = "", **more: Any
) -> forms.ChoiceField:
    """One of a few answers, none chosen beforehand."""
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        help_text=hint,
        required=more.pop("required", True),
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages=_errors(more),
    )


def select(
    label: Any, choices: Sequence[tuple[str, Any]], hint: Any = "", **more: Any
) -> forms.ChoiceField:
    """One of many answers."""
    return forms.ChoiceField(
        label=label,
        choices=[("", "—"), *choices],
        help_text=hint,
        required=more.pop("required", True),
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages=_errors(more),
    )


def tick(label: Any, hint: Any = "") -> forms.BooleanField:
    """One box to tick, never ticked beforehand and never demanded."""
    widget = forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"})
    return forms.BooleanField(label=label, help_text=hint, required=False, widget=widget)


def email(label: Any, hint: Any = "") -> forms.EmailField:
    """An e-mail address."""
    attrs = {"class": "govuk-input", "autocomplete": "email", "spellcheck": "false"}
    return forms.EmailField(
        label=label,
        help_text=hint,
        required=False,
        max_length=LINE,
        widget=forms.EmailInput(attrs=attrs),
        error_messages={
            **ERRORS,
            "invalid": _("This is not an e-mail address, such as name@example.org."),
        },
    )


PARTS = ("year", "month", "day")


class DayBoxes(forms.MultiWidget):
    """Three boxes for a day, shown in the order in which the language writes it."""

    template_name = "components/day_boxes.html"

    def __init__(self) -> None:
        css = "govuk-input govuk-date-input__input govuk-input--width-"
        widths = {"year": 4, "month": 2, "day": 2}
        super().__init__(
            {
                part: forms.TextInput(
                    attrs={"class": f"{css}{widths[part]}", "inputmode": "numeric"}
                )
                for part in PARTS
            }
        )

    def decompress(self, value: date | str | None) -> list[str]:
        """The boxes' contents for a day."""
        if not value:
            return ["", "", ""]
        on = value if isinstance(value, date) else date.fromisoformat(value)
        return [str(on.year), str(on.month), str(on.day)]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The template's context, each box with its part: day first in English."""
        context = super().get_context(name, value, attrs)
        boxes = context["widget"]["subwidgets"]
        for part, box in zip(PARTS, boxes, strict=True):
            box["part"] = part
        if words.language() == "en":
            boxes.reverse()
        return context


class Day(forms.MultiValueField):
    """A day of the calendar in three boxes; says what is wrong with one that does not exist."""

    def __init__(self, label: Any, hint: Any = "", *, required: bool = True) -> None:
        boxes = [forms.CharField(max_length=4, required=False) for _part in range(3)]
        super().__init__(
            boxes,
            label=label,
            help_text=hint,
            required=required,
            require_all_fields=False,
            widget=DayBoxes(),
            error_messages=ERRORS,
        )

    def compress(self, values: list[str]) -> date | None:
        """The day. Raises ValidationError for one that the calendar does not have."""
        if not any(values):
            return None
        try:
            return date(*(int(part) for part in values))
        except (ValueError, OverflowError):
            raise forms.ValidationError(
                _("There is no such day in the calendar. Write it in figures: 7 3 2026.")
            ) from None


class ManyFiles(forms.ClearableFileInput):
    """A control that takes several files at once."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Any number of files; cleans to a list."""

    def __init__(self, label: Any, hint: Any = "", *, required: bool = False) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=required,
            widget=ManyFiles(attrs={"class": "govuk-file-upload"}),
            error_messages={**ERRORS, "empty": _("This file is empty.")},
        )

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file cleaned by itself."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(Files, self).clean(item, initial) for item in given]


def _errors(more: dict[str, Any]) -> dict[str, Any]:
    """The standing error messages, with a field's own sentence for when it is missing."""
    return {**ERRORS, "required": more["missing"]} if "missing" in more else ERRORS
