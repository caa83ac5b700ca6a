"""A matter that stands in the middle of its road, made through the same actions as the pages use.

It has a clock that runs, a paper that was served, a question that waits and a proposal to approve,
so that one look at its pages sees nearly everything they can show.
"""

from __future__ import annotations

from typing import Any

from tests.stories import town

WORDS = {
    "en": ("The wall of my house", "A wall was pulled down in the fire.", "Build it again."),
    "zh-Hant": ("我家的牆", "救火時拆了一面牆。", "請修好。"),
    "zh-Hans": ("我家的墙", "救火时拆了一面墙。", "请修好。"),
}


def claim(language: str) -> tuple[str, str]:
    """A claim under investigation; its number and secret."""
    from dengwen import times
    from dengwen.intake.actions.register import register
    from dengwen.intake.submission import Person, Submission
    from dengwen.matters.actions.ask import ask
    from dengwen.matters.actions.extend import extend
    from dengwen.matters.actions.serve import serve
    from dengwen.matters.actions.take import take
    from dengwen.people import accounts

    subject, statement, wish = WORDS[language]
    lin = Person(name="林", email="lin@example.org", notify_by="email", electronic=True)
    given: dict[str, Any] = {"procedure": "petition", "offer": "solve", "unit": town.GULOU}
    receipt = register(
        Submission(
            **given,
            language=language,
            subject=subject,
            statement=statement,
            answers={"wish": wish},
            people=(lin,),
        )
    )
    number = receipt.number
    deng, han = accounts.actor_of("deng"), accounts.actor_of("han")
    take(deng, number, "register", {"received_by": "body"})
    take(deng, number, "accept", {})
    matter = take(deng, number, "assign", {"handler": "han"})
    [paper] = matter.documents.values()
    for party in paper.unserved:
        serve(han, number, paper.id, party, "in_person", times.today("Asia/Shanghai"))
    ask(han, number, statement)
    extend(han, number, "conclude", 10, "complex", statement)
    return number, receipt.secret
