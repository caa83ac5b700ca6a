"""The bytes of uploads: sealed, synced before the event that names them, removed on erasure.

Order is durability: (1) a temporary file, whole and fsynced; (2) renamed; (3) its folder fsynced;
only then may the event be written. A crash in between leaves a file that no row names, which
`sweep` removes; it never leaves an event whose file is missing.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import msgspec
from django.conf import settings
from django.db import transaction

from dengwen import times
from dengwen.files import kinds
from dengwen.files.models import FileRow
from dengwen.ledger import erasure, sealing
from dengwen.ledger.keyring import sync_folder

_ORIGINAL, _SHOWN = "original", "shown"
_ORPHAN_AGE = 3600
"""Seconds: a file that no row names after so long belongs to a request that died."""


class Upload(Protocol):
    """A file on its way in: Django's uploads are such, and `Bytes` below."""

    name: str | None

    def read(self) -> bytes:
        """All of it."""
        ...


class Bytes(msgspec.Struct):
    """A file that is in memory already, as from an e-mail."""

    name: str
    data: bytes

    def read(self) -> bytes:
        """All of it."""
        return self.data


class StoredFile(msgspec.Struct, frozen=True):
    """A file on disk. `name` is as the person gave it, made harmless, and is personal."""

    id: str
    stream: str
    person: str
    name: str
    type: str
    size: int
    sha256: str


def put(stream: str, person: str, upload: Upload) -> StoredFile:
    """Keep an upload sealed under the stream's person key; durable when this returns.

    Runs in the transaction of the event that will name it: rolled back, the bytes are swept.
    Raises Refusal for a kind that is not taken, a lying name, a bomb or one too large.
    """
    name = plain_name(upload.name or "")
    data = _read(upload, name)
    kind = kinds.tell(name, data)
    shown = kinds.cleaned(name, data, kind)[0] if kind.is_picture else None
    file = secrets.token_hex(16)
    _write(_path(file, _ORIGINAL), sealing.seal_bytes(stream, person, data, f"file|{file}"))
    if shown is not None:
        _write(_path(file, _SHOWN), sealing.seal_bytes(stream, person, shown, f"shown|{file}"))
    digest = sha256(data).hexdigest()
    FileRow.objects.create(
        id=file,
        stream=stream,
        person=person,
        type=kind.type,
        size=len(data),
        sha256=digest,
        shown=shown is not None,
        created_at=times.now(),
    )
    return StoredFile(file, stream, person, name, kind.type, len(data), digest)


def put_all(stream: str, person: str, uploads: Iterable[Upload]) -> list[StoredFile]:
    """Keep the uploads of one submission. Raises Refusal for more than `kinds.MOST`."""
    given = list(uploads)
    if len(given) > kinds.MOST:
        raise kinds.too_many()
    return [put(stream, person, upload) for upload in given]


def open_original(file: str) -> tuple[bytes, str]:
    """The evidence as it was given, and its media type. Raises `LookupError` when it is gone."""
    return _open(file, _ORIGINAL, f"file|{file}")


def open_shown(file: str) -> tuple[bytes, str]:
    """The copy to show: pictures drawn anew without hidden data, other kinds as they are."""
    row = _row(file)
    if not row.shown:
        return open_original(file)
    data, _type = _open(file, _SHOWN, f"shown|{file}")
    return data, kinds.PNG.type if data.startswith(b"\x89PNG") else kinds.JPEG.type


def erase(stream: str, person: str) -> None:
    """Remove a person's uploads: the rows now, the bytes once that is committed."""
    rows = FileRow.objects.filter(stream=stream, person=person)
    gone = list(rows.values_list("id", flat=True))
    rows.delete()
    transaction.on_commit(lambda: _remove(gone))


def sweep(older_than: float = _ORPHAN_AGE) -> int:
    """Remove bytes that no row names, left by requests that died; gives how many files.

    `older_than`: seconds; what is younger may belong to a request under way.
    """
    before = time.time() - older_than
    return sum(_sweep(folder, before) for folder in _home().glob("??"))


def missing() -> list[str]:
    """The files that a row names and the disk does not hold: a broken promise, for the doctor."""
    ids = FileRow.objects.values_list("id", flat=True)
    return [file for file in ids.iterator() if not _path(file, _ORIGINAL).exists()]


def register() -> None:
    """Name the uploads among the places that hold personal data."""
    erasure.register_place("files", erase)


def plain_name(name: str) -> str:
    """A file's name without folders, control characters and lone surrogates, at most 120 long."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(c for c in bare if c.isprintable() and not 0xD800 <= ord(c) <= 0xDFFF).strip()
    if len(clean) <= 120:
        return clean or "file"
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[:100]}{dot}{ending[:12]}"


def _read(upload: Upload, name: str) -> bytes:
    size = getattr(upload, "size", 0) or 0
    if size > kinds.LARGEST:  # refused before it is drawn into memory
        raise kinds.too_large(name)
    return upload.read()


def _row(file: str) -> FileRow:
    row = FileRow.objects.filter(id=file).first()
    if row is None:
        raise LookupError(f"no file {file}")
    return row


def _open(file: str, part: str, label: str) -> tuple[bytes, str]:
    row = _row(file)
    try:
        sealed = _path(file, part).read_bytes()
    except FileNotFoundError:
        raise LookupError(f"the bytes of {file} are not on this disk") from None
    data = sealing.open_bytes(row.stream, row.person, sealed, label)
    if data is None:
        raise LookupError(f"file {file} was erased")
    return data, row.type


def _home() -> Path:
    return Path(settings.DENGWEN_FILES)


def _path(file: str, part: str) -> Path:
    return _home() / file[:2] / f"{file}.{part}"


def _write(path: Path, sealed: bytes) -> None:
    folder = path.parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.part")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(sealed)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
    for held in (folder, folder.parent):  # the name in the folder, and the folder in its own
        sync_folder(held)


def _sweep(folder: Path, before: float) -> int:
    """Sweep one folder, so that however many there are, memory and query stay small."""
    old = {
        path: path.name.partition(".")[0] for path in folder.iterdir() if _is_older(path, before)
    }
    kept = set(FileRow.objects.filter(id__in=set(old.values())).values_list("id", flat=True))
    orphans = [path for path, file in old.items() if file not in kept]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _is_older(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:  # given its lasting name, or swept by another worker, this moment
        return False


def _remove(files: list[str]) -> None:
    for file in files:
        for part in (_ORIGINAL, _SHOWN):
            _path(file, part).unlink(missing_ok=True)
