"""Needs in words 需要協助: how they are asked, and how they are told to who handles it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dengwen.ledger.event import Sealed
from dengwen.matters.rules import needs

ASKED: dict[str, tuple[Any, Any]] = {
    "hearing": (
        gettext_lazy("I do not hear well, or not at all"),
        gettext_lazy("We write to you and do not telephone."),
    ),
    "sight": (
        gettext_lazy("I cannot read small print, or not at all"),
        gettext_lazy("We use large print, or read it to you."),
    ),
    "language": (
        gettext_lazy("I need another language, or sign language"),
        gettext_lazy("We bring an interpreter."),
    ),
    "travel": (
        gettext_lazy("I cannot come to you"),
        gettext_lazy("We come to you, or do it by telephone or in writing."),
    ),
    "writing": (
        gettext_lazy("I need help with reading or writing"),
        gettext_lazy("Someone writes it down for you and reads it back."),
    ),
    "other": (gettext_lazy("Something else"), ""),
}
"""Each kind as the person is asked, and what the service then does."""

DONE: dict[str, Any] = {
    "hearing": gettext_lazy("Does not hear well: write, do not telephone"),
    "sight": gettext_lazy("Needs large print, or to be read to"),
    "language": gettext_lazy("Needs an interpreter"),
    "travel": gettext_lazy("Cannot come: go there, telephone or write"),
    "writing": gettext_lazy("Needs help with reading or writing"),
    "other": gettext_lazy("Needs something else"),
}
"""Each kind as staff read it: what is to be done."""

CONSENT = gettext_lazy(
    "I agree that what I need is kept, sealed, and shown only to those who handle my matter. I can"
    " take this back at any time, and it is then destroyed."
)
"""What the person agrees to; the sentence itself is recorded."""


def told(sealed: Sealed | None) -> list[str]:
    """Needs as staff read them, one line each; empty where there are none or they are sealed."""
    found = needs.read(sealed.value if sealed else None)
    lines = [str(DONE[kind]) for kind in found.kinds]
    if found.speaks:
        lines.append(_("Speaks: %(language)s") % {"language": found.speaks})
    return [*lines, found.words] if found.words else lines


def own(found: needs.Needs) -> list[str]:
    """Needs as the person stated them, one line each."""
    lines = [str(ASKED[kind][0]) for kind in found.kinds]
    return [*lines, *(part for part in (found.speaks, found.words) if part)]
