"""Marks 記號: by what matters are found to belong together, without keeping what it was.

A telephone number, an e-mail address and the premises are kept only as a blind index (a keyed
digest): equal ones are found, none can be read or guessed. The map cell of a point is plain, for
the point itself is. Marks follow the positions with the search, and go with the erased person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

from dengwen.ledger import sealing
from dengwen.matters.models import search
from dengwen.matters.state import Matter, Party

CONTACTS = ("phone", "email")
"""The marks of how someone is reached; the identity search keeps none of it in words."""

CELL = 0.005
"""The side of a map cell in degrees: about half a kilometre."""

_APART = re.compile(r"[/、,，;；]|或")
_TELEPHONE = re.compile(r"\s*([+]?)([\d\s().\u2010-\u2015\u2212·-]{5,40})")
_COUNTRY = re.compile(
    r"(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})(?=\d{6})"
)
_NATIONAL = 11
"""More digits than these, and the number begins with its country's (ITU-T E.164)."""

_BUILDING = re.compile(r"([\u4e00-\u9fff]{2,16}?[路街巷道弄里村])(\d{1,5})号")
_DIVISION = re.compile(r"[省市区县镇乡在於于位]")


class Mark(NamedTuple):
    """One mark before it is blinded: of whom, of what sort, and what it says."""

    person: str  # key of the sealing; '' for what is nobody's
    sort: str  # phone | email | premises | cell
    plain: str


def telephones(text: str) -> list[str]:
    """The telephone numbers in what someone gave as theirs, each as its national digits.

    Full-width digits, spaces, dashes, brackets, the country's number (+86, 0086, 86), a trunk zero
    and an extension make no difference.
    """
    folded = unicodedata.normalize("NFKC", text)
    return [number for part in _APART.split(folded) if (number := _national(part))]


def _national(part: str) -> str:
    found = _TELEPHONE.match(part)
    if found is None:
        return ""
    digits = re.sub(r"\D", "", found[2])
    abroad = bool(found[1]) or digits.startswith("00")
    digits = digits.removeprefix("00")
    if abroad or (len(digits) > _NATIONAL and not digits.startswith("0")):
        digits = _COUNTRY.sub("", digits, count=1) if _COUNTRY.match(digits) else digits
    digits = digits.removeprefix("0")
    return digits if 7 <= len(digits) <= 13 else ""


def email(text: str) -> str:
    """An e-mail address as it is compared; '' for what is none."""
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    return folded if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", folded) else ""


def premises(words: str) -> list[str]:
    """What names the premises in the words of a place: the whole of it, and road with number."""
    folded = search.fold(words)
    whole = "".join(character for character in folded if character.isalnum())
    found = [whole] if 4 <= len(whole) <= 80 else []
    for road, number in _BUILDING.findall(whole):
        name = _DIVISION.split(road)[-1]
        if len(name) > 1:
            found.append(f"{name}{number}号")
    return list(dict.fromkeys(found))


def cell(latitude: str, longitude: str) -> tuple[int, int] | None:
    """The map cell of a point; None for what is no point."""
    try:
        return int(float(latitude) // CELL), int(float(longitude) // CELL)
    except (ValueError, OverflowError):
        return None


def cells_around(latitude: str, longitude: str) -> list[str]:
    """The cell of a point and its eight neighbours."""
    at = cell(latitude, longitude)
    if at is None:
        return []
    return [f"{at[0] + y}/{at[1] + x}" for y, x in product((-1, 0, 1), repeat=2)]


def of(matter: Matter) -> Iterator[Mark]:
    """Every mark of a matter that was folded with its sealed fields opened."""
    for party in matter.parties.values():
        yield from of_party(party)
    place = matter.place
    if place is not None and place.words is not None and place.words.value:
        for named in premises(str(place.words.value)):
            yield Mark(place.words.person, "premises", named)
    at = cell(place.latitude, place.longitude) if place is not None else None
    if at is not None:
        yield Mark("", "cell", f"{at[0]}/{at[1]}")


def of_party(party: Party) -> Iterator[Mark]:
    """How one party is reached."""
    given = party.contact.value if party.contact is not None else None
    if isinstance(given, Mapping):
        for number in telephones(str(given.get("phone") or "")):
            yield Mark(party.person, "phone", number)
        if address := email(str(given.get("email") or "")):
            yield Mark(party.person, "email", address)


def asked(text: str) -> list[Mark]:
    """The contact that a search asks for: a telephone number or an e-mail address, else nothing."""
    if address := email(text):
        return [Mark("", "email", address)]
    folded = unicodedata.normalize("NFKC", text).strip()
    whole = re.fullmatch(
        _TELEPHONE.pattern + r"(?:(?:转|轉|分机|分機|ext\.?|x)\s*\d{1,6})?", folded
    )
    return [Mark("", "phone", number) for number in telephones(folded)] if whole else []


def blinded(marks: Iterable[Mark]) -> list[str]:
    """Each mark as it is kept and looked for: a blind index, but for the cell."""
    kept = list(marks)
    hidden = [f"{mark.sort}|{mark.plain}" for mark in kept if mark.sort != "cell"]
    digests = iter(sealing.blind_indexes(hidden) if hidden else ())
    return [mark.plain if mark.sort == "cell" else next(digests) for mark in kept]


def rows(matters: Iterable[Matter]) -> list[dict[str, Any]]:
    """The rows of the marks of these matters; the key is asked for once."""
    found = [(matter, mark) for matter in matters for mark in dict.fromkeys(of(matter))]
    kept = blinded(mark for _matter, mark in found)
    return [
        {
            "id": f"{matter.number}/{mark.person}/{mark.sort}/{said[:24]}",
            "number": matter.number,
            "person": mark.person,
            "sort": mark.sort,
            "mark": said,
            "received_at": matter.received_at,
        }
        for (matter, mark), said in zip(found, kept, strict=True)
    ]
