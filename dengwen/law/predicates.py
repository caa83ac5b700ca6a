"""Named predicates 條件: the only `if` that a pack may use, each a pure question put to a matter.

A pack names them under `when`; all that are named must hold. They read a matter through `Facts`,
so that law knows nothing of matters. No predicate may look at who a person is, only at what the
matter is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol


class Facts(Protocol):
    """What a predicate may know of a matter."""

    @property
    def kind(self) -> str:
        """The kind of the matter in its procedure."""

    @property
    def outcome(self) -> str:
        """The outcome so far; empty while there is none."""

    @property
    def said(self) -> Mapping[str, Any]:
        """The last plain value of each field, given at the door or in a step; sealed ones: True."""

    @property
    def people(self) -> int:
        """How many people bring the matter."""

    @property
    def reachable(self) -> bool:
        """Whether someone who brings it left a name and a way to be told."""

    @property
    def is_about_staff(self) -> bool:
        """Whether it is confirmed to be about members of staff by name."""

    @property
    def taken(self) -> Collection[str]:
        """The steps taken so far."""


REPRESENTATIVES_FROM = 5
"""A group larger than this acts through representatives (信訪工作條例 art 20)."""


def group_matter(facts: Facts) -> bool:
    """Several people bring it together 多人."""
    return facts.people > 1


def large_group(facts: Facts) -> bool:
    """More people bring it than may come in person without choosing representatives."""
    return facts.people > REPRESENTATIVES_FROM


def named_person(facts: Facts) -> bool:
    """Someone who brings it can be told: there is a name and a way to reach them."""
    return facts.reachable


def anonymous(facts: Facts) -> bool:
    """Nobody who brings it can be told."""
    return not facts.reachable


def residual_claim(facts: Facts) -> bool:
    """No other road was chosen for the claim, so it stays in the residual class 餘類."""
    return facts.said.get("route") in (None, "", "residue")


def duty_claim(facts: Facts) -> bool:
    """The claim asks the service to perform a legal duty of its own."""
    return facts.said.get("route") == "duty"


def led_elsewhere(facts: Facts) -> bool:
    """Another road of law was chosen for the claim."""
    return not residual_claim(facts) and not duty_claim(facts)


def at_forwarding_office(facts: Facts) -> bool:
    """The matter came to the office that only passes matters on 信訪工作部門."""
    return facts.said.get("received_by") == "forwarding_office"


def outcome_supported(facts: Facts) -> bool:
    """The decision gives the person, wholly or in part, what they asked for."""
    return facts.outcome in ("supported", "partly_supported")


def outcome_not_supported(facts: Facts) -> bool:
    """There is an outcome and it gives the person nothing that must still be carried out."""
    return bool(facts.outcome) and not outcome_supported(facts)


def outcome_founded(facts: Facts) -> bool:
    """What was reported was found to be so."""
    return facts.outcome == "founded"


def outcome_unfounded(facts: Facts) -> bool:
    """What was reported was not found."""
    return facts.outcome == "unfounded"


def outcome_groundless(facts: Facts) -> bool:
    """What someone was accused of was not found."""
    return facts.outcome == "not_substantiated"


def about_named_staff(facts: Facts) -> bool:
    """It is about members of staff, by name."""
    return facts.is_about_staff


def consents_to_publishing(facts: Facts) -> bool:
    """Who brought it agreed that it is made public, and has not taken that back."""
    return facts.said.get("may_publish") == "yes"


def was_published(facts: Facts) -> bool:
    """What the person wrote was made public."""
    return "publish" in facts.taken


def to_correct_in_term(facts: Facts) -> bool:
    """It was found so, and nothing says that it was or can be put right on the spot."""
    return outcome_founded(facts) and facts.said.get("correction") not in ("done", "at_once")


def to_correct_at_once(facts: Facts) -> bool:
    """It was found so, and can be put right on the spot."""
    return outcome_founded(facts) and facts.said.get("correction") == "at_once"


def nothing_left_to_correct(facts: Facts) -> bool:
    """It was not found, or what was found was put right before the officers left."""
    return outcome_unfounded(facts) or facts.said.get("correction") == "done"


PREDICATES: dict[str, Callable[[Facts], bool]] = {
    predicate.__name__: predicate
    for predicate in (
        group_matter,
        large_group,
        named_person,
        anonymous,
        residual_claim,
        duty_claim,
        led_elsewhere,
        at_forwarding_office,
        outcome_supported,
        outcome_not_supported,
        outcome_founded,
        outcome_unfounded,
        outcome_groundless,
        about_named_staff,
        consents_to_publishing,
        was_published,
        to_correct_in_term,
        to_correct_at_once,
        nothing_left_to_correct,
    )
}
"""Every predicate that a pack may name."""
