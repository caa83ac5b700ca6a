"""Marking sentences for translators without importing a web framework. Pure."""

from __future__ import annotations

from dengwen.errors import Refusal


def gettext_noop(sentence: str) -> str:
    """The sentence itself; the name is what translators' tools look for."""
    return sentence


def changed_meanwhile() -> Refusal:
    """Someone else acted between the page and the button."""
    return Refusal(
        "changed_meanwhile",
        gettext_noop("Someone else has just changed this matter. Nothing of yours was written."),
        mend=gettext_noop("Look at the matter as it stands now and decide again."),
        status=409,
    )
