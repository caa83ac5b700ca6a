"""Batches taken in side by side, in processes of their own, each batch a transaction of its own.

Outcomes come back in the order of the file, whichever batch was ready first, and two rows of one id
are never under way at once: of two that differ, the one that stands first in the file is taken.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from django.db import connections

from dengwen.errors import Fault
from dengwen.intake.bulk.tables import Row
from dengwen.intake.bulk.taking import Outcome, Taking
from dengwen.ledger import aside

Name = Callable[[Row], str]
"""What a row is told apart by; empty where its content does that."""

_PR_SET_PDEATHSIG = 1
_taking: Taking


def outcomes(
    taking: Taking, batches: Iterator[list[Row]], name: Name, processes: int
) -> Iterator[tuple[Row, Outcome]]:
    """The last row and the outcome of each batch, in order."""
    if processes <= 1:
        for batch in batches:
            with _uncollected():
                outcome = taking.take(batch)
            yield batch[-1], outcome
        return
    connections.close_all()  # a connection is never shared with a process
    aside.close()
    try:
        yield from _side_by_side(taking, batches, name, processes)
    except BrokenProcessPool:
        raise Fault("a process of the import was ended; run the import again") from None


def _side_by_side(
    taking: Taking, batches: Iterator[list[Row]], name: Name, processes: int
) -> Iterator[tuple[Row, Outcome]]:
    context = multiprocessing.get_context("fork")  # it has the law and the keys already
    with ProcessPoolExecutor(processes, context, _begin, (taking, os.getpid())) as pool:
        ahead: deque[tuple[Row, set[str], Future[Outcome]]] = deque()
        for batch in batches:
            names = {name(row) for row in batch} - {""}
            while len(ahead) > 2 * processes or any(names & flying for _, flying, _ in ahead):
                yield _settled(ahead)
            ahead.append((batch[-1], names, pool.submit(_take, batch)))
        while ahead:
            yield _settled(ahead)


def _settled(ahead: deque[tuple[Row, set[str], Future[Outcome]]]) -> tuple[Row, Outcome]:
    last, _, future = ahead.popleft()
    return last, future.result()


def _begin(taking: Taking, parent: int) -> None:
    """A process of the import ends with the one that began it, however that ends."""
    global _taking
    _taking = taking
    gc.freeze()  # what was there before the fork is never garbage, and is best left untouched
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _take(batch: list[Row]) -> Outcome:
    with _uncollected():
        return _taking.take(batch)


@contextmanager
def _uncollected() -> Iterator[None]:
    """A batch makes very many things and no cycles: searching them for garbage is work for
    nothing. They are all let go at its end."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
