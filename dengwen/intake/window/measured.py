"""What was measured at a window lately 近期等候: read off the rows, for the public and the desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from dengwen.intake.window import figures, sitting, state
from dengwen.intake.window.models import QueueRow, TicketRow
from dengwen.intake.window.state import Queue
from dengwen.ledger import store

LATELY = timedelta(days=28)
"""How far back "lately" goes: four weeks have each weekday four times."""

OWED = timedelta(days=60)
"""How long the desk shows whom it left unserved and did not call back."""


def lately(window: str) -> figures.Waits:
    """How long people waited at a window in the last four weeks."""
    rows = TicketRow.objects.filter(window=window, day__gte=sitting.today() - LATELY)
    found = rows.exclude(wait=None).values_list("wait", flat=True)
    return figures.waits([seconds for seconds in found if seconds is not None])


def pace(window: str) -> int | None:
    """How many seconds a visit took in the middle of the last four weeks; None over too few."""
    rows = TicketRow.objects.filter(window=window, day__gte=sitting.today() - LATELY)
    found = rows.exclude(took=None).values_list("took", flat=True)
    return figures.pace([seconds for seconds in found if seconds is not None])


def board(window: str, days: int) -> list[QueueRow]:
    """The days with something to tell, the newest first."""
    rows = QueueRow.objects.filter(window=window, day__lte=sitting.today())
    return list(rows.order_by("-day")[:days])


def owed(window: str) -> list[Queue]:
    """The days on which somebody was left unserved and is not called back yet, oldest first."""
    since = sitting.today() - OWED
    rows = QueueRow.objects.filter(window=window, owed__gt=0, day__gte=since).order_by("day")
    return [queue for row in rows if (queue := sitting.queue_on(window, row.day)) is not None]


def queues(windows: Iterable[str], day: date) -> dict[str, Queue]:
    """The queues of several windows on a day, of those that have one, in two statements."""
    streams = {state.stream_of(window, day.isoformat()): window for window in windows}
    read = store.read_many(list(streams))
    return {streams[name]: state.fold_queue(history) for name, history in read.items() if history}
