"""Windows at closing time 收窗: nobody who waited is forgotten."""

from __future__ import annotations

import logging

from dengwen.intake.window.actions.close import close, due

log = logging.getLogger(__name__)


def close_windows(limit: int = 100) -> int:
    """Settle up to `limit` days of windows that are over; how many were settled.

    One that fails is logged and tried again the next time; the others do not wait for it.
    """
    settled = 0
    for window, day in due(limit):
        try:
            close(window, day)
            settled += 1
        except Exception:
            log.exception("a window's day could not be settled")
    return settled
