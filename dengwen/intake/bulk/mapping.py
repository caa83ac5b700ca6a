"""What a mapping file may say: which column is what, and what holds for every row.

A mapping is a YAML file beside the table:

    source: leaders-mailbox          # names the origin; with the row's id it makes a row unique
    time_zone: Asia/Shanghai
    language: zh-Hans
    procedure: …                     # one of the pack's procedures, and a kind of it
    kind: …
    unit: u-city                     # or {column: …, values: {…}, otherwise: u-city}
    columns:
      id: 留言编号
      received: {column: 留言时间, formats: ["%Y/%m/%d %H:%M:%S"]}
      subject: 留言主题
      statement: 留言详情
      …
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import yaml

from dengwen import times
from dengwen.errors import Refusal

LONGEST_STATEMENT = 200_000


class Chosen(msgspec.Struct, forbid_unknown_fields=True):
    """A value read off a column through a table of values."""

    column: str
    values: dict[str, str] = {}
    otherwise: str = ""


class Moment(msgspec.Struct, forbid_unknown_fields=True):
    """A column holding a date and time, and the forms it may take (strptime)."""

    column: str
    formats: list[str] = []


class Columns(msgspec.Struct, forbid_unknown_fields=True):
    """Which column holds what. Lists of columns are joined with a line break."""

    received: Moment
    id: str = ""
    subject: str | list[str] = ""
    statement: str | list[str] = ""
    person: str = ""
    place: str | list[str] = ""
    latitude: str = ""
    longitude: str = ""
    answer: str | list[str] = ""
    answered: Moment | None = None


class Mapping(msgspec.Struct, forbid_unknown_fields=True):
    """A mapping file."""

    source: str
    time_zone: str
    language: str
    procedure: str
    kind: str | Chosen
    unit: str | Chosen
    columns: Columns
    encoding: str = "auto"
    sheet: str = ""


class Historical(msgspec.Struct, frozen=True):
    """One row understood: what a historical matter is made from. Instants are aware, in UTC."""

    source: str
    procedure: str
    kind: str
    unit: str
    language: str
    received_at: datetime
    subject: str = ""
    statement: str = ""
    person: str = ""
    place: str = ""
    latitude: str = ""
    longitude: str = ""
    answer: str = ""
    answered_at: datetime | None = None


def read(path: Path) -> Mapping:
    """The mapping in `path`. Raises Refusal that names what is wrong and where."""
    try:
        mapping = msgspec.convert(yaml.safe_load(path.read_text("utf-8")), Mapping)
        ZoneInfo(mapping.time_zone)
    except (
        yaml.YAMLError,
        msgspec.ValidationError,
        UnicodeDecodeError,
        ZoneInfoNotFoundError,
    ) as wrong:
        raise Refusal(
            "bad_mapping",
            "The mapping file {name} cannot be used: {wrong}.",
            facts={"name": path.name, "wrong": str(wrong).replace("\n", " ")},
            mend="See docs/how-to/import.md for what a mapping file may say.",
        ) from wrong
    return mapping


def columns_used(mapping: Mapping) -> list[str]:
    """Every column name the mapping speaks of."""
    named: list[str] = []
    for value in msgspec.structs.asdict(mapping.columns).values():
        if isinstance(value, Moment):
            named.append(value.column)
        elif isinstance(value, list):
            named.extend(value)
        elif value:
            named.append(value)
    named += [c.column for c in (mapping.kind, mapping.unit) if isinstance(c, Chosen)]
    return named


def understand(mapping: Mapping, cells: dict[str, Any], fingerprint: str) -> Historical:
    """Read one row by the mapping. Raises Refusal with the reason the row cannot be taken."""
    columns = mapping.columns
    zone = ZoneInfo(mapping.time_zone)
    received = _moment(cells, columns.received, zone)
    if received is None:
        raise Refusal("no_date", "The row has no date of receipt.", field=columns.received.column)
    answered = _moment(cells, columns.answered, zone) if columns.answered else None
    _in_order(received, answered)
    latitude, longitude = _point(cells, columns)
    subject, statement = _text(cells, columns.subject), _text(cells, columns.statement)
    if not subject and not statement:
        raise Refusal("nothing_said", "The row says nothing: no subject and no statement.")
    return Historical(
        source=f"{mapping.source}:{_text(cells, columns.id) or fingerprint}",
        procedure=mapping.procedure,
        kind=_chosen(cells, mapping.kind, "kind"),
        unit=_chosen(cells, mapping.unit, "unit"),
        language=mapping.language,
        received_at=received,
        subject=subject,
        statement=statement,
        person=_text(cells, columns.person),
        place=_text(cells, columns.place),
        latitude=latitude,
        longitude=longitude,
        answer=_text(cells, columns.answer),
        answered_at=answered,
    )


def _in_order(received: datetime, answered: datetime | None) -> None:
    if received > times.now():
        raise Refusal("future", "The date of receipt lies in the future.")
    if answered is not None and answered < received:
        raise Refusal("answered_before_received", "The answer is dated before the receipt.")


def _text(cells: dict[str, Any], column: str | list[str]) -> str:
    names = column if isinstance(column, list) else [column]
    parts = [str(cells[name]).strip() for name in names if name and cells.get(name) is not None]
    text = "\n".join(part for part in parts if part)
    if "\0" in text:
        raise Refusal("nul", "The row holds a NUL character.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refusal("surrogate", "The row holds characters that are not text.") from None
    if len(text) > LONGEST_STATEMENT:
        raise Refusal(
            "too_long",
            "A text of the row is longer than {n} characters.",
            facts={"n": LONGEST_STATEMENT},
        )
    return text


def _chosen(cells: dict[str, Any], chosen: str | Chosen, what: str) -> str:
    if isinstance(chosen, str):
        return chosen
    said = _text(cells, chosen.column)
    value = chosen.values.get(said, chosen.otherwise)
    if not value:
        raise Refusal(
            f"unknown_{what}",
            "The mapping has no {what} for “{said}”.",
            facts={"what": what, "said": said},
            field=chosen.column,
        )
    return value


def _moment(cells: dict[str, Any], moment: Moment, zone: ZoneInfo) -> datetime | None:
    value = cells.get(moment.column)
    if isinstance(value, datetime):
        at = value
    else:
        said = "" if value is None else str(value).strip()
        if not said:
            return None
        at = _parsed(said, moment)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _parsed(said: str, moment: Moment) -> datetime:
    for form in moment.formats:
        try:
            if plain := _numerals(form).fullmatch(said):
                return datetime.fromisoformat(_ISO.format(**_MIDNIGHT | plain.groupdict()))
            return datetime.strptime(said, form)  # noqa: DTZ007 - the zone is the mapping's
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(said)
    except ValueError as wrong:
        raise Refusal(
            "bad_date",
            "“{said}” is not a date in any form the mapping names.",
            facts={"said": said[:40]},
            field=moment.column,
        ) from wrong


_ISO = "{year}-{month}-{day}T{hour}:{minute}:{second}"
_MIDNIGHT = {"hour": "00", "minute": "00", "second": "00"}
_NUMERALS = {
    "%Y": "(?P<year>[0-9]{4})",
    "%m": "(?P<month>[0-9]{2})",
    "%d": "(?P<day>[0-9]{2})",
    "%H": "(?P<hour>[0-9]{2})",
    "%M": "(?P<minute>[0-9]{2})",
    "%S": "(?P<second>[0-9]{2})",
}


@cache
def _numerals(form: str) -> re.Pattern[str]:
    """A form made of whole numerals as a pattern; for any other form one that nothing matches.

    Dates are the slowest part of reading a row, and most are written so: strptime, which takes
    more than this and nothing of it otherwise, is asked only for the rest.
    """
    parts = re.split("(%.)", form)
    marks = parts[1::2]
    whole = {"%Y", "%m", "%d"} <= set(marks) <= _NUMERALS.keys() and len({*marks}) == len(marks)
    said = "".join(_NUMERALS.get(part) or re.escape(part) for part in parts)
    return re.compile(said if whole else "(?!)")


def _point(cells: dict[str, Any], columns: Columns) -> tuple[str, str]:
    latitude, longitude = _text(cells, columns.latitude), _text(cells, columns.longitude)
    if not latitude or not longitude:
        return "", ""
    try:
        lat, lng = float(latitude), float(longitude)
    except ValueError as wrong:
        raise Refusal("bad_point", "The coordinates are not numbers.") from wrong
    if not (-90 <= lat <= 90 and -180 <= lng <= 180):
        raise Refusal("bad_point", "The coordinates do not lie on the earth.")
    return f"{lat:.6f}", f"{lng:.6f}"
