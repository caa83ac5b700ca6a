"""Conflicts of interest 利害衝突: a declared interest keeps its owner from a matter. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from dengwen.errors import Refusal
from dengwen.law.procedure import Procedure
from dengwen.ledger.event import Sealed
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter


class Interest(Protocol):
    """What is known of a declared interest."""

    @property
    def units(self) -> Sequence[str]:
        """The units that it names."""

    @property
    def names(self) -> Sequence[str]:
        """The people, businesses and places that it names."""


def why_in_conflict(
    matter: Matter,
    procedure: Procedure,
    interests: Iterable[Interest],
    fold: Callable[[str], str] = str.casefold,
) -> Refusal | None:
    """Why someone with these declared interests may not be given the matter; None when they may.

    `fold` brings texts into the form in which they are compared (one script, small letters).
    The matter is theirs to keep away from when it is about a unit that they named, or when a name
    they wrote is a party's or stands in what it is about. The refusal says that they declared an
    interest, never which.
    """
    said = [_plain(fold(text)) for text in _said(matter)]
    for interest in interests:
        about = not set(interest.units).isdisjoint(matter.about_units)
        names = (_plain(fold(name)) for name in interest.names)
        if about or any(name in text for name in names if len(name) > 1 for text in said):
            return Refusal(
                "declared_interest",
                gettext_noop(
                    "This person declared an interest that this matter touches, so they keep out."
                ),
                basis=list(procedure.recusal_basis or procedure.subject.basis),
                mend=gettext_noop("Choose another handler."),
                field="staff",
            )
    return None


def _said(matter: Matter) -> Iterator[str]:
    """Whom and what it is about, as far as it was opened: names, the one line, the place."""
    sealed: list[Sealed | None] = [party.name for party in matter.parties.values()]
    sealed += [matter.subject, matter.about_said, matter.place.words if matter.place else None]
    yield from (str(one.value) for one in sealed if one is not None and one.value)


def _plain(text: str) -> str:
    return "".join(character for character in text if character.isalnum())
