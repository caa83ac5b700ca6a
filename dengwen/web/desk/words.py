"""Words of the desk: values, steps, clocks and people of a matter as a person would say them.

Pure but for translation. A sealed field is said only when it was opened for this reader; else what
is said tells that it is protected, or erased.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dengwen.law import procedure as law
from dengwen.ledger.event import Sealed

CHANNELS = {
    "web": gettext_lazy("the website"),
    "counter": gettext_lazy("the counter"),
    "telephone": gettext_lazy("telephone"),
    "letter": gettext_lazy("letter"),
    "email": gettext_lazy("e-mail"),
    "import": gettext_lazy("import"),
    "remedy": gettext_lazy("a remedy taken"),
    "open311": gettext_lazy("Open311"),
}
WAYS = {
    "in_person": gettext_lazy("handed over in person"),
    "post": gettext_lazy("by post"),
    "electronic": gettext_lazy("electronically"),
    "left": gettext_lazy("left at the address"),
    "public_notice": gettext_lazy("by public notice"),
    "posted": gettext_lazy("posted at the place"),
}
RELATIONS = {
    "challenged_by": gettext_lazy("Challenged by"),
    "challenges": gettext_lazy("Challenges"),
    "joined_into": gettext_lazy("Joined into"),
    "transferred_to": gettext_lazy("Transferred to"),
}
OCCASIONS = {
    "leave": gettext_lazy("Leave of absence"),
    "transfer": gettext_lazy("Transfer to another post"),
    "departure": gettext_lazy("Departure from the service"),
    "other": gettext_lazy("Another occasion"),
}
FACTORS = {
    "distance": gettext_lazy("near each other"),
    "premises": gettext_lazy("same premises"),
    "words": gettext_lazy("same words"),
    "time": gettext_lazy("about the same time"),
    "procedure": gettext_lazy("same procedure"),
    "kind": gettext_lazy("same kind"),
}


@dataclass(frozen=True)
class Names:
    """How the things that events point at are called, in the reader's language."""

    say: Callable[[law.Text], str]
    staff: Callable[[str], str]
    unit: Callable[[str], str]
    party: Callable[[str], str]
    articles: Callable[[tuple[str, ...]], list[str]] = lambda basis: list(basis)


@dataclass(frozen=True)
class Detail:
    """One labelled thing that a line of the time line carries."""

    label: str
    text: str
    long: bool = False


def tell(value: Any, names: Names) -> str:
    """A value in words: sealed ones only when they were opened."""
    if isinstance(value, Sealed):
        if value.erased:
            return _("Erased")
        return tell(value.value, names) if value.value is not None else _("Protected")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Mapping):
        units = [names.unit(u) for u in value.get("units", [])]
        staff = [names.staff(s) for s in value.get("staff", [])]
        if units or staff:
            return _(", ").join([*units, *staff])
        return _(", ").join(tell(v, names) for v in value.values() if v)
    if isinstance(value, list | tuple):
        return _(", ").join(tell(v, names) for v in value)
    return "" if value is None else str(value)


def answer(value: Any, spec: law.Field | None, names: Names) -> str:
    """A field's answer in words: a choice by its label, a unit or a member of staff by name."""
    if spec is None or isinstance(value, Sealed):
        return tell(value, names)
    if spec.type == "choice" and value in spec.options:
        return names.say(spec.options[value])
    by_type = {"unit": names.unit, "staff": names.staff, "party": names.party}
    return by_type[spec.type](value) if spec.type in by_type and value else tell(value, names)


def step_label(step: str, procedure: law.Procedure | None, names: Names) -> str:
    if step.startswith("extend:"):
        clock = procedure.clocks.get(step.removeprefix("extend:")) if procedure else None
        return _("Extension of “%(clock)s”") % {"clock": names.say(clock.label) if clock else step}
    if step.startswith("erase:"):
        party = names.party(step.removeprefix("erase:"))
        return _("Erasing the data of %(party)s") % {"party": party}
    if step.startswith("hand_over:"):
        return _("Handing it over to %(staff)s") % {
            "staff": names.staff(step.removeprefix("hand_over:"))
        }
    found = procedure.steps.get(step) if procedure else None
    return names.say(found.label) if found else step


def clock_label(key: str, procedure: law.Procedure | None, names: Names) -> str:
    name, _sep, party = key.partition(":")
    clock = procedure.clocks.get(name) if procedure else None
    label = names.say(clock.label) if clock else name
    return f"{label} ({names.party(party)})" if party else label


def who(by: str, names: Names) -> str:
    """Who did it: a member of staff, a party, the system, the law or a source of import."""
    kind, _sep, key = by.partition(":")
    if kind == "staff":
        return names.staff(key)
    if kind == "party":
        return names.party(key)
    if kind == "import":
        return _("Imported from %(source)s") % {"source": key}
    known = {"law": _("By operation of law"), "public": _("A member of the public")}
    return known.get(kind, _("The system"))


def unit_of_time(unit: str) -> str:
    """A clock's unit in words."""
    known = {
        "seconds": _("seconds"),
        "hours": _("hours"),
        "calendar_days": _("calendar days"),
        "working_days": _("working days"),
        "months": _("months"),
        "years": _("years"),
    }
    return known.get(unit, unit)


def trigger(name: str, procedure: law.Procedure, names: Names) -> str:
    """What a clock listened to, in words."""
    word, _sep, rest = name.partition(".")
    known = {
        "received": _("the matter came in"),
        "asked": _("a question was put"),
        "answered": _("the question was answered"),
        "moved": _("the matter reached another unit"),
    }
    if name in known:
        return known[name]
    if word == "served" and rest in procedure.documents:
        label = names.say(procedure.documents[rest].label)
        return _("service of “%(document)s”") % {"document": label}
    if word == "proposed":
        return _("proposal of “%(step)s”") % {"step": step_label(rest, procedure, names)}
    if word == "lapsed":
        return _("“%(clock)s” ran out") % {"clock": clock_label(rest, procedure, names)}
    return step_label(name, procedure, names)
