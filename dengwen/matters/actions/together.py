"""Two matters at one table: a join and a separation are written in both or in neither."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from dengwen.errors import Refusal
from dengwen.ledger import store
from dengwen.matters import rules
from dengwen.matters.actions import lists
from dengwen.matters.actions.case import Case, commit, open_case
from dengwen.matters.actions.lapsing import overtake
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


def act_on_both(
    actor: Actor,
    number: str,
    other: str,
    story: Callable[[Case, Case], None],
    at: datetime | None = None,
) -> Matter:
    """Let a verb tell its story on two matters and commit both; gives the first as it then is.

    Raises `Undisclosed` for the first as every verb does, and for the other one `Refusal`, alike
    whether it is not there or not to be known.
    """
    if other != number and not lists.visible(actor).filter(number=other).exists():
        raise _no_such_matter()
    if other == number:
        raise Refusal(
            "same_matter", gettext_noop("A matter cannot be joined with itself."), field="other"
        )
    try:
        with transaction.atomic():
            # Held in one order, whoever joins which to which: nobody waits in a circle.
            cases = {one: open_case(actor, one, at) for one in sorted((number, other))}
            for case in cases.values():
                overtake(case)
            story(cases[number], cases[other])
            written = dict(zip(cases, commit(*cases.values()), strict=True))
            return written[number]
    except store.Stale:
        raise rules.changed_meanwhile() from None


def _no_such_matter() -> Refusal:
    return Refusal(
        "no_such_matter",
        gettext_noop("No matter that you may see has this number."),
        field="other",
    )
