"""Ask for attention 請求過問: a party asks the supervisor to look at how a matter is handled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dengwen.delivery import outbox
from dengwen.errors import Refusal
from dengwen.law import library
from dengwen.matters import events as e
from dengwen.matters import rules, visibility
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter
from dengwen.people import accounts
from dengwen.people.actor import Actor

NOTICE = "attention_asked"


def ask_attention(
    actor: Actor, number: str, why: str = "rating", at: datetime | None = None
) -> Matter:
    """Let the supervisors who may know of the matter see that the person is not content, once.

    It goes to those of the unit, to those above it where the unit has none whom it does not
    concern, and to the inspectorate where it is confidential. Raises `Refusal`.
    """

    def story(case: Case) -> None:
        matter = case.matter
        party = rules.require_party(matter, actor)
        if party.id in matter.attention:
            raise Refusal(
                "asked_already", gettext_noop("You have asked this already. They know of it.")
            )
        staff = watchers(matter)
        if not staff:
            raise Refusal(
                "nobody_watches",
                gettext_noop("Nobody is set up here who could look at it."),
                mend=gettext_noop("Bring it as a matter of its own: it goes to the unit above."),
                status=503,
            )
        told = [f"staff:{one}" for one in staff]
        case.happen(e.AttentionAsked(party=party.id, told=told, why=why))
        case.then(lambda written: _ring(written, staff))

    return act(actor, number, story, at)


def watchers(matter: Matter) -> list[str]:
    """The supervisors nearest to the unit, itself first, to whom the matter may be told."""
    role = "inspectorate" if matter.restricted else "supervisor"
    path = matter.unit_path
    for unit in reversed(path):
        holders = accounts.holders(role, path, exactly=unit)
        found = [one.id for one in holders if _is_theirs(one.id, matter)]
        if found:
            return sorted(set(found))
    return []


def _is_theirs(staff: str, matter: Matter) -> bool:
    """Whether they may know of it, and it is not they who handled it."""
    return staff not in matter.handlers and visibility.may_see(accounts.actor_of(staff), matter)


def _ring(matter: Matter, staff: Sequence[str]) -> None:
    """Put it on their desks, in the pack's words, with nothing of the person."""
    if NOTICE not in library.current().notices:
        return
    language = library.current().file.default_language
    score = str(matter.rating.score) if matter.rating else ""
    for one in staff:
        values = {"number": matter.number, "told": score}
        outbox.put(matter.stream, "", "desk", one, NOTICE, values, language)
