"""Law packs, kept 法規包存檔: any pack under which anything was done stays loadable for ever."""

from __future__ import annotations

from django.db import connection


def keep(hash: str, id: str, version: str, content: bytes) -> None:
    """Keep a pack under its hash; does nothing when it is there already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger.keep_pack(%s, %s, %s, %s)", [hash, id, version, content])


def fetch(hash: str) -> bytes | None:
    """The content of the pack with this hash; None when none was kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM ledger.pack_archive WHERE hash = %s", [hash])
        row = cursor.fetchone()
    return bytes(row[0]) if row else None


def kept() -> list[tuple[str, str, str]]:
    """(hash, id, version) of every pack kept, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash, id, version FROM ledger.pack_archive ORDER BY kept_at, hash")
        return list(cursor.fetchall())
