"""Waiting 等候: a process that may not begin yet says why once, and begins by itself when it may.

The database is away, or was changed for another version while the site ran: ending would only have
the process started again and again by whoever watches over it.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from dengwen.config import place, postgres, start
from dengwen.errors import PackError, Refusal

LOOKS_AGAIN = 2.0
"""Seconds between two tries."""

Begun = TypeVar("Begun")


@contextlib.contextmanager
def awake(say: postgres.Say = print) -> Iterator[place.Place]:
    """The whole house ready for a command, as `start.awake`, as soon as that is not refused."""
    with contextlib.ExitStack() as house:
        yield _begun(lambda: house.enter_context(start.awake(say)), say)


def open_when_sound(say: postgres.Say = print) -> None:
    """Set up a web process. While the start is refused the site is closed: every page says, in the
    visitor's language, that the register is away."""
    start.setup(pack=False)
    from django.conf import settings

    settings.DENGWEN_CLOSED = True
    opening = threading.Thread(target=_open, args=[say], daemon=True)
    opening.start()
    opening.join(LOOKS_AGAIN)  # most starts are sound, and then nobody meets a closed door


def _open(say: postgres.Say) -> None:
    from django.conf import settings
    from django.db import connections

    _begun(lambda: start.setup(checked=True), say)
    settings.DENGWEN_CLOSED = False
    connections.close_all()


def _begun(begin: Callable[[], Begun], say: postgres.Say) -> Begun:
    said = ""
    while True:
        try:
            return begin()
        except (Refusal, PackError) as no:
            why = _in_words(no)
            if why != said:
                say(f"{why} Waiting until this is mended …")
            said = why
            time.sleep(LOOKS_AGAIN)


def _in_words(no: Refusal | PackError) -> str:
    if isinstance(no, PackError):
        return str(no)
    return " ".join(words.format_map(no.facts) for words in (no.says, no.mend) if words)
