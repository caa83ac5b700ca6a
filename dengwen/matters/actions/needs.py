"""State and withdraw needs 說明需要、撤回需要: with consent; destroyed when it is taken back."""

from __future__ import annotations

from datetime import datetime

from dengwen.errors import Refusal
from dengwen.ledger import store
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.receive import needs_stated
from dengwen.matters.actions.telling import ADDRESS
from dengwen.matters.rules.needs import KINDS, Needs
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter, Party
from dengwen.people.actor import Actor


def state_needs(
    actor: Actor,
    number: str,
    needs: Needs,
    consent: str,
    language: str = "",
    notify_by: str = "",
    at: datetime | None = None,
) -> Matter:
    """Say what one needs, as a party; what was said before is destroyed. Raises `Refusal`.

    `language` and `notify_by` are in which language and how one wants to be told from now on.
    """

    def story(case: Case) -> None:
        party = rules.require_party(case.matter, actor)
        rules.require_open(case.matter, case.under.procedure)
        _require_consent(needs, consent)
        _require_way(party, notify_by)
        stated = needs_stated(party.id, party.person, needs, consent, len(party.stated))
        before = [one.needs.person for one in party.stated]
        case.happen(
            e.NeedsStated(
                party=party.id,
                needs=stated.needs,
                consent=consent,
                language=language if language != party.language else "",
                notify_by=notify_by if notify_by != party.notify_by else "",
            )
        )
        case.then(lambda matter: _destroy(matter, before))

    return act(actor, number, story, at)


def withdraw_needs(actor: Actor, number: str, at: datetime | None = None) -> Matter:
    """Take back the consent, at any time, after the end too: what was stated is destroyed."""

    def story(case: Case) -> None:
        party = rules.require_party(case.matter, actor)
        if party.needs is None:
            raise Refusal(
                "nothing_stated", gettext_noop("Nothing is kept that you could take back.")
            )
        keys = [one.needs.person for one in party.stated]
        case.happen(e.NeedsWithdrawn(party=party.id))
        case.then(lambda matter: _destroy(matter, keys))

    return act(actor, number, story, at)


def _require_consent(needs: Needs, consent: str) -> None:
    """Raises `Refusal` unless something is needed and its being kept was agreed to."""
    if not needs or set(needs.kinds) - set(KINDS):
        raise Refusal("nothing_needed", gettext_noop("Tick or write what you need."), field="kinds")
    if not consent:
        raise Refusal(
            "no_consent",
            gettext_noop("What you need is kept only with your consent."),
            field="consent",
        )
    rules.clean_text("words", needs.words, limit=500, required=False)
    rules.clean_text("speaks", needs.speaks, limit=100, required=False)


def _require_way(party: Party, notify_by: str) -> None:
    """Raises `Refusal` for a way of being told that leads nowhere."""
    contact = (party.contact.value if party.contact else None) or {}
    if notify_by in ("", "none", party.notify_by) or contact.get(ADDRESS.get(notify_by, "")):
        return
    raise Refusal(
        "nowhere_to_tell", gettext_noop("Say where we shall reach you."), field="notify_by"
    )


def _destroy(matter: Matter, keys: list[str]) -> None:
    for key in dict.fromkeys(keys):
        store.erase(matter.stream, key)
