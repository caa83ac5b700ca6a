"""Who may act: roles and where they are held, the assigned one, who must keep out. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from dengwen.errors import Refusal, Undisclosed
from dengwen.law.procedure import Procedure, Who
from dengwen.matters import visibility
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor

UP = {"own": 0, "above": 1, "two_above": 2}
"""How many units up the tree each level stands."""

ASSIGNING = ("registrar", "approver", "supervisor", "inspectorate")
"""Roles that give a matter to a handler."""


def require_visible(matter: Matter, actor: Actor) -> None:
    """Raises `Undisclosed` when the actor may not know that the matter exists."""
    if not matter.version or not visibility.may_see(actor, matter):
        raise Undisclosed


def path_at(matter: Matter, level: str) -> tuple[str, ...]:
    """The path of the unit at a level seen from the matter's; empty where the tree ends."""
    if level == "previous":
        return matter.previous.path if matter.previous else ()
    up = UP[level]
    return matter.unit_path[: max(0, len(matter.unit_path) - up)]


def holds(matter: Matter, actor: Actor, roles: Iterable[str], level: str) -> bool:
    """Whether the actor holds one of the roles at the level, in a matter that is not about them."""
    if actor.staff and actor.staff in matter.about_staff:
        return False
    if level == "inspectorate":
        return actor.has("inspectorate", matter.unit_path)
    path = path_at(matter, level)
    return bool(path) and any(actor.has(role, path) for role in roles)


def why_not_them(
    matter: Matter, procedure: Procedure, actor: Actor, who: Who, basis: list[str]
) -> Refusal | None:
    """Why the actor is not one of `who`; None when they are."""
    if actor.kind == "party":
        party = matter.parties.get(actor.party)
        if party is not None and party.role in who.parties and not party.erased:
            return None
        return Refusal(
            "not_yours",
            gettext_noop("The service takes this step; you cannot take it yourself."),
            basis=basis,
        )
    if not who.roles:
        return Refusal(
            "person_only",
            gettext_noop("Only the person who brought the matter can take this step."),
            basis=basis,
        )
    if actor.staff and actor.staff in matter.about_staff:
        return about_you(procedure)
    if not holds(matter, actor, who.roles, who.level):
        return _lacks(who.roles, who.level, basis)
    if who.assigned and matter.assigned != actor.staff:
        return Refusal(
            "not_assigned",
            gettext_noop("Only the person to whom the matter is assigned can take this step."),
            basis=basis,
            mend=gettext_noop("Ask for the matter to be assigned to you."),
        )
    return None


def why_not_again(
    matter: Matter, actor: Actor, steps: list[str], basis: list[str]
) -> Refusal | None:
    """Why someone who took one of the `steps`, or decided what is challenged, may not act."""
    if actor.id in matter.who_took(steps):
        return Refusal(
            "took_part_before",
            gettext_noop("You took part in an earlier step, so another person must do this."),
            basis=basis,
            facts={"steps": steps},
            mend=gettext_noop("Hand the matter to a colleague who did not take part."),
        )
    if actor.staff and actor.staff in matter.not_by:
        return Refusal(
            "decided_before",
            gettext_noop("You took part in the decision that is challenged here."),
            basis=basis,
            mend=gettext_noop("Hand the matter to a colleague who did not take part."),
        )
    return None


def why_not_assign(
    matter: Matter, procedure: Procedure, actor: Actor, staff: Actor
) -> Refusal | None:
    """Why `actor` may not give the matter to `staff`; None when they may."""
    basis = list(procedure.basis)
    if matter.final:
        return already_closed(basis)
    allowed = holds(matter, actor, ASSIGNING, "own") or (
        staff.id == actor.id and holds(matter, actor, ["handler"], "own")
    )
    if not allowed:
        return _lacks(list(ASSIGNING), "own", basis)
    return why_not_theirs(matter, procedure, staff)


def why_not_theirs(
    matter: Matter, procedure: Procedure, staff: Actor, path: tuple[str, ...] = ()
) -> Refusal | None:
    """Why the matter may not be given to `staff` at its unit (or at the one whose path is given).

    One answer for those who do not work there and for those it is about: nothing shows which.
    """
    basis = list(procedure.basis)
    at = path or matter.unit_path
    if staff.staff in matter.not_by:
        return Refusal(
            "decided_before",
            gettext_noop("This person took part in the decision that is challenged here."),
            basis=basis,
            mend=gettext_noop("Choose a colleague who did not take part."),
            field="staff",
        )
    works = any(staff.has(role, at) for role in ("handler", "inspectorate"))
    if not works or visibility.bars(matter, staff.staff, staff.unit_path):
        return Refusal(
            "cannot_be_assigned",
            gettext_noop("The matter cannot be assigned to this person."),
            basis=list(procedure.recusal_basis or procedure.subject.basis),
            mend=gettext_noop("Choose another handler."),
            field="staff",
        )
    return None


def about_you(procedure: Procedure) -> Refusal:
    """Nobody handles a matter that is about themselves, even where they may know of it."""
    return Refusal(
        "about_you",
        gettext_noop("The matter is about you, so another person must do this."),
        basis=list(procedure.recusal_basis or procedure.subject.basis),
    )


def already_closed(basis: list[str]) -> Refusal:
    """The matter has ended."""
    return Refusal(
        "closed",
        gettext_noop("The matter has ended; nothing more can be done in it."),
        basis=basis,
        mend=gettext_noop("A remedy that is still open, or a new matter, is the way on."),
    )


def _lacks(roles: list[str], level: str, basis: list[str]) -> Refusal:
    at = {
        "own": gettext_noop("This needs another role at the unit that has the matter."),
        "above": gettext_noop("This needs a role at the unit above."),
        "two_above": gettext_noop("This needs a role two levels above."),
        "inspectorate": gettext_noop("This is for the inspectorate."),
        "previous": gettext_noop("This is for the unit that sent the matter here."),
    }[level]
    return Refusal("not_your_role", at, basis=basis, facts={"roles": list(roles), "level": level})
