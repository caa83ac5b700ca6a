"""Ask and answer 詢問、回答: a question to the person, and what they say to it."""

from __future__ import annotations

from datetime import datetime

from dengwen.ledger.event import Sealed
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.acting import act
from dengwen.matters.actions.case import Case
from dengwen.matters.actions.papers import key_of
from dengwen.matters.actions.telling import tell
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


def ask(
    actor: Actor, number: str, text: str, party: str = "", at: datetime | None = None
) -> Matter:
    """Put a question to a party (the first, when none is named); they are told."""

    def story(case: Case) -> None:
        matter = case.matter
        rules.require_working(matter, actor)
        rules.require_open(matter, case.under.procedure)
        to = party if party in matter.parties else next(iter(matter.parties), "")
        words = Sealed(key_of(matter, to), rules.clean_text("text", text, limit=4_000))
        question = f"q{len(matter.questions) + 1}"
        case.happen(e.QuestionAsked(question=question, party=to, text=words))
        if not matter.restricted:
            tell(case, "question", {"question": str(words.value)}, [to])

    return act(actor, number, story, at)


def answer(
    actor: Actor, number: str, question: str, text: str, at: datetime | None = None
) -> Matter:
    """Answer a question as the party to whom it was put. Raises `Refusal`."""

    def story(case: Case) -> None:
        matter = case.matter
        rules.require_question(matter, question, actor)
        person = matter.parties[actor.party].person
        words = Sealed(person, rules.clean_text("text", text))
        case.happen(e.QuestionAnswered(question=question, party=actor.party, text=words))

    return act(actor, number, story, at)
