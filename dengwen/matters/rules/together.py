"""Matters dealt with together 併案辦理: which may be joined, by whom, and separated again. Pure.

A join changes nobody's standing: each matter keeps its number, its clocks, its papers and its
remedies. It only says that one leads and what is done there can be done in the other too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dengwen.errors import Refusal
from dengwen.law.procedure import Procedure
from dengwen.matters.rules.taking_part import require_open, require_working
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


def require_joining(lead: Matter, follower: Matter, procedure: Procedure, actor: Actor) -> None:
    """Raises `Refusal` unless the two matters may be dealt with together, the first leading."""
    for matter in (lead, follower):
        require_working(matter, actor)
        require_open(matter, procedure)
    _require_alike(lead, follower, procedure)
    if follower.led_by or lead.led_by:
        raise Refusal(
            "joined_already",
            gettext_noop("One of them is joined with another matter already."),
            mend=gettext_noop("Join with the matter that leads there, or separate it first."),
            field="other",
            status=409,
        )
    if follower.followers:
        raise Refusal(
            "leads_already",
            gettext_noop("Others follow that matter already, so it has to lead here too."),
            mend=gettext_noop("Let it lead, or separate the others first."),
            field="leads",
        )


def _require_alike(lead: Matter, follower: Matter, procedure: Procedure) -> None:
    if lead.number == follower.number:
        raise Refusal(
            "same_matter", gettext_noop("A matter cannot be joined with itself."), field="other"
        )
    if lead.procedure != follower.procedure:
        raise Refusal(
            "another_procedure",
            gettext_noop("They run under different procedures, and each owes its own answer."),
            basis=list(procedure.basis),
            mend=gettext_noop("Deal with each; they stand beside each other as similar matters."),
            field="other",
        )
    if lead.unit != follower.unit:
        raise Refusal(
            "another_unit",
            gettext_noop("They are with different units."),
            mend=gettext_noop("Pass one of them on first, then join them."),
            field="other",
        )
    if lead.restricted != follower.restricted:
        raise Refusal(
            "confidential_apart",
            gettext_noop("One of them is kept confidential, so they stay apart."),
            basis=list(procedure.subject.basis),
            field="other",
        )
    if lead.number == follower.challenges or follower.number == lead.challenges:
        raise Refusal(
            "challenge_apart",
            gettext_noop("One challenges the decision of the other, so other people handle it."),
            basis=list(procedure.basis),
            field="other",
        )
    for matter in (lead, follower):
        kind = procedure.kinds.get(matter.kind)
        if kind is not None and not kind.group:
            raise Refusal(
                "not_together",
                gettext_noop("This cannot be brought by several people together."),
                basis=list(kind.basis),
                field="other",
            )


def require_joined(matter: Matter, other: str, actor: Actor) -> None:
    """Raises `Refusal` unless the two are joined and the actor works on this one."""
    require_working(matter, actor)
    if other not in matter.joined:
        raise Refusal(
            "not_joined",
            gettext_noop("These two matters are not joined."),
            field="other",
            status=409,
        )


def require_nobody_named(texts: Iterable[str], others: Iterable[Matter]) -> None:
    """Raises `Refusal` when a text names one of the other matters, someone of them, or how to
    reach them.

    What is answered to one person never tells them of the others. Which name it was is not said:
    the one who writes may not know it.
    """
    written = "\n".join(texts).casefold()
    if any(len(told) > 1 and told.casefold() in written for told in _telling(others)):
        raise Refusal(
            "names_another",
            gettext_noop("These words name someone of another matter joined with it."),
            mend=gettext_noop("Write them so that nobody learns of the others."),
        )


def _telling(matters: Iterable[Matter]) -> Iterator[str]:
    """What would tell of these matters: their numbers, and names and contacts of the parties."""
    for matter in matters:
        yield matter.number
        for party in matter.parties.values():
            contact = party.contact.value if party.contact else None
            known = [party.name.value if party.name else None]
            known += contact.values() if isinstance(contact, Mapping) else []
            yield from (str(one) for one in known if one)
