"""Tags of the form parts: what sort of control a field is and where its error points."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField

from dengwen.web.forms.controls import DayBoxes

register = template.Library()

KINDS: list[tuple[type[forms.Widget], str]] = [
    (DayBoxes, "day"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.Textarea, "text"),
    (forms.CheckboxInput, "tick"),
    (forms.FileInput, "file"),
]


@register.filter
def kind(field: BoundField) -> str:
    """How the field is drawn: day, checkboxes, radios, select, text, tick, file or line."""
    found = (name for widget, name in KINDS if isinstance(field.field.widget, widget))
    return next(found, "line")


@register.filter
def anchor(field: BoundField) -> str:
    """The id of the first control of the field, to which an error leads."""
    first = kind(field) in ("radios", "checkboxes", "day")
    return f"{field.auto_id}_0" if first else str(field.auto_id)


@register.filter
def hint(option: Any) -> str:
    """The hint of a choice, where it has one."""
    return getattr(option, "hint", "")


@register.filter
def said(form: forms.BaseForm, name: str) -> BoundField:
    """The field of a form by its name."""
    return form[name]
