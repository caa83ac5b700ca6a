"""The flow 步驟: which pages a draft still needs, one question each, in their order. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from dengwen.web.portal import asks, contacts, whereabouts
from dengwen.web.portal.drafts import Draft

DETAIL = "detail-"
"""Pages of the offer's own questions are called by it and the name of the field."""

PAGES: dict[str, Callable[..., Any]] = {
    "danger": asks.Danger,
    "choose": asks.Choose,
    "subject": asks.Subject,
    "what": asks.What,
    "details": asks.Detail,
    "about": asks.IsAbout,
    "whom": asks.Whom,
    "where": whereabouts.Where,
    "place": whereabouts.Spot,
    "area": whereabouts.Area,
    "files": asks.Files,
    "who": contacts.Who,
    "name": contacts.Name,
    "notify": contacts.Notify,
    "contact": contacts.Contact,
    "electronic": contacts.Electronic,
    "public": contacts.Public,
    "needs": contacts.NeedsAsked,
    "speakers": contacts.Speakers,
    "others": contacts.Others,
}
"""Every page and its question, in order; `details` stands for one page a field of the offer."""

NAMED = ("name", "notify", "contact", "electronic", "public", "needs")
"""Asked of who gives a name."""

ASKED: dict[str, Callable[[Draft], bool]] = {
    "about": asks.bars_subject,
    "whom": lambda draft: asks.bars_subject(draft) and bool(draft.is_about),
    "where": asks.needs_place,
    "place": lambda draft: asks.needs_place(draft) and draft.way != "area",
    "area": lambda draft: asks.needs_place(draft) and draft.way != "map",
    **dict.fromkeys(NAMED, lambda draft: draft.who in ("named", "group")),
    "speakers": lambda draft: draft.who == "group",
    "others": lambda draft: draft.who == "group",
}
"""Pages that some drafts do not need."""

DONE: dict[str, Callable[[Draft], bool]] = {
    "danger": lambda draft: draft.danger is not None,
    "choose": lambda draft: asks.offer_of(draft) is not None,
    "subject": lambda draft: bool(draft.subject),
    "what": lambda draft: bool(draft.statement),
    "about": lambda draft: draft.is_about is not None,
    "whom": lambda draft: bool(draft.about),
    "where": lambda draft: bool(draft.way),
    "place": lambda draft: bool(draft.place or draft.latitude),
    "area": lambda draft: draft.area_seen,
    "files": lambda draft: draft.files_seen,
    "who": lambda draft: bool(draft.who),
    "name": lambda draft: bool(draft.name),
    "notify": lambda draft: bool(draft.notify_by),
    "contact": lambda draft: draft.contact_seen and _reachable(draft),
    "electronic": lambda draft: draft.electronic is not None,
    "public": lambda draft: draft.named_publicly is not None,
    "needs": lambda draft: draft.needs_seen,
    "speakers": lambda draft: draft.speakers_seen,
    "others": lambda draft: draft.others_seen and bool(draft.representatives or draft.signatories),
}
"""Whether a page has been answered."""


def pages(draft: Draft) -> list[str]:
    """The pages of this draft, in order."""
    found: list[str] = []
    for name in PAGES:
        if name == "details":
            offer = asks.offer_of(draft)
            found += [f"{DETAIL}{field}" for field in (offer.asks if offer else ())]
        elif name not in ASKED or ASKED[name](draft):
            found.append(name)
    return found


def page(draft: Draft, name: str) -> Callable[..., Any]:
    """The form of a page, which takes the draft and what was sent."""
    if name.startswith(DETAIL):
        return partial(asks.Detail, name.removeprefix(DETAIL))
    return whereabouts.spot(draft) if name == "place" else PAGES[name]


def missing(draft: Draft) -> str:
    """The first page that is not answered yet; '' when all are."""
    return next((name for name in pages(draft) if not is_done(draft, name)), "")


def is_done(draft: Draft, name: str) -> bool:
    """Whether a page has been answered; an offer's optional question once it was seen."""
    if name.startswith(DETAIL):
        field = name.removeprefix(DETAIL)
        return field in draft.asked or field in draft.answers
    return DONE[name](draft)


def after(draft: Draft, page: str) -> str:
    """The page that follows; 'check' after the last."""
    order = pages(draft)
    following = order[order.index(page) + 1 :] if page in order else []
    return following[0] if following else "check"


def before(draft: Draft, page: str) -> str:
    """The page before; '' for the first."""
    order = [*pages(draft), "check"]
    place = order.index(page) if page in order else 0
    return order[place - 1] if place else ""


def _reachable(draft: Draft) -> bool:
    """Whether the way in which the person wants to be told has somewhere to go."""
    field, _missing = contacts.WANTED.get(draft.notify_by, ("", ""))
    return not field or bool(getattr(draft, field))
