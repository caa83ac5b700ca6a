"""Who may see which windows at the desk. Pure.

The rule is data, in the language of the matters' own: it has a Python predicate here and a database
condition in models. The public see every window; what stands at the desk is for the unit's tree.
"""

from __future__ import annotations

from typing import Any

from dengwen.matters.visibility import Expression, Overlap, compile_rule
from dengwen.people.actor import Actor

RULE: Expression = Overlap("unit_path", "units")
"""A window of a unit is seen by those who belong to it, and by whoever holds a role over it."""

_RULE = compile_rule(RULE)


def terms_of(actor: Actor) -> dict[str, Any]:
    """What the rule asks of an actor: their own unit, and those at which they hold a role."""
    own = set(actor.unit_path[-1:])
    return {"units": sorted(own | {held.unit for held in actor.held})}


def may_see(actor: Actor, path: tuple[str, ...]) -> bool:
    """Whether the actor may see a window of the unit whose path this is."""
    if actor.kind == "system":
        return True
    return actor.kind == "staff" and _RULE({"unit_path": list(path)}, terms_of(actor))
