"""What things are called at the desk: units, staff, parties, articles, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from django.utils.translation import gettext as _

from dengwen.law import library
from dengwen.law import procedure as law
from dengwen.ledger.event import Sealed
from dengwen.matters.rules.handing_over import HAND_OVER
from dengwen.matters.state import Matter, Party
from dengwen.people.models import StaffRow, UnitRow
from dengwen.web.desk import words
from dengwen.web.words import cites, language, say


def unit_names() -> dict[str, str]:
    """Every unit's name by its id, closed ones too: their names stay on what they did."""
    return {row["id"]: call(row["name"]) for row in UnitRow.objects.values("id", "name")}


def unit(unit_id: str) -> str:
    """The name of one unit; its id where there is no such unit."""
    row = UnitRow.objects.filter(id=unit_id).values("name").first()
    return call(row["name"]) if row else unit_id


def call(name: Mapping[str, str]) -> str:
    """A name kept in several languages, in the reader's or in the first there is."""
    return name.get(language()) or next(iter(name.values()), "")


def staff_names(ids: Iterable[str]) -> dict[str, str]:
    """Names of members of staff by id, of those who left too."""
    wanted = {i for i in ids if i}
    return dict(StaffRow.objects.filter(id__in=wanted).values_list("id", "name"))


def role(name: str) -> str:
    """A staff role as the jurisdiction calls it."""
    known = library.current().file.roles.get(name)
    return say(known.label) if known else name


def party(matter: Matter, procedure: law.Procedure, party_id: str) -> str:
    """A party by role and, where the name was opened for this reader, by name."""
    found = matter.parties.get(party_id)
    if found is None:
        return party_id
    spec = procedure.parties.get(found.role)
    label = say(spec.label) if spec else found.role
    name = opened(found.name)
    several = sum(p.role == found.role for p in matter.parties.values()) > 1
    return f"{label} {name}".strip() if name else (f"{label} {found.id}" if several else label)


def opened(sealed: Sealed | None) -> str:
    """The words of a sealed field that was opened for this reader; '' otherwise."""
    if sealed is None or sealed.erased or sealed.value is None:
        return ""
    return str(sealed.value)


def for_matter(matter: Matter, procedure: law.Procedure) -> words.Names:
    """How everything that a matter's events point at is called."""
    units = unit_names()
    staff = staff_names(staff_of(matter))
    return words.Names(
        say=say,
        staff=lambda i: staff.get(i, i),
        unit=lambda i: units.get(i, i),
        party=partial(party, matter, procedure),
        articles=cites,
    )


def staff_of(matter: Matter) -> set[str]:
    """The ids of all staff that the matter's events name."""
    found = {
        line.by.removeprefix("staff:") for line in matter.lines if line.by.startswith("staff:")
    }
    for line in matter.lines:
        found |= {getattr(line.data, "staff", "")} if line.type != "subject_named" else set()
        told = [*getattr(line.data, "told", [])] if line.type == "clock_reminded" else []
        found |= {t.removeprefix("staff:") for t in told}
        found |= {str(getattr(line.data, "proposed_by", "")).removeprefix("staff:")}
        found |= {getattr(line.data, whom, "") for whom in ("staff_from", "staff_to")}
        found |= {str(getattr(line.data, "step", "")).removeprefix(HAND_OVER)}
        fields = getattr(line.data, "fields", None) or {}
        found |= {v for v in fields.values() if isinstance(v, str)}
    return found | set(matter.about_staff) | set(matter.recused)


def contact(party_: Party) -> list[tuple[str, str]]:
    """How a party is reached, labelled; nothing where it was not opened for this reader."""
    if party_.contact is None or not isinstance(party_.contact.value, Mapping):
        return []
    labels: dict[str, str] = {
        "email": _("E-mail"),
        "phone": _("Telephone"),
        "address": _("Address"),
    }
    return [(labels.get(str(k), str(k)), str(v)) for k, v in party_.contact.value.items() if v]
