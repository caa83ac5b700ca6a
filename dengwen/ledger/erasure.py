"""Erasing a person 刪除個人信息: the key, the sealed fields, and every place that holds a copy.

Every place that keeps anything derived from personal data registers itself once, with what empties
it. The list of erasures is also written to a file outside the database, so that restoring an older
backup can replay it and bring nobody back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from dengwen import times
from dengwen.ledger import keyring

Eraser = Callable[[str, str], None]
"""Given stream and person, removes what the place holds of them, in the present transaction."""

_places: dict[str, Eraser] = {}


def register_place(name: str, eraser: Eraser) -> None:
    """Register a place that holds personal data. Raises ValueError for a second one of its name."""
    if _places.get(name, eraser) is not eraser:
        raise ValueError(f"two places are called {name}")
    _places[name] = eraser


def places() -> list[str]:
    """The names of all places that hold personal data outside the ledger."""
    return sorted(_places)


def erase(stream: str, person: str) -> None:
    """Destroy key, sealed fields and copies in the caller's transaction; list it once committed.

    Safe to repeat. Whatever a place removes from disk must itself be safe to repeat.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger.erase(%s, %s)", [stream, person])
        erased_at = times.iso(cursor.fetchone()[0])
    for _, eraser in sorted(_places.items()):
        eraser(stream, person)
    transaction.on_commit(keyring.forget)
    transaction.on_commit(lambda: _write([(stream, person, erased_at)]))


def replay_erasures() -> int:
    """Erase again everyone on the list, after a restore; how many were back and are gone again.

    Also writes down erasures that the database knows and the list does not: a process may have
    died between its commit and its line in the file.
    """
    known = _known()
    missing = [line for line in _listed() if line[:2] not in known]
    for stream, person, _ in missing:
        with transaction.atomic():
            erase(stream, person)
    sync_list()
    return len(missing)


def streams() -> set[str]:
    """The streams in which somebody was erased."""
    return {stream for stream, _person in _known()}


def sync_list() -> int:
    """Write down erasures that the database knows and the list does not; how many these were."""
    listed = {line[:2] for line in _listed()}
    unlisted = [(*pair, at) for pair, at in _known().items() if pair not in listed]
    _write(unlisted)
    return len(unlisted)


def list_path() -> Path:
    """Where the list is kept: beside the database, never in a backup of it."""
    return Path(settings.DENGWEN_HOME) / "erasures.jsonl"


def _known() -> dict[tuple[str, str], str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT stream, person, erased_at FROM ledger.erasure ORDER BY erased_at")
        return {(stream, person): times.iso(at) for stream, person, at in cursor}


def _listed() -> Iterator[tuple[str, str, str]]:
    """The lines of the list. A torn last line (a crash while writing) is passed over: `sync_list`
    writes it again from the database."""
    try:
        text = list_path().read_text("utf-8")
    except FileNotFoundError:
        return
    for line in text.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        yield entry["stream"], entry["person"], entry["erased_at"]


def _write(lines: list[tuple[str, str, str]]) -> None:
    if not lines:
        return
    path = list_path()
    new = not path.exists()
    text = "".join(
        "\n" * torn + json.dumps({"stream": s, "person": p, "erased_at": at}) + "\n"
        for torn, (s, p, at) in zip([_torn(path)] + [False] * len(lines), lines, strict=False)
    )
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, text.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    if new:
        keyring.sync_folder(path.parent)


def _torn(path: Path) -> bool:
    """Whether the last line was cut short, so that the next must begin on a line of its own."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return False
    return bool(data) and not data.endswith(b"\n")
