"""Taking part in a matter beside its steps: writing to it, being asked, rating it. Pure."""

from __future__ import annotations

from dengwen.errors import Refusal
from dengwen.law.procedure import Procedure
from dengwen.matters.rules.who import already_closed, holds, require_visible
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter, Party, Question
from dengwen.people.actor import Actor

WORKING = ("registrar", "handler", "approver", "legal_reviewer", "supervisor", "inspectorate")
"""Roles that work on a matter of their unit."""


def require_working(matter: Matter, actor: Actor) -> None:
    """Raises `Refusal` unless the actor is staff who works on the matter."""
    require_visible(matter, actor)
    if actor.kind == "system" or matter.assigned == actor.staff != "":
        return
    if actor.kind != "staff" or not holds(matter, actor, WORKING, "own"):
        raise Refusal(
            "not_your_role",
            gettext_noop("This needs another role at the unit that has the matter."),
            facts={"roles": list(WORKING), "level": "own"},
        )


def require_party(matter: Matter, actor: Actor) -> Party:
    """The party that the actor is. Raises `Refusal` for anyone else."""
    require_visible(matter, actor)
    party = matter.parties.get(actor.party) if actor.kind == "party" else None
    if party is None or party.erased:
        raise Refusal(
            "party_only", gettext_noop("Only someone who stands in the matter can do this.")
        )
    return party


def require_open(matter: Matter, procedure: Procedure) -> None:
    """Raises `Refusal` when the matter has ended."""
    if matter.final:
        raise already_closed(list(procedure.basis))


def require_question(matter: Matter, question_id: str, actor: Actor) -> Question:
    """The question, when it was put to the party and waits for an answer."""
    party = require_party(matter, actor)
    question = matter.questions.get(question_id)
    if question is None or question.party not in ("", party.id):
        raise Refusal("unknown_question", gettext_noop("There is no such question."), status=404)
    if question.answered_at is not None:
        raise Refusal("answered_already", gettext_noop("This question was answered already."))
    return question


def require_rating(matter: Matter, score: int, actor: Actor) -> Party:
    """The party, when the matter can be rated by them with this score.

    It can be rated once it is answered: it has ended, or a decision has reached the person.
    """
    party = require_party(matter, actor)
    answered = matter.final or matter.outcome
    if not answered:
        raise Refusal(
            "not_answered_yet", gettext_noop("You can rate this once it has been answered.")
        )
    if matter.rating is not None:
        raise Refusal("rated_already", gettext_noop("This was rated already. Thank you."))
    if not isinstance(score, int) or not 1 <= score <= 5:
        raise Refusal("wrong_value", gettext_noop("Choose a mark from one to five."), field="score")
    return party


def require_join(
    matter: Matter, procedure: Procedure, role: str, representative: bool, actor: Actor
) -> None:
    """Raises `Refusal` unless another person may join in this role."""
    require_working(matter, actor)
    require_open(matter, procedure)
    rule = procedure.parties.get(role)
    kind = procedure.kinds.get(matter.kind)
    if rule is None:
        raise Refusal("unknown_role", gettext_noop("The procedure has no such part."))
    in_role = [party for party in matter.parties.values() if party.role == role]
    if in_role and not (rule.many and kind is not None and kind.group):
        raise Refusal(
            "not_together",
            gettext_noop("This cannot be brought by several people together."),
            basis=list(rule.basis),
        )
    chosen = sum(1 for party in in_role if party.representative)
    if representative and rule.max_representatives and chosen >= rule.max_representatives:
        raise Refusal(
            "too_many_representatives",
            gettext_noop("At most {limit} people may represent a group."),
            basis=list(rule.basis),
            facts={"limit": rule.max_representatives},
        )


def require_recusal(matter: Matter, actor: Actor, staff: str) -> None:
    """Raises `Refusal` unless the actor may keep `staff` out: themselves, or as who assigns."""
    require_visible(matter, actor)
    if actor.staff == staff or holds(matter, actor, ("approver", "supervisor"), "own"):
        return
    if holds(matter, actor, ("inspectorate",), "own"):
        return
    raise Refusal(
        "not_your_role",
        gettext_noop("Only the person themselves, or whoever assigns the matter, can do this."),
    )


def require_naming(matter: Matter, actor: Actor) -> None:
    """Raises `Refusal` unless the actor may say whom the matter is about."""
    require_visible(matter, actor)
    roles = ("registrar", "supervisor", "approver", "inspectorate")
    if not holds(matter, actor, roles, "own"):
        raise Refusal(
            "not_your_role",
            gettext_noop("This needs another role at the unit that has the matter."),
            facts={"roles": list(roles), "level": "own"},
        )
