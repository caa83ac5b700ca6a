"""The flow 步驟: which pages a draft still needs, in the order in which they are asked. Pure."""

from __future__ import annotations

from collections.abc import Callable

from dengwen.web.portal import asks
from dengwen.web.portal.drafts import Draft

PAGES: dict[str, type[asks.Ask] | type[asks.Details]] = {
    "danger": asks.Danger,
    "choose": asks.Choose,
    "what": asks.What,
    "details": asks.Details,
    "where": asks.Where,
    "files": asks.Files,
    "who": asks.Who,
    "contact": asks.Contact,
    "group": asks.Group,
}
"""Every page and its questions."""

ASKED: dict[str, Callable[[Draft], bool]] = {
    "details": lambda draft: bool((offer := asks.offer_of(draft)) and offer.asks),
    "where": asks.needs_place,
    "contact": lambda draft: draft.who in ("named", "group"),
    "group": lambda draft: draft.who == "group",
}
"""Pages that some drafts do not need."""

DONE: dict[str, Callable[[Draft], bool]] = {
    "danger": lambda draft: draft.danger is not None,
    "choose": lambda draft: asks.offer_of(draft) is not None,
    "what": lambda draft: bool(draft.subject and draft.statement),
    "details": lambda draft: _answered(draft),
    "where": lambda draft: bool(draft.unit or draft.latitude),
    "files": lambda draft: draft.files_seen,
    "who": lambda draft: bool(draft.who),
    "contact": lambda draft: bool(draft.name and draft.notify_by),
    "group": lambda draft: bool(draft.representatives or draft.signatories),
}
"""Whether a page has been answered."""


def pages(draft: Draft) -> list[str]:
    """The pages of this draft, in order."""
    return [name for name in PAGES if name not in ASKED or ASKED[name](draft)]


def missing(draft: Draft) -> str:
    """The first page that is not answered yet; '' when all are."""
    return next((name for name in pages(draft) if not DONE[name](draft)), "")


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


def _answered(draft: Draft) -> bool:
    offer = asks.offer_of(draft)
    needed = [name for name, field in offer.asks.items() if field.required] if offer else []
    return all(name in draft.answers for name in needed)
