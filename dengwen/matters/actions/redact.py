"""Redact 遮蓋: a party marks what of their own words may not be published; the words stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dengwen.errors import Refusal
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.rules import publishing
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor

MOST = 500
"""Passages of one party."""


def redact(
    actor: Actor, number: str, passages: Sequence[e.Passage], at: datetime | None = None
) -> Matter:
    """Black out these passages of one's own words, and no others. Raises `Refusal`.

    The original stays sealed as evidence; only what would be published changes. It may be done as
    long as there is something to publish, after the end too. The same marks again change nothing.
    """

    def story(case: Case) -> None:
        party = rules.require_party(case.matter, actor)
        lengths = {
            text.of: len(text.words)
            for text in publishing.texts(case.matter)
            if text.party == party.id
        }
        if len(passages) > MOST or any(not _fits(one, lengths) for one in passages):
            raise Refusal("not_your_words", gettext_noop("Only your own words can be marked."))
        if list(passages) != case.matter.redacted.get(party.id, []):
            case.happen(e.WordsRedacted(party=party.id, passages=list(passages)))

    return act(actor, number, story, at)


def _fits(passage: e.Passage, lengths: dict[str, int]) -> bool:
    return 0 <= passage.start < passage.end <= lengths.get(passage.of, 0)
