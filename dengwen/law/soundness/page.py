"""A page of a pack under examination: what it says, and how a mistake in it is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import NamedTuple, NoReturn

from dengwen.law.pack import Notice, PackFile
from dengwen.law.procedure import Procedure
from dengwen.law.strict_yaml import Document, Steps


def near(name: str, names: Collection[str]) -> str:
    """A mend that suggests the nearest of the names, or lists them."""
    if close := get_close_matches(name, names, n=1, cutoff=0.5):
        return f"Did you mean {close[0]}?"
    if not names:
        return "Nothing of that sort is declared here: declare it first."
    return f"Write one of: {', '.join(sorted(names)[:16])}."


class Page(NamedTuple):
    """One procedure's file, with all that its names may point at."""

    document: Document
    procedure: Procedure
    file: PackFile
    notices: dict[str, Notice]
    procedures: dict[str, Procedure]
    calendars: Collection[str]

    def refuse(self, steps: Steps, wrong: str, mend: str) -> NoReturn:
        """Stop at the line of `steps`."""
        self.document.refuse(steps, wrong, mend)

    def known(self, steps: Steps, name: str, names: Collection[str], what: str) -> None:
        """Stop unless `name` is one of `names`."""
        if name not in names:
            self.refuse(steps, f"There is no {what} named {name!r}.", near(name, names))

    def all_known(
        self, steps: Steps, found: Iterable[str], names: Collection[str], what: str
    ) -> None:
        """Stop unless every one of `found` is one of `names`."""
        for at, name in enumerate(found):
            self.known((*steps, at), name, names, what)

    def kinds_of(self, kinds: Collection[str]) -> frozenset[str]:
        """The kinds a rule is for: those it names, or all of the procedure."""
        return frozenset(kinds or self.procedure.kinds)
