"""One stream's chain 事件鏈: what must hold of each link, and the first place where it does not."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

import msgspec

from dengwen.errors import Fault
from dengwen.ledger import canonical, disclosure, envelope, persons
from dengwen.ledger.walking import fetch


class Break(msgspec.Struct, frozen=True):
    """A broken link. `version` is 0 for the stream itself; `code` is stable; `says` is for the
    operator and holds nothing personal."""

    stream: str
    version: int
    code: str
    says: str


class StreamRow(NamedTuple):
    """A row of ledger.stream."""

    stream: str
    version: int
    head: bytes | None


class EventRow(NamedTuple):
    """A row of ledger.event, without its salt."""

    stream: str
    version: int
    type: str
    recorded_at: datetime
    occurred_at: datetime
    body: str
    hash: bytes
    prev: bytes | None


class FieldRow(NamedTuple):
    """A row of ledger.sealed_field with its person's key."""

    stream: str
    version: int
    path: str
    person: str
    digest: str
    box: bytes
    wrapped: bytes | None
    master: str | None


class Chain:
    """Takes the links of one stream in order. `broken` is the first that does not hold."""

    def __init__(self, stream: str) -> None:
        """Begin before the first event."""
        self.stream = stream
        self.broken: Break | None = None
        self._version = 0
        self._hash: bytes | None = None

    def event(self, row: EventRow, fields: list[FieldRow]) -> None:
        """The next event with the personal fields that lie beside it."""
        if self.broken is None:
            wrong = self._wrong_link(row) or _wrong_body(row) or self._wrong_fields(row, fields)
            if wrong is not None:
                version = self._version + 1 if wrong[0] == "gap" else row.version
                self._break(version, *wrong)
        self._version, self._hash = row.version, bytes(row.hash)

    def loose(self, fields: list[FieldRow]) -> None:
        """Personal fields that are left over after the last event."""
        if fields:
            self._break(fields[0].version, "field_extra", "a sealed field of no event")

    def head(self, row: StreamRow | None) -> None:
        """The stream's own row, after its last event."""
        if row is None:
            self._break(0, "stream_missing", "the stream has no row of its own")
        elif row.version != self._version or _bytes(row.head) != self._hash:
            self._break(
                0, "head", f"the stream says version {row.version}, its events end otherwise"
            )

    def _break(self, version: int, code: str, says: str) -> None:
        if self.broken is None:
            self.broken = Break(self.stream, version, code, says)

    def _wrong_link(self, row: EventRow) -> tuple[str, str] | None:
        if row.version != self._version + 1:
            return "gap", f"after version {self._version} comes version {row.version}"
        if _bytes(row.prev) != self._hash:
            return "prev", "does not carry the hash of the event before it"
        if sha256(row.body.encode()).digest() != bytes(row.hash):
            return "hash", "the hash is not that of the body"
        return None

    def _wrong_fields(self, row: EventRow, fields: list[FieldRow]) -> tuple[str, str] | None:
        marks = {path: (person, digest) for path, person, digest in envelope.marks_of(row.body)}
        for field in fields:
            if field.version != row.version or marks.pop(field.path, None) != (
                field.person,
                field.digest,
            ):
                return "field", f"the sealed field {field.path} is not the one that was hashed"
            wrong = _wrong_box(field)
            if wrong:
                return wrong
        for path, (person, _) in marks.items():
            if not _was_erased(self.stream, person):
                return "field_missing", f"the sealed field {path} is gone, and nobody erased it"
        return None


def _wrong_body(row: EventRow) -> tuple[str, str] | None:
    """The body must be canonical, and the columns beside it must say what it says."""
    try:
        if canonical.encode(msgspec.json.decode(row.body)) != row.body.encode():
            return "canonical", "the body is not canonical"
        event = envelope.decode(row.body, bytes(row.hash), None)
    except (msgspec.DecodeError, ValueError):
        return "canonical", "the body is not an envelope"
    said = (event.stream, event.version, event.type, event.recorded_at, event.occurred_at)
    if said != row[:5] or event.prev != _bytes(row.prev):
        return "columns", "a column says something else than the body"
    return None


def _wrong_box(field: FieldRow) -> tuple[str, str] | None:
    if field.wrapped is None or field.master is None:
        return "key_missing", f"the key of the sealed field {field.path} is gone"
    try:
        key = persons.unwrap(field.stream, field.person, bytes(field.wrapped), field.master)
        disclosure.open_box(
            key, field.stream, field.person, field.path, field.digest, bytes(field.box)
        )
    except Fault as fault:
        return "field", str(fault)
    return None


def _was_erased(stream: str, person: str) -> bool:
    statement = "SELECT FROM ledger.erasure WHERE stream = %s AND person = %s"
    return bool(fetch(statement, [stream, person]))


def _bytes(value: bytes | None) -> bytes | None:
    return None if value is None else bytes(value)
