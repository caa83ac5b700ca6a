"""The summary 核對: what a draft says, row by row, each with the page on which it is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dengwen.errors import Refusal
from dengwen.law import procedure as law
from dengwen.people import units
from dengwen.web import needs, words
from dengwen.web.portal import asks, flow, whereabouts
from dengwen.web.portal.drafts import Draft


@dataclass(frozen=True)
class Row:
    """One answer."""

    label: str
    value: str
    page: str


def rows(draft: Draft) -> list[Row]:
    """Every answer of the draft in the order of the pages."""
    return [row(draft, page) for page in flow.pages(draft)]


def row(draft: Draft, page: str) -> Row:
    """The answer of one page."""
    if page.startswith(flow.DETAIL):
        return detail(draft, page)
    label, value = TOLD[page](draft)
    return Row(str(label), value, page)


FIELDS = {
    "offer": "choose",
    "statement": "what",
    "about": "whom",
    "latitude": "place",
    "longitude": "place",
    "unit": "area",
    "email": "contact",
    "phone": "contact",
    "address": "contact",
    "notify_by": "notify",
    "needs_kinds": "needs",
    "speaks": "needs",
    "people": "name",
}
"""On which page a field of a submission is asked, where it is not the page of its name."""


def page_for(draft: Draft, field: str) -> str:
    """The page on which a field of a submission is asked; '' for one that no page asks."""
    asked = offer.asks if (offer := asks.offer_of(draft)) else {}
    page = f"{flow.DETAIL}{field}" if field in asked else FIELDS.get(field, field)
    return page if page in flow.pages(draft) else ""


def page_of(draft: Draft, refusal: Refusal) -> str:
    """The page on which what was refused can be mended; the first question for none of them."""
    whose = "others" if refusal.field.startswith("people.") else refusal.field
    return page_for(draft, whose) or "choose"


def changed(draft: Draft, fields: Iterable[str]) -> list[Row]:
    """The answers that say otherwise than what was registered, each once, in order."""
    pages = {page_for(draft, field) for field in fields}
    return [one for one in rows(draft) if one.page in pages]


def detail(draft: Draft, page: str) -> Row:
    """The answer to one of the offer's own questions."""
    name = page.removeprefix(flow.DETAIL)
    offer = asks.offer_of(draft)
    spec = offer.asks[name] if offer else None
    said = answer(spec, draft.answers.get(name)) if spec else ""
    return Row(words.say(spec.label) if spec else name, said, page)


def answer(spec: law.Field, value: Any) -> str:
    """An answer in words: a choice by its label."""
    if isinstance(value, bool):
        return yes(value)
    if spec.type == "choice" and value in spec.options:
        return words.say(spec.options[value])
    return "" if value is None else str(value)


def yes(flag: bool | None) -> str:
    """A flag in words; '' for one that was not asked."""
    return "" if flag is None else _("Yes") if flag else _("No")


def offer_label(draft: Draft) -> str:
    """What the person wants to do."""
    offer = asks.offer_of(draft)
    return words.say(offer.label) if offer else ""


def way(draft: Draft) -> str:
    """In which way the place is told."""
    known = draft.way in whereabouts.WAYS
    return str(whereabouts.WAYS[draft.way][0]) if known else ""


def place(draft: Draft) -> str:
    """The place in words, or the point."""
    point = f"{draft.latitude}, {draft.longitude}" if draft.latitude else ""
    return "\n".join(part for part in (draft.place, point) if part)


def unit_name(unit: str) -> str:
    """The name of a chosen unit; that it is not known, for none."""
    try:
        return words.say(units.get(unit).name) if unit else _("I do not know")
    except LookupError:
        return ""


def notify(draft: Draft) -> str:
    """How the person is told of each step."""
    told = {
        "email": _("by e-mail"),
        "sms": _("by text message"),
        "post": _("by letter"),
        "none": _("not at all, I look it up"),
    }
    return told.get(draft.notify_by, "")


def who(draft: Draft) -> str:
    """Anonymous, named or together."""
    said = {"named": _("With my name"), "anonymous": _("Without a name"), "group": _("Together")}
    return said.get(draft.who, "")


def names(people: Iterable[dict[str, str]]) -> str:
    """People by name."""
    return _(", ").join(person["name"] for person in people)


TOLD: dict[str, Callable[[Draft], tuple[str, str]]] = {
    "danger": lambda d: (_("Danger now"), _("Yes: marked urgent") if d.danger else _("No")),
    "choose": lambda d: (_("What you want"), offer_label(d)),
    "subject": lambda d: (_("In one line"), d.subject),
    "what": lambda d: (_("What happened"), d.statement),
    "about": lambda d: (_("About someone of the service"), yes(d.is_about)),
    "whom": lambda d: (_("Whose conduct"), d.about),
    "where": lambda d: (_("How you tell the place"), way(d)),
    "place": lambda d: (_("Where"), place(d)),
    "area": lambda d: (_("Area"), unit_name(d.unit)),
    "files": lambda d: (_("Files"), "\n".join(f.name for f in d.files) or _("None")),
    "who": lambda d: (_("Who brings it"), who(d)),
    "name": lambda d: (_("Name"), d.name),
    "notify": lambda d: (_("You are told of each step"), notify(d)),
    "contact": lambda d: (
        _("How to reach you"),
        "\n".join(way for way in (d.email, d.phone, d.address) if way),
    ),
    "electronic": lambda d: (_("Papers may be served electronically"), yes(d.electronic)),
    "public": lambda d: (_("Name shown to the public"), yes(d.named_publicly)),
    "needs": lambda d: (_("Help needed"), "\n".join(needs.own(d.needs)) or _("None")),
    "speakers": lambda d: (
        _("Who speaks for the group"),
        names([{"name": d.name}, *d.representatives]),
    ),
    "others": lambda d: (_("Who else brings it"), names(d.signatories)),
}
"""The label and the answer of each page."""
