"""What will happen next, by when, under which article: read off the clocks that run."""

from __future__ import annotations

from dengwen.documents import receipts
from dengwen.documents.receipts import Next
from dengwen.law import library
from dengwen.law.procedure import Procedure
from dengwen.matters.state import Matter


def of(matter: Matter, procedure: Procedure) -> list[Next]:
    """The open clocks of a matter as next steps, the earliest first."""
    running = sorted((c for c in matter.clocks.values() if c.is_open), key=lambda c: c.due_at)
    return [
        Next(
            clock=clock.clock,
            label=procedure.clocks[clock.clock].label,
            due_on=clock.facts.due_on,
            owed_by=clock.facts.rule.owed_by,
            basis=list(clock.facts.rule.basis),
        )
        for clock in running
        if clock.clock in procedure.clocks
    ]


def in_words(steps: list[Next], language: str) -> str:
    """The next steps as one line of a message."""
    zone = library.current().file.time_zone
    told = [
        (library.say(step.label, language), receipts.due_in_words(step.due_on, language, zone))
        for step in steps
    ]
    return "; ".join(f"{label} ({due})" for label, due in told)
