"""The courtesy of a reply 文明用語 as its writer sees it: where words could be kinder, and how.

It is advice. Nothing is held back for it, nothing of it is recorded, and nobody is counted by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dengwen.errors import Refusal
from dengwen.law import library, phrases
from dengwen.law import procedure as law
from dengwen.ledger.event import Sealed
from dengwen.web import words as say_it
from dengwen.web.desk import fields, previews
from dengwen.web.desk.acting import At
from dengwen.web.words import say

AROUND = 18
"""Characters shown on each side of the words."""


@dataclass(frozen=True)
class Advice:
    """One place that could be kinder, with what stands around it."""

    where: str
    field: str
    label: str
    before: str
    words: str
    after: str
    why: str
    plainer: str

    @property
    def remark(self) -> str:
        """The advice in one line, as a draft on paper shows it."""
        quoted = _("“%(words)s”: ") % {"words": self.words} if self.words else ""
        return _("Wording: %(quoted)s%(label)s. Plainer: %(plainer)s") % {
            "quoted": quoted,
            "label": self.label,
            "plainer": self.plainer,
        }


def watched(spec: law.Step) -> bool:
    """Whether what is written for the step comes before the eyes of a person."""
    written = any(field.type in ("line", "text") for field in spec.needs.values())
    return written and bool(spec.issues or spec.asks) and known() is not None


def known() -> phrases.Phrases | None:
    """The wordings of the pack; None where it has none."""
    return library.current().phrases


def of_form(at: At, step_id: str, spec: law.Step, form: fields.PackForm) -> list[Advice]:
    """What the texts of a form, and the reply made of them, could say more kindly.

    A form that cannot be sent yet is read all the same, as far as it goes.
    """
    written = {name: str(form.data.get(name) or "") for name in spec.needs}
    found = of_texts(spec, written)
    if form.is_valid() and (spec.outcome or spec.outcome_from):
        found += _of_reply(at, step_id, form.answers())
    return found


def of_fields(spec: law.Step, given: Mapping[str, Any]) -> list[Advice]:
    """The same for what was filled in and waits for approval."""
    opened = {name: v.value if isinstance(v, Sealed) else v for name, v in given.items()}
    return of_texts(spec, {name: v for name, v in opened.items() if isinstance(v, str)})


def of_texts(spec: law.Step, written: Mapping[str, str]) -> list[Advice]:
    """What the texts that were written could say more kindly, field by field."""
    listed = known()
    if listed is None:
        return []
    texts = {n: written.get(n, "") for n, field in spec.needs.items() if field.type in fields.WORDS}
    around = "\n".join(texts.values())
    return [
        advice
        for name, text in texts.items()
        for advice in _told(phrases.find(text, say_it.language(), listed, around), text, spec, name)
    ]


def _of_reply(at: At, step_id: str, given: dict[str, Any]) -> list[Advice]:
    listed = known()
    try:
        reply = previews.words(at, step_id, given)
    except Refusal:
        return []  # the step will say itself what stands in its way
    if listed is None or not reply:
        return []
    missing = phrases.lacking(reply, say_it.language(), listed)
    return [
        Advice(_("The reply as a whole"), "", one.label, "", "", "", one.why, one.plainer)
        for one in missing
    ]


def _told(
    found: Iterable[phrases.Finding], text: str, spec: law.Step, name: str
) -> Iterator[Advice]:
    for one in found:
        start, end = max(0, one.start - AROUND), one.end + AROUND
        yield Advice(
            where=say(spec.needs[name].label),
            field=name,
            label=one.label,
            before=("…" if start else "") + text[start : one.start],
            words=one.words,
            after=text[one.end : end] + ("…" if end < len(text) else ""),
            why=one.why,
            plainer=one.plainer,
        )
