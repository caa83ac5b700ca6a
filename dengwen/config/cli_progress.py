"""Progress bars 進度條 for long work: they show themselves when there is something to tell."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that is told (done, total); a total of 0 is not known yet."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    text = TextColumn("{task.description}")
    progress = Progress(text, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    task = progress.add_task(what, total=None)

    def tell(done: int, total: int) -> None:
        progress.start()
        progress.update(task, completed=done, total=total or None)

    try:
        yield tell
    finally:
        if progress.live.is_started:
            progress.stop()
