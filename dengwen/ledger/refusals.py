"""What the ledger's functions refuse, as the house says no 拒絕."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error
from django.utils.translation import gettext_noop

from dengwen.errors import Refusal


class Stale(Refusal):
    """The stream has moved on since it was read: somebody else was faster."""

    says = gettext_noop("Somebody else has changed this in the meantime.")
    mend = gettext_noop("Look at it again as it stands now, then decide.")

    def __init__(self, stream: str = "") -> None:
        """`stream`: the one that moved on; empty when the database does not say which."""
        super().__init__("stale", self.says, mend=self.mend, status=409)
        self.stream = stream


class Erased(Refusal):
    """The person's data in this stream were erased; nothing more is written about them in it."""

    says = gettext_noop(
        "What this person gave here has been erased, and nothing can be added to it."
    )
    mend = gettext_noop("Open a new matter for anything new.")

    def __init__(self) -> None:
        """Say it as 410: what was there is gone for good."""
        super().__init__("erased", self.says, mend=self.mend, status=410)


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database's DW001 and DW002 into Stale and Erased; let everything else through."""
    try:
        yield
    except Error as error:
        cause = error.__cause__
        state = getattr(cause, "sqlstate", None)
        if state == "DW001":
            raise Stale(getattr(cause, "diag").message_detail or "") from None  # noqa: B009
        if state == "DW002":
            raise Erased from None
        raise
