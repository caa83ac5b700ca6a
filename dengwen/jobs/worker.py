"""The worker 後台: every loop in a thread of its own, until it is told to stop.

A loop that fails says so, waits longer each time, and goes on; the others never notice. SIGTERM and
SIGINT let each finish what it has in hand: nothing is half done, because each piece of work is one
transaction.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

from django.db import close_old_connections, connections

from dengwen import times
from dengwen.files import store as files
from dengwen.intake import returning, shelf
from dengwen.jobs import deliver, index, mail, recount, sequence, tick, windows
from dengwen.matters.models import ClockRow

log = logging.getLogger(__name__)

LONGEST_WAIT = 60.0
"""Seconds that a failing loop waits at most before it tries again."""

REPORT_EVERY = 60.0
"""Seconds between two reports of lag."""


@dataclass(frozen=True)
class Loop:
    """A piece of work that is done again and again; `idle` seconds after it found nothing."""

    name: str
    work: Callable[[], int]
    idle: float


LOOPS = (
    Loop("sequence", lambda: sequence.sequence(1000), 0.5),
    Loop("deliver", lambda: deliver.deliver(100), 2.0),
    Loop("tick", lambda: tick.tick(200), 5.0),
    Loop("index", lambda: index.index(500), 1.0),
    Loop("recount", lambda: recount.recount(100), 600.0),
    Loop("sweep", lambda: files.sweep(), 3600.0),
    Loop("mail", lambda: mail.fetch(50), 60.0),
    Loop("windows", lambda: windows.close_windows(100), 15.0),
    Loop("drafts", lambda: shelf.sweep() + returning.sweep(), 600.0),
)


def run(loops: tuple[Loop, ...] = LOOPS, stop: threading.Event | None = None) -> None:
    """Run the loops until a signal (or `stop`) says otherwise; returns when all have ended."""
    ending = stop or threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: _end(ending, _frame))
    threads = [threading.Thread(target=turn, args=(loop, ending), name=loop.name) for loop in loops]
    for thread in threads:
        thread.start()
    while not ending.wait(REPORT_EVERY):
        report()
    for thread in threads:
        thread.join()


def turn(loop: Loop, ending: threading.Event) -> None:
    """Do one loop's work until the end; a failure is logged and waited out."""
    failures = 0
    while not ending.is_set():
        try:
            close_old_connections()
            found = loop.work()
            failures = 0
            pause = 0.0 if found else loop.idle
        except Exception:
            failures += 1
            pause = min(LONGEST_WAIT, max(loop.idle, 1.0) * 2 ** (failures - 1))
            log.exception("the %s loop failed and tries again in %.0f s", loop.name, pause)
        ending.wait(pause)
    connections.close_all()


def lag() -> dict[str, int]:
    """How far each loop is behind: clocks past their look, positions the search has not seen."""
    overdue = ClockRow.objects.filter(next_at__lte=times.now()).count()
    return {"clocks": overdue, "search": index.behind()}


def report() -> None:
    """Say how far behind the loops are, when any is."""
    try:
        behind = {name: count for name, count in lag().items() if count}
    except Exception:
        log.exception("the lag could not be measured")
        return
    if behind:
        log.info("behind: %s", behind)


def _end(ending: threading.Event, _frame: FrameType | None) -> None:
    ending.set()
