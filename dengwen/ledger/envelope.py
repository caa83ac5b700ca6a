"""The envelope 信封: from a fact to the canonical bytes that are hashed, and back to an event.

The application writes the `fact`; the database wraps it (sql/append.sql):
{"fact":{basis, by, data, occurred_at, time_source, type, v},"prev":…,"recorded_at":…,"stream":…,
"version":…}. In `data` a personal field stands as {"_sd": digest, "of": person}.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, get_args

import msgspec

from dengwen import times
from dengwen.ledger import canonical, disclosure
from dengwen.ledger.event import Event, Fact, Sealed, TimeSource

MARK = "_sd"
OWNER = "of"

_TYPE = re.compile(r"[a-z][a-z0-9_]{0,62}")
_PERSON = re.compile(r"[A-Za-z0-9._:-]{1,100}")
_SOURCES = frozenset(get_args(TimeSource))


class FactBody(msgspec.Struct, frozen=True):
    """The application's part of the envelope, in the order of its keys."""

    basis: list[str]
    by: str
    data: dict[str, Any]
    occurred_at: str
    time_source: str
    type: str
    v: int


class Body(msgspec.Struct, frozen=True):
    """The whole envelope."""

    fact: FactBody
    prev: str | None
    recorded_at: str
    stream: str
    version: int


class Field(msgspec.Struct, frozen=True):
    """A personal field on its way under its key."""

    path: str
    person: str
    disclosure: bytes
    digest: str


class Prepared(msgspec.Struct, frozen=True):
    """A fact ready to be written: its canonical text, its personal fields, its data as shown."""

    text: str
    fields: list[Field]
    shown: dict[str, Any]
    occurred_at: datetime


_body = msgspec.json.Decoder(Body)


def prepare(fact: Fact) -> Prepared:
    """The canonical form of a fact. Raises ValueError, naming the path, for what may not stand."""
    if not _TYPE.fullmatch(fact.type):
        raise ValueError(f"/type: {fact.type!r} is not the name of an event")
    if fact.time_source not in _SOURCES:
        raise ValueError(f"/time_source: {fact.time_source!r} is unknown")
    if fact.occurred_at.tzinfo is None:
        raise ValueError("/occurred_at: an instant needs a time zone")
    basis = list(fact.basis)
    canonical.check_text(fact.by, "/by")
    canonical.check(basis, "/basis")
    canonical.check(fact.v, "/v")
    fields: list[Field] = []
    plain, shown = _part(fact.data, "", fields)
    at = fact.occurred_at.astimezone(UTC)
    body = FactBody(basis, fact.by, plain, times.iso(at), fact.time_source, fact.type, fact.v)
    return Prepared(canonical.encode_checked(body).decode(), fields, shown, at)


def decode(body: str, hashed: bytes, values: dict[str, Any] | None) -> Event:
    """The event in a body. `values` are opened personal fields by digest; None leaves them shut."""
    whole = _body.decode(body)
    fact = whole.fact
    return Event(
        stream=whole.stream,
        version=whole.version,
        type=fact.type,
        v=fact.v,
        recorded_at=instant(whole.recorded_at),
        occurred_at=instant(fact.occurred_at),
        time_source=fact.time_source,
        by=fact.by,
        basis=tuple(fact.basis),
        data=_shown(fact.data, values) if f'"{MARK}"' in body else fact.data,
        hash=hashed,
        prev=None if whole.prev is None else bytes.fromhex(whole.prev),
    )


@lru_cache(1024)
def instant(text: str) -> datetime:
    """The instant in an envelope, in UTC."""
    return times.parse(text)


def marks_of(body: str) -> list[tuple[str, str, str]]:
    """Every personal field in a body, as (path, person, digest)."""
    return _marks(_body.decode(body).fact.data, "") if f'"{MARK}"' in body else []


def _marks(value: Any, path: str) -> list[tuple[str, str, str]]:
    if isinstance(value, dict):
        if MARK in value:
            return [(path, value.get(OWNER, ""), value[MARK])]
        steps = ((_step(key), inner) for key, inner in value.items())
        return [mark for step, inner in steps for mark in _marks(inner, f"{path}/{step}")]
    if isinstance(value, list):
        return [mark for i, inner in enumerate(value) for mark in _marks(inner, f"{path}/{i}")]
    return []


def _part(value: Any, path: str, fields: list[Field]) -> tuple[Any, Any]:
    """A part of the data as it is hashed and as it is shown; personal fields are collected.

    What holds no personal field comes back as itself, uncopied.
    """
    kind = type(value)
    if kind is dict:
        for key in value:
            _step(key)
        return _changed(value, value.items(), path, fields)
    if kind is list:
        return _changed(value, enumerate(value), path, fields)
    if kind is Sealed:
        return _sealed(value, path, fields)
    canonical.check(value, path)
    return value, value


def _changed(
    value: Any, inside: Iterable[tuple[Any, Any]], path: str, fields: list[Field]
) -> tuple[Any, Any]:
    plain = shown = value
    for key, inner in inside:
        kind = type(inner)
        if inner is None or kind is bool or (kind is str and inner.isascii() and "\0" not in inner):
            continue  # most of what there is, dealt with at once
        step = key if type(key) is int else _step(key)
        part = _part(inner, f"{path}/{step}", fields)
        if part[0] is not inner:
            if plain is value:
                plain, shown = value.copy(), value.copy()
            plain[key], shown[key] = part
    return plain, shown


@lru_cache(4096)
def _step(key: str) -> str:
    """A key as a step of a JSON pointer (RFC 6901): ~ and / inside it are written ~0 and ~1.

    Raises ValueError for a key that may not stand in data.
    """
    canonical.check_key(key, "")
    if key == MARK:
        raise ValueError(f"/{MARK}: this key is the mark of a sealed field")
    if not key.isprintable():
        raise ValueError(f"{key!r}: a key holds printable characters only")
    return key.replace("~", "~0").replace("/", "~1")


def _sealed(value: Sealed, path: str, fields: list[Field]) -> tuple[Any, Any]:
    if not _PERSON.fullmatch(value.person):
        raise ValueError(f"{path}: {value.person!r} is not the key of a person")
    disclosed, digest = disclosure.disclose(path, value.value)
    fields.append(Field(path, value.person, disclosed, digest))
    shown = Sealed(value.person, value.value, digest)
    return {MARK: digest, OWNER: value.person}, shown


def _shown(value: Any, values: dict[str, Any] | None) -> Any:
    if isinstance(value, dict):
        if MARK not in value:
            return {
                key: inner if type(inner) is str else _shown(inner, values)
                for key, inner in value.items()
            }
        digest, person = value[MARK], value[OWNER]
        if values is None:
            return Sealed(person, None, digest)
        return Sealed(person, values.get(digest), digest, erased=digest not in values)
    if isinstance(value, list):
        return [_shown(inner, values) for inner in value]
    return value
