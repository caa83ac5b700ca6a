"""What Lin and others bring in the stories, page by page of the form."""

from __future__ import annotations

from typing import Any

from tests.stories import town

HAZARD = "hazard_report.hazard"
CLAIM = "petition.solve"
ACCUSATION = "petition.treated_badly"
SUGGESTION = "petition.suggest"

Pages = dict[str, dict[str, Any]]

NAMED = {
    "name": "Lin Xiaoming",
    "email": "lin@example.org",
    "notify_by": "email",
    "electronic": True,
}


def hazard(**more: dict[str, Any]) -> Pages:
    """A locked exit, seen by someone who gives no name."""
    pages: Pages = {
        "danger": {"danger": "no"},
        "what": {
            "subject": "The exit of the market is locked",
            "statement": "Every night the back door of the market is locked with people inside.",
        },
        "details": {"seen": "escape_blocked", "now": "yes"},
        "where": {"unit": town.GULOU, "place": "Dongjie 18, third floor"},
        "who": {"who": "anonymous"},
    }
    return pages | more


def claim(**more: dict[str, Any]) -> Pages:
    """Damage done in a rescue, by someone who gives their name."""
    pages: Pages = {
        "danger": {"danger": "no"},
        "what": {
            "subject": "Who pays for my broken door",
            "statement": "The door was broken in a rescue above me. Nobody tells me who pays.",
        },
        "details": {"wish": "Pay for the door."},
        "where": {"unit": town.GULOU, "place": "Dongjie 20"},
        "who": {"who": "named"},
        "contact": NAMED,
    }
    return pages | more


def accusation(**more: dict[str, Any]) -> Pages:
    """A complaint about the station."""
    pages: Pages = {
        "danger": {"danger": "no"},
        "what": {
            "subject": "Told to buy one brand of extinguisher",
            "statement": "They hinted that with extinguishers of that shop all would be well.",
            "about": "Dongjie Fire Station",
        },
        "details": {"about": "money"},
        "where": {"unit": town.GULOU},
        "who": {"who": "named"},
        "contact": NAMED,
    }
    return pages | more
