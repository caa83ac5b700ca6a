"""Three ways to say no, and no others.

A refusal is an answer and carries its reason, its basis and the remedy. `Undisclosed` is the
refusal that must not show: the web answers it byte for byte as "not found". `PackError` stops the
start. `Fault` is a broken promise of ours: it is logged with its trace and pages a person.
"""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A reasoned no to a person, in words that can be translated.

    `code` is a stable machine name; `says` a translatable English sentence with `{name}`
    placeholders filled from `facts`; `basis` the articles it rests on, as pack citations;
    `mend` a translatable sentence that tells what can be done instead; `field` the form field
    the refusal belongs to, where there is one.
    """

    def __init__(
        self,
        code: str,
        says: str,
        *,
        basis: list[str] | None = None,
        facts: dict[str, Any] | None = None,
        mend: str = "",
        field: str = "",
        status: int = 422,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.says = says
        self.basis = basis or []
        self.facts = facts or {}
        self.mend = mend
        self.field = field
        self.status = status


class Undisclosed(Refusal):
    """The very existence must not show: answered exactly as a thing that does not exist."""

    def __init__(self) -> None:
        super().__init__("not_found", "There is nothing at this address.", status=404)


class PackError(Exception):
    """A mistake in a law pack: names file, line, key and mend, and stops the start."""

    def __init__(self, file: str, line: int | None, key: str, wrong: str, mend: str) -> None:
        where = f"{file}:{line}" if line else file
        super().__init__(f"{where}: {key}: {wrong} Mend: {mend}")
        self.file, self.line, self.key, self.wrong, self.mend = file, line, key, wrong, mend


class Fault(Exception):
    """A promise of ours is broken; never shown as a refusal, always logged."""
