"""Acting 辦理: how every verb does its work on one matter, whole or not at all.

Another's act in between is met with `Stale`: a verb that only adds tries once more, any other is
refused kindly.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from dengwen.ledger import store
from dengwen.ledger.event import TimeSource
from dengwen.matters import rules
from dengwen.matters.actions.case import Case, commit, open_case
from dengwen.matters.actions.lapsing import overtake
from dengwen.matters.actions.overrun import overruns, tell_overruns
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor

Story = Callable[[Case], None]


def act(
    actor: Actor,
    number: str,
    story: Story,
    at: datetime | None = None,
    *,
    source: TimeSource | None = None,
    retry: bool = False,
) -> Matter:
    """Let a verb tell its story on the matter and commit it; gives the matter as it then is.

    `at` is when it happened, where that was not now. Raises `Refusal` (with `changed_meanwhile`
    when someone else was quicker) and then nothing has been written.
    """
    for attempt in (1, 2):
        try:
            with transaction.atomic():
                case = open_case(actor, number, at, source)
                overtake(case)
                late = overruns(case)
                story(case)
                tell_overruns(case, late)
                return commit(case)[0]
        except store.Stale:
            if attempt == 2 or not retry:
                raise rules.changed_meanwhile() from None
    raise rules.changed_meanwhile()
