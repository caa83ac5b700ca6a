"""What stands before a tour begins, made through the same actions as the pages use.

A claim in the middle of its road has a clock that runs, a paper that was served, a question that
waits and a proposal to approve; another has its answer, and the way to challenge it; a window is
open. So one look at their pages sees nearly everything they can show.
"""

from __future__ import annotations

from typing import Any

from tests.stories import town

WORDS = {
    "en": ("The wall of my house", "A wall was pulled down in the fire.", "Build it again."),
    "zh-Hant": ("我家的牆", "救火時拆了一面牆。", "請修好。"),
    "zh-Hans": ("我家的墙", "救火时拆了一面墙。", "请修好。"),
}


WINDOW = "toured"


def claim(language: str) -> tuple[str, str]:
    """A claim under investigation; its number and secret."""
    from dengwen.matters.actions.ask import ask
    from dengwen.matters.actions.extend import extend
    from dengwen.people import accounts

    number, secret = _accepted(language)
    statement = WORDS[language][1]
    han = accounts.actor_of("han")
    ask(han, number, statement)
    extend(han, number, "conclude", 10, "complex", statement)
    return number, secret


def answered(language: str) -> tuple[str, str]:
    """A claim whose opinion was approved and served; its number and secret."""
    from dengwen.matters.actions.approve import approve
    from dengwen.matters.actions.take import take
    from dengwen.people import accounts

    number, secret = _accepted(language)
    _subject, statement, wish = WORDS[language]
    han, shen = accounts.actor_of("han"), accounts.actor_of("shen")
    take(han, number, "choose_route", {"route": "residue", "reason": statement})
    take(han, number, "record_finding", {"found": statement})
    opinion = {"claims": wish, "facts": statement, "legal_basis": statement}
    matter = take(han, number, "issue_opinion", {**opinion, "decision": "partly_supported"})
    [proposal] = matter.proposals
    _served(approve(shen, number, proposal))
    return number, secret


def window() -> None:
    """A window of the brigade that is open at every hour."""
    from dengwen.intake.window import events as e
    from dengwen.intake.window.actions import open_window
    from dengwen.intake.window.models import WindowRow
    from dengwen.people.actor import SYSTEM

    if WindowRow.objects.filter(id=WINDOW).exists():
        return
    name = {"zh-Hant": "一號窗口", "zh-Hans": "一号窗口", "en": "Window 1"}
    place = {"zh-Hant": "東街12號", "zh-Hans": "东街12号", "en": "12 East Street"}
    hours = {day: [["00:00", "23:59"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    open_window(
        SYSTEM, town.GULOU, WINDOW, e.Arrangement(name=name, place=place, hours=hours, slot=30)
    )


def _accepted(language: str) -> tuple[str, str]:
    """A claim that was accepted, told so and given to Han; its number and secret."""
    from dengwen.intake.actions.register import register
    from dengwen.intake.submission import Person, Submission
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
    deng = accounts.actor_of("deng")
    take(deng, number, "register", {"received_by": "body"})
    take(deng, number, "accept", {})
    _served(take(deng, number, "assign", {"handler": "han"}))
    return number, receipt.secret


def _served(matter: Any) -> None:
    """Hand every paper to everyone whom it has not reached."""
    from dengwen import times
    from dengwen.matters.actions.serve import serve
    from dengwen.people import accounts

    han = accounts.actor_of("han")
    for paper in matter.documents.values():
        for party in paper.unserved:
            day = times.today("Asia/Shanghai")
            serve(han, matter.number, paper.id, party, "in_person", day)
