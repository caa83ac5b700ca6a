"""Onward 後續事項: from a matter to the remedy that its own party took against a decision in it.

The secret of the first opens the way to the second, so that nobody loses a remedy with a receipt
that never reached them; and there a lost secret can be replaced.
"""

from __future__ import annotations

from datetime import datetime

from dengwen.errors import Undisclosed
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.open import load
from dengwen.matters.state import Link, Matter
from dengwen.people.actor import Actor


def onward(actor: Actor, remedy: str, document: str) -> Actor:
    """The party as they stand in the matter that their remedy opened. Raises `Undisclosed` unless
    they took that remedy against that document themselves."""
    matter = load(actor.matter)
    rules.require_party(matter, actor)
    for link in taken_by(matter, actor.party):
        if (link.remedy, link.document) == (remedy, document):
            return _as_party(link, matter.number)
    raise Undisclosed


def taken_by(matter: Matter, party: str) -> list[Link]:
    """The remedies that the party took against decisions in the matter."""
    links = [link for link in matter.links if link.relation == "challenged_by"]
    return [link for link in links if link.party == party]


def reissue(actor: Actor, secret_digest: str, at: datetime | None = None) -> Matter:
    """Give the party a new secret for their matter; the one they lost opens it no more."""

    def story(case: Case) -> None:
        party = rules.require_party(case.matter, actor)
        case.happen(e.SecretReissued(party=party.id, secret_digest=secret_digest))

    return act(actor, actor.matter, story, at, retry=True)


def _as_party(link: Link, number: str) -> Actor:
    new = load(link.other_number)
    back = next(x for x in new.links if x.relation == "challenges" and x.other_number == number)
    return Actor(id=f"party:{back.party}", kind="party", matter=new.number, party=back.party)
