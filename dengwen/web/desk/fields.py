"""Forms made from the pack: what a step `needs` or a door `asks` becomes fields on a page.

No procedure is known here. A field's type decides its control and how the answer is written: words
as text, days as ISO dates, instants in UTC, money as a decimal string (the ledger holds no floats).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.timezone import override
from django.utils.translation import gettext_lazy as _

from dengwen import times
from dengwen.law import procedure as law
from dengwen.web import dates

LINE, TEXT = 200, 20_000
"""The most characters of a line and of a text."""

WORDS = ("line", "text")
"""The types of field in which someone writes in their own words."""

Say = Callable[[law.Text], str]
Choice = tuple[str, str]


@dataclass(frozen=True)
class Choices:
    """What the fields that point at something may point at, as (value, label)."""

    units: Callable[[str], Sequence[Choice]] = lambda which: ()
    staff: Sequence[Choice] = ()
    parties: Sequence[Choice] = ()
    documents: Sequence[Choice] = ()
    subjects: Sequence[tuple[str, Sequence[Choice]]] = field(default_factory=tuple)


def _control(widget: forms.Widget, css: str, **attrs: str) -> forms.Widget:
    widget.attrs.update({"class": css, **attrs})
    return widget


def line(css: str = "") -> forms.Widget:
    """A one-line control."""
    return _control(forms.TextInput(), f"govuk-input {css}".strip())


def area(rows: int = 5) -> forms.Widget:
    """A control for several lines; it grows with its words where scripts run."""
    return _control(forms.Textarea(), "govuk-textarea", rows=str(rows), **{"data-grow": ""})


def select() -> forms.Widget:
    """A list to choose one from."""
    return _control(forms.Select(), "govuk-select")


def radios() -> forms.Widget:
    """Round buttons, one to be chosen."""
    return _control(forms.RadioSelect(), "govuk-radios__input")


def checks() -> forms.Widget:
    """Square buttons, any number to be chosen."""
    return _control(forms.CheckboxSelectMultiple(), "govuk-checkboxes__input")


def day() -> forms.Widget:
    """A day."""
    widget = forms.DateInput(format="%Y-%m-%d")
    widget.input_type = "date"
    return _control(widget, "govuk-input govuk-input--width-10")


def moment() -> forms.Widget:
    """A day and a time, in the pack's time zone."""
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M")
    widget.input_type = "datetime-local"
    return _control(widget, "govuk-input govuk-input--width-20")


def upload() -> forms.Widget:
    """A file."""
    return _control(forms.ClearableFileInput(), "govuk-file-upload")


def choose(options: Sequence[Choice], required: bool, few: int = 6) -> forms.Field:
    """One of `options`: round buttons while they are few, a list when they are many."""
    if len(options) <= few:
        return forms.ChoiceField(choices=options, widget=radios())
    blank = [("", "—")]
    return forms.ChoiceField(choices=[*blank, *options], widget=select())


def yes_no() -> forms.Field:
    """Yes or no, neither chosen beforehand."""
    return forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        widget=radios(),
    )


EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""The days that a form takes: none that the reckoning of another zone would push off the calendar.
"""


def within(on: date) -> None:
    """Raises ValidationError for a day that no person can mean."""
    if not EARLIEST <= on <= LATEST:
        raise forms.ValidationError(_("There is no such day in the calendar."))


class Day(forms.DateField):
    """A day as a `date` control writes it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=day(), validators=[within], **options)


MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


class Moment(forms.DateTimeField):
    """An instant as a `datetime-local` control writes it, typed in the pack's time zone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=moment(), input_formats=MOMENT_FORMATS, **options)

    def to_python(self, value: Any) -> datetime | None:
        """The aware instant; None for nothing."""
        with override(dates.zone()):
            at = super().to_python(value)
        if at is not None:
            within(at.date())
        return at


def make(spec: law.Field, choices: Choices, say: Say) -> forms.Field:
    """The form field for one field of the pack."""
    makers: dict[str, Callable[[], forms.Field]] = {
        "line": lambda: forms.CharField(max_length=LINE, widget=line()),
        "text": lambda: forms.CharField(max_length=TEXT, widget=area()),
        "choice": lambda: choose([(k, say(v)) for k, v in spec.options.items()], spec.required),
        "yes_no": yes_no,
        "date": Day,
        "datetime": Moment,
        "unit": lambda: choose(choices.units(spec.units), spec.required),
        "staff": lambda: choose(choices.staff, spec.required),
        "party": lambda: choose(choices.parties, spec.required),
        "document": lambda: choose(choices.documents, spec.required),
        "number": lambda: forms.IntegerField(widget=line("govuk-input--width-5")),
        "money": lambda: forms.DecimalField(
            max_digits=14,
            decimal_places=2,
            min_value=Decimal(0),
            widget=line("govuk-input--width-10"),
        ),
        "file": lambda: forms.FileField(widget=upload()),
        "subject": lambda: forms.MultipleChoiceField(choices=choices.subjects, widget=checks()),
    }
    made = makers[spec.type]()
    made.label = say(spec.label)
    made.help_text = say(spec.hint) if spec.hint else ""
    made.required = spec.required
    if spec.type == "choice" and not spec.required and isinstance(made.widget, forms.RadioSelect):
        made.choices = [*made.choices, ("", _("None of these"))]  # type: ignore[attr-defined]
    return made


def plain(value: Any) -> Any:
    """An answer as events carry it. Files and subjects are turned by their own."""
    if isinstance(value, datetime):
        return times.iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def split_subject(chosen: Sequence[str]) -> dict[str, list[str]]:
    """`unit:<id>` and `staff:<id>` choices as the lists that `subject_named` carries."""
    return {
        "units": [c.removeprefix("unit:") for c in chosen if c.startswith("unit:")],
        "staff": [c.removeprefix("staff:") for c in chosen if c.startswith("staff:")],
    }


class PackForm(forms.Form):
    """A form whose fields are a pack's."""

    def __init__(
        self, needs: Mapping[str, law.Field], choices: Choices, say: Say, *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.needs = needs
        for name, spec in needs.items():
            self.fields[name] = make(spec, choices, say)

    def unjudged(self) -> PackForm:
        """The form as it was typed, without a word on what is still missing."""
        self._errors = forms.utils.ErrorDict()
        return self

    def answers(self) -> dict[str, Any]:
        """What was said, as an action takes it; empty answers left out, uploads stay uploads."""
        said: dict[str, Any] = {}
        for name, spec in self.needs.items():
            value = self.cleaned_data.get(name)
            if value in (None, "", []):
                continue
            said[name] = split_subject(value) if spec.type == "subject" else plain(value)
        return said

    def uploads(self) -> dict[str, UploadedFile[Any]]:
        """The files among the answers, by field."""
        found = {n: self.cleaned_data.get(n) for n, s in self.needs.items() if s.type == "file"}
        return {name: upload for name, upload in found.items() if upload}
