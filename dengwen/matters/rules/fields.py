"""What was filled in, checked against what the pack asks for. Pure.

Every value that reaches an event has passed here: of its type, of a bearable length, of characters
that can be written down.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dengwen import times
from dengwen.errors import Refusal
from dengwen.law.procedure import Field, Text
from dengwen.ledger.event import Sealed
from dengwen.matters.rules.words import gettext_noop
from dengwen.matters.state import Matter

LINE_LIMIT = 200
"""Characters in one line."""

TEXT_LIMIT = 20_000
"""Characters in a free text."""

NUMBER_LIMIT = 10**12
EARLIEST, LATEST = date(1949, 10, 1), date(2149, 12, 31)
_MONEY = re.compile(r"\d{1,12}(\.\d{1,2})?")
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean_fields(
    needs: Mapping[str, Field], given: Mapping[str, Any], matter: Matter, zone: str
) -> dict[str, Any]:
    """The values that `needs` asks for, each of its type; what was not asked for is refused.

    `zone` is the pack's time zone, for instants that were typed without one. Raises `Refusal`
    with the field's name.
    """
    unknown = sorted(set(given) - set(needs))
    if unknown:
        raise _wrong(unknown[0][:64], gettext_noop("This was not asked for."))
    clean: dict[str, Any] = {}
    for name, field in needs.items():
        value = given.get(name)
        if value in (None, "", [], {}):
            if field.required:
                raise _missing(name, field)
            continue
        clean[name] = _CHECKS[field.type](name, field, value, matter, zone)
    return clean


def clean_text(name: str, value: Any, *, limit: int = TEXT_LIMIT, required: bool = True) -> str:
    """A free text with its line ends made one kind and its outer space taken off."""
    if not isinstance(value, str):
        raise _wrong(name, gettext_noop("Please write this in words."))
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise _unreadable(name) from None
    if "\x00" in value:
        raise _unreadable(name)
    text = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if required and not text:
        raise _missing(name, None)
    if len(text) > limit:
        raise Refusal(
            "too_long",
            gettext_noop("This is too long: {length} characters, and {limit} fit."),
            facts={"length": len(text), "limit": limit},
            mend=gettext_noop("Shorten it, or attach the rest as a file."),
            field=name,
        )
    return text


def seal(needs: Mapping[str, Field], clean: Mapping[str, Any], person: str) -> dict[str, Any]:
    """The values as an event holds them: what is personal, sealed under `person`."""
    return {
        name: Sealed(person, value) if needs[name].is_sealed else value
        for name, value in clean.items()
    }


def _line(name: str, field: Field, value: Any, matter: Matter, zone: str) -> str:
    text = clean_text(name, value, limit=LINE_LIMIT)
    return " ".join(text.split())


def _text(name: str, field: Field, value: Any, matter: Matter, zone: str) -> str:
    return clean_text(name, value)


def _choice(name: str, field: Field, value: Any, matter: Matter, zone: str) -> str:
    if not isinstance(value, str) or value not in field.options:
        raise _wrong(name, gettext_noop("Choose one of the answers offered."))
    return value


def _yes_no(name: str, field: Field, value: Any, matter: Matter, zone: str) -> bool:
    answers = {"yes": True, "true": True, "no": False, "false": False}
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value.lower() not in answers:
        raise _wrong(name, gettext_noop("Answer yes or no."))
    return answers[value.lower()]


def clean_day(name: str, value: Any) -> date:
    """A calendar day, from a date or an ISO text. Raises `Refusal` for one that cannot be meant."""
    try:
        day = value if type(value) is date else date.fromisoformat(str(value).strip())
    except ValueError:
        raise _wrong(name, gettext_noop("This is not a day of the calendar.")) from None
    if not EARLIEST <= day <= LATEST:
        raise _wrong(name, gettext_noop("This day is too long ago or too far away to be meant."))
    return day


def _date(name: str, field: Field, value: Any, matter: Matter, zone: str) -> str:
    return clean_day(name, value).isoformat()


def _datetime(name: str, field: Field, value: Any, matter: Matter, zone: str) -> str:
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
        at = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
        clean_day(name, at.date())
    except ValueError:
        raise _wrong(name, gettext_noop("This is not a day and time.")) from None
    return times.iso(at)


def _number(name: str, field: Field, value: Any, matter: Matter, zone: str) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,13}", text, re.ASCII):
        raise _wrong(name, gettext_noop("Write a whole number in digits."))
    if abs(int(text)) > NUMBER_LIMIT:
        raise _wrong(name, gettext_noop("This number is too large to be meant."))
    return int(text)


def _money(name: str, field: Field, value: Any, matter: Matter, zone: str) -> str:
    text = str(value).strip().replace(",", "")
    if not _MONEY.fullmatch(text):
        raise _wrong(name, gettext_noop("Write an amount in digits, with at most two decimals."))
    return text


def _id(name: str, field: Field, value: Any, matter: Matter, zone: str) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise _wrong(name, gettext_noop("Choose one of those offered."))
    return value


def _among(known: Callable[[Matter], Mapping[str, Any]]) -> Callable[..., str]:
    def check(name: str, field: Field, value: Any, matter: Matter, zone: str) -> str:
        if not isinstance(value, str) or value not in known(matter):
            raise _wrong(name, gettext_noop("Choose one of those offered."))
        return value

    return check


def _subject(name: str, field: Field, value: Any, matter: Matter, zone: str) -> dict[str, Any]:
    if not isinstance(value, Mapping) or set(value) - {"units", "staff"}:
        raise _wrong(name, gettext_noop("Name a unit or a member of staff."))
    found = {
        part: [_id(name, field, item, matter, zone) for item in value.get(part) or []]
        for part in ("units", "staff")
    }
    if not any(found.values()):
        raise _missing(name, field)
    return found


_CHECKS: dict[str, Callable[[str, Field, Any, Matter, str], Any]] = {
    "line": _line,
    "text": _text,
    "choice": _choice,
    "yes_no": _yes_no,
    "date": _date,
    "datetime": _datetime,
    "number": _number,
    "money": _money,
    "unit": _id,
    "staff": _id,
    "party": _among(lambda matter: matter.parties),
    "document": _among(lambda matter: matter.documents),
    "file": _among(lambda matter: matter.files),
    "subject": _subject,
}


def _wrong(name: str, says: str) -> Refusal:
    return Refusal("wrong_value", says, field=name)


def _missing(name: str, field: Field | None) -> Refusal:
    label: Text = field.label if field else {}
    return Refusal(
        "missing",
        gettext_noop("This is needed before the step can be taken."),
        facts={"label": label},
        field=name,
    )


def _unreadable(name: str) -> Refusal:
    return Refusal(
        "unreadable_text",
        gettext_noop("This text holds characters that cannot be written down."),
        mend=gettext_noop("Type it again, or paste it as plain text."),
        field=name,
    )
