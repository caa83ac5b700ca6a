"""Together 合批: whoever comes while work is under way waits, and goes with the next lot.

One transaction, and one wait for the disk, then serve everyone in the lot. Who comes alone waits
for nobody. Nobody is told anything before the lot is committed; what is wrong with one fails that
one only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Brought = TypeVar("Brought")
Given = TypeVar("Given")


class _Turn(Generic[Brought, Given]):
    """One who waits: what they bring, and what comes of it."""

    def __init__(self, brought: Brought) -> None:
        self.brought = brought
        self.given: Given | Exception | None = None
        self.called = threading.Lock()
        self.called.acquire()

    def answer(self) -> Given:
        """What came of it. Raises what went wrong."""
        if isinstance(self.given, Exception):
            raise self.given
        assert self.given is not None
        return self.given


class Together(Generic[Brought, Given]):
    """Does `work` on what many threads bring at once: by one of them, for all in its lot.

    `work` gives for each in the lot what came of it, or its own exception; what it raises itself is
    raised to all of them. `most` in a lot, at most `lots` of them under way at once.
    """

    def __init__(
        self, work: Callable[[list[Brought]], list[Given | Exception]], most: int, lots: int
    ) -> None:
        self._work = work
        self._most = most
        self._free = lots
        self._lock = threading.Lock()
        self._waiting: list[_Turn[Brought, Given]] = []

    def __call__(self, brought: Brought) -> Given:
        """Bring one thing, and have what comes of it."""
        turn = _Turn[Brought, Given](brought)
        with self._lock:
            leads = self._free > 0
            if leads:
                self._free -= 1
            else:
                self._waiting.append(turn)
        if not leads:
            turn.called.acquire()
        if turn.given is None:  # called to lead the next lot
            self._lead(turn)
        return turn.answer()

    def _lead(self, first: _Turn[Brought, Given]) -> None:
        with self._lock:
            lot = [first, *self._waiting[: self._most - 1]]
            del self._waiting[: self._most - 1]
        try:
            given = self._work([turn.brought for turn in lot])
        except Exception as error:
            given = [error] * len(lot)
        except BaseException:
            self._pass_on(lot, [RuntimeError("interrupted")] * len(lot))
            raise
        self._pass_on(lot, given)

    def _pass_on(
        self, lot: list[_Turn[Brought, Given]], given: Sequence[Given | Exception]
    ) -> None:
        """Answer everyone in the lot, and call who leads the next."""
        with self._lock:
            successor = self._waiting.pop(0) if self._waiting else None
            if successor is None:
                self._free += 1
        if successor is not None:
            successor.called.release()
        for turn, one in zip(lot, given, strict=True):
            turn.given = one
            turn.called.release()
