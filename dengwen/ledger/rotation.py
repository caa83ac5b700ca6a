"""Changing the master key 主密鑰輪換: every wrapped key moves, no hash and no field does.

Safe to stop and start again at any point: the new key goes on the ring first, the old one leaves it
last, and every key in between says itself which master wraps it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from dengwen.errors import Fault
from dengwen.ledger import keyring, persons, service

Progress = Callable[[int, int], None]
"""Told how many keys have been moved, and of how many."""

_BATCH = 2_000


def rotate_master(new: bytes | None = None, progress: Progress | None = None) -> int:
    """Put `new` in front of the ring, move every key to it, drop the old ones; how many moved.

    Without `new` an interrupted rotation goes on. With the ring in DENGWEN_MASTER_KEY the operator
    writes the new key there, in front of the old, and calls this without `new`. Raises Fault for a
    key that is not 32 bytes or that cannot be put on such a ring.
    """
    if new is not None:
        _put_in_front(new)
    moved = _rewrap(progress)
    _drop_old()
    return moved


def unmoved() -> int:
    """How many keys are still wrapped by another master key than the present one."""
    present = keyring.ring().present
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM ledger.person_key WHERE master <> %s)"
            " + (SELECT count(*) FROM ledger.service_key WHERE master <> %s)",
            [present, present],
        )
        return int(cursor.fetchone()[0])


def _put_in_front(new: bytes) -> None:
    if len(new) != keyring.KEY_SIZE:
        raise Fault(f"a master key is {keyring.KEY_SIZE} bytes")
    path = keyring.file()
    if path is None:
        raise Fault("the master key comes from DENGWEN_MASTER_KEY: put the new one in front there")
    keys = keyring.read_file(path)
    keyring.write_file(path, [new, *(key for key in keys if key != new)])


def _drop_old() -> None:
    """Only the present key stays in the file, once nothing needs the others any more."""
    path = keyring.file()
    if path is not None and unmoved() == 0:
        keyring.write_file(path, keyring.read_file(path)[:1])


def _rewrap(progress: Progress | None) -> int:
    total, moved = unmoved(), 0
    while batch := _some_unmoved():
        moved += _move(batch)
        if progress is not None:
            progress(moved, total)
    return moved + _rewrap_service()


def _some_unmoved() -> list[Any]:
    with connection.cursor() as cursor:
        # By either side of the present name: `<>` alone could not use the index.
        cursor.execute(
            "(SELECT stream, person, wrapped, master FROM ledger.person_key WHERE master < %s"
            " LIMIT %s) UNION ALL (SELECT stream, person, wrapped, master FROM ledger.person_key"
            " WHERE master > %s LIMIT %s)",
            [keyring.ring().present, _BATCH] * 2,
        )
        return list(cursor.fetchall())


def _move(rows: list[Any]) -> int:
    ring = keyring.ring()
    owners = [persons.owner_of(stream, person) for stream, person, _, _ in rows]
    before = [bytes(wrapped) for _, _, wrapped, _ in rows]
    after = [
        ring.wrap(ring.unwrap(old, owner, row[3]), owner)
        for old, owner, row in zip(before, owners, rows, strict=True)
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger.rewrap(%s::text[], %s::text[], %s::bytea[], %s::bytea[], %s)",
            [[row[0] for row in rows], [row[1] for row in rows], before, after, ring.present],
        )
        return int(cursor.fetchone()[0])


def _rewrap_service() -> int:
    ring = keyring.ring()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, wrapped, master FROM ledger.service_key WHERE master <> %s", [ring.present]
        )
        rows = cursor.fetchall()
        for name, wrapped, master in rows:
            owner = service.owner_of(name)
            fresh = ring.wrap(ring.unwrap(bytes(wrapped), owner, master), owner)
            cursor.execute(
                "SELECT ledger.rewrap_service(%s, %s, %s, %s)",
                [name, bytes(wrapped), fresh, ring.present],
            )
    return len(rows)
