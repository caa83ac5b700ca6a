"""The summary 核對: what a draft says, row by row, each with the page on which it is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dengwen.errors import Refusal
from dengwen.law import procedure as law
from dengwen.people import units
from dengwen.web import words
from dengwen.web.portal import asks, flow
from dengwen.web.portal.drafts import Draft


@dataclass(frozen=True)
class Row:
    """One answer."""

    label: str
    value: str
    page: str


def rows(draft: Draft) -> list[Row]:
    """Every answer of the draft in the order of the pages."""
    makers = {
        "danger": danger,
        "choose": choose,
        "what": what,
        "details": details,
        "where": where,
        "files": files,
        "who": who,
        "contact": contact,
        "group": group,
    }
    return [row for page in flow.pages(draft) for row in makers[page](draft)]


PAGES = {
    **dict.fromkeys(("subject", "statement", "about"), "what"),
    **dict.fromkeys(("place", "unit", "latitude", "longitude"), "where"),
    **dict.fromkeys(("name", "email", "phone", "address", "notify_by", "needs"), "contact"),
    "files": "files",
    "people": "group",
}
"""On which page a field of a submission is asked."""


def page_of(draft: Draft, refusal: Refusal) -> str:
    """The page on which what was refused can be mended; the first question for none of them."""
    asked = (offer.asks if (offer := asks.offer_of(draft)) else {}).keys()
    field = refusal.field.partition(".")[0]
    return "details" if field in asked else PAGES.get(field, "choose")


def danger(draft: Draft) -> list[Row]:
    """Whether someone is in danger."""
    said = _("Yes: marked urgent") if draft.danger else _("No")
    return [Row(_("Danger now"), said, "danger")]


def choose(draft: Draft) -> list[Row]:
    """What the person wants to do."""
    offer = asks.offer_of(draft)
    return [Row(_("What you want"), words.say(offer.label) if offer else "", "choose")]


def what(draft: Draft) -> list[Row]:
    """Their own words."""
    found = [
        Row(_("In one line"), draft.subject, "what"),
        Row(_("What happened"), draft.statement, "what"),
    ]
    return [*found, Row(_("Whose conduct"), draft.about, "what")] if draft.about else found


def details(draft: Draft) -> list[Row]:
    """Answers to the offer's own questions."""
    offer = asks.offer_of(draft)
    asked = offer.asks if offer else {}
    return [
        Row(words.say(spec.label), answer(spec, draft.answers.get(name)), "details")
        for name, spec in asked.items()
    ]


def answer(spec: law.Field, value: Any) -> str:
    """An answer in words: a choice by its label."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if spec.type == "choice" and value in spec.options:
        return words.say(spec.options[value])
    return "" if value is None else str(value)


def where(draft: Draft) -> list[Row]:
    """The place."""
    point = f"{draft.latitude}, {draft.longitude}" if draft.latitude else ""
    said = [unit_name(draft.unit), draft.place, point]
    return [Row(_("Where"), "\n".join(part for part in said if part), "where")]


def unit_name(unit: str) -> str:
    """The name of a chosen unit; '' for none."""
    try:
        return words.say(units.get(unit).name) if unit else ""
    except LookupError:
        return ""


def files(draft: Draft) -> list[Row]:
    """The names of the files."""
    return [Row(_("Files"), "\n".join(f.name for f in draft.files) or _("None"), "files")]


def who(draft: Draft) -> list[Row]:
    """Anonymous, named or together."""
    said = {"named": _("With my name"), "anonymous": _("Without a name"), "group": _("Together")}
    return [Row(_("Who brings it"), said.get(draft.who, ""), "who")]


def contact(draft: Draft) -> list[Row]:
    """Name and ways to reach the person."""
    told = {
        "email": _("by e-mail"),
        "sms": _("by text message"),
        "none": _("not at all, I look it up"),
    }
    ways = [draft.email, draft.phone, draft.address]
    found = [
        Row(_("Name"), draft.name, "contact"),
        Row(_("How to reach you"), "\n".join(way for way in ways if way), "contact"),
        Row(_("You are told of each step"), told.get(draft.notify_by, ""), "contact"),
        Row(
            _("Papers may be served electronically"),
            _("Yes") if draft.electronic else _("No"),
            "contact",
        ),
        Row(
            _("Name shown to the public"),
            _("Yes") if draft.named_publicly else _("No"),
            "contact",
        ),
    ]
    return [*found, Row(_("Help needed"), draft.needs, "contact")] if draft.needs else found


def group(draft: Draft) -> list[Row]:
    """Who else speaks, and who else brings it."""
    speakers = [draft.name, *(p["name"] for p in draft.representatives)]
    return [
        Row(_("Who speaks for the group"), _(", ").join(speakers), "group"),
        Row(_("Who else brings it"), _(", ").join(p["name"] for p in draft.signatories), "group"),
    ]
