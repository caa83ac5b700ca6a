"""What each role 角色 lets one do: capabilities as data, over a unit and all below it. Pure.

No role reads everything: an administrator runs accounts and cannot open a matter, an auditor reads
records of access and figures and cannot act. What the law asks of one step is in the pack; these
sets decide which rooms of the desk open at all.
"""

from __future__ import annotations

import msgspec

from dengwen.people.actor import Actor


class Role(msgspec.Struct, frozen=True):
    """A role: what it is for, and the capabilities it carries."""

    purpose: str
    may: frozenset[str]


CAPABILITIES: dict[str, str] = {
    "register": "take in a matter for a person at the counter, by telephone, letter or e-mail",
    "work": "see the matters of the unit and take the steps that the procedure gives the role",
    "see_contacts": "look, on record, for other matters reached by the same telephone or e-mail",
    "assign": "give a matter of the unit to a handler",
    "approve": "make happen, or send back, what another person proposed",
    "review_law": "examine legality before a decision",
    "watch": "see the clocks of the unit and all below, before they lapse",
    "inspect": "open accusations and conduct matters, and name whom they are about",
    "publish": "redact and publish decisions",
    "run_accounts": "open units, add staff, grant and revoke roles",
    "audit": "read who opened what, and the checks of the ledger",
}
"""Every capability, and what it lets one do."""

ROLES: dict[str, Role] = {
    "registrar": Role(
        "登記: takes matters in and routes them", frozenset({"register", "work", "see_contacts"})
    ),
    "handler": Role("承辦: investigates and drafts", frozenset({"work", "see_contacts"})),
    "approver": Role("審批: the second pair of eyes", frozenset({"work", "approve", "assign"})),
    "legal_reviewer": Role(
        "法制審核: legality before a decision", frozenset({"work", "review_law"})
    ),
    "supervisor": Role(
        "督辦: keeps the clocks of the unit and all below",
        frozenset({"work", "assign", "approve", "watch"}),
    ),
    "inspectorate": Role(
        "督察: accusations, conduct and interventions",
        frozenset({"work", "assign", "approve", "watch", "inspect", "see_contacts"}),
    ),
    "publisher": Role("公開: publishes with people protected", frozenset({"publish"})),
    "administrator": Role("管理: accounts and units, never matters", frozenset({"run_accounts"})),
    "auditor": Role("審計: reads the records of access, never acts", frozenset({"audit", "watch"})),
}
"""Every role."""

KEPT_APART: tuple[tuple[str, str], ...] = (
    ("administrator", "auditor"),
    ("administrator", "approver"),
    ("administrator", "inspectorate"),
)
"""Pairs that one person may not hold: who gives out power may not use or check it."""


def can(actor: Actor, capability: str, at: tuple[str, ...] | None = None) -> bool:
    """Whether a role the actor holds (over the unit whose path is `at`) carries the capability."""
    return any(
        capability in ROLES[held.role].may
        for held in actor.held
        if held.role in ROLES and (at is None or at[: len(held.path)] == held.path)
    )


def holders_of(capability: str) -> list[str]:
    """The roles that carry a capability."""
    return [name for name, role in ROLES.items() if capability in role.may]
