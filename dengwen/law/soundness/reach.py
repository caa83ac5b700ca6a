"""The way through a procedure: every status is reached and left, for every kind of matter."""

from __future__ import annotations

from dengwen.law.soundness.page import Page


def check(page: Page) -> None:
    """Stop at a status that no matter reaches, or that a matter reaches and cannot leave."""
    finals = {name for name, status in page.procedure.statuses.items() if status.final}
    if not finals:
        page.refuse(("statuses",), "No status is final.", "Mark the last ones `final: true`.")
    reached: set[str] = set()
    for kind in page.procedure.kinds:
        here = reachable(page, kind)
        _leaves(page, kind, here, finals)
        reached |= here
    for name in page.procedure.statuses:
        if name not in reached:
            what = "final status" if name in finals else "status"
            wrong = f"No matter ever reaches the {what} {name!r}."
            mend = "Let a step go `to` it, let a kind enter in it, or remove it."
            page.refuse(("statuses", name), wrong, mend)


def edges(page: Page, kind: str) -> list[tuple[str, str]]:
    """From status to status, by the steps and the silences open to a kind."""
    found = [
        (start, step.to)
        for step in page.procedure.steps.values()
        if step.to and kind in page.kinds_of(step.kinds)
        for start in step.from_
    ]
    lapses = [
        clock.silence_to
        for clock in page.procedure.clocks.values()
        if clock.silence_to and kind in page.kinds_of(clock.kinds)
    ]
    still = [name for name, status in page.procedure.statuses.items() if not status.final]
    return found + [(start, to) for to in lapses for start in still if start != to]


def reachable(page: Page, kind: str) -> set[str]:
    """Every status that a matter of the kind can come to, its later kinds' ways included."""
    ways = edges(page, kind)
    reached = {page.procedure.kinds[kind].enters}
    while more := {to for start, to in ways if start in reached} - reached:
        reached |= more
    return reached


def _leaves(page: Page, kind: str, here: set[str], finals: set[str]) -> None:
    ways = edges(page, kind)
    home = set(finals)
    while more := {start for start, to in ways if to in home} - home:
        home |= more
    for name in page.procedure.statuses:
        if name in here and name not in home:
            wrong = f"A matter of kind {kind!r} that stands in {name!r} can never come to an end."
            page.refuse(("statuses", name), wrong, "Add a step `from` it that leads on.")
