"""Backups 備份: one file that holds the database, the sealed files, and how to know they are whole.

Keys are left out unless asked for: a backup without them opens for nobody. The list of erasures is
never inside: an older backup must not bring back whom it has forgotten. Everything that time drives
goes on meanwhile; the backup is of one instant.
"""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from dengwen import times
from dengwen.config import database, postgres_programs
from dengwen.config.place import Place
from dengwen.config.postgres import connect
from dengwen.errors import Refusal

Progress = Callable[[int, int], None]
"""Told how many bytes are done, and of how many."""

FORMAT = 1
MANIFEST, DUMP, FILES, KEYS = "manifest.json", "database.dump", "files", "keys"


class Head(msgspec.Struct, frozen=True):
    """Where the ledger stands: enough to know it again after a restore or a move."""

    position: int
    leaf: str  # of that position, in hex
    streams: int
    events: int
    erasures: int


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds, with the SHA-256 of each part."""

    format: int
    made_at: str
    kind: str
    server: int  # major version
    head: Head
    masters: list[str]  # ids of the master keys that are needed to open it
    dump: str
    files: dict[str, str]


def back_up(place: Place, target: Path, *, keys: bool = False, progress: Progress) -> Manifest:
    """Write a backup to `target`, whole or not at all. Raises Refusal where the file is taken."""
    if target.exists():
        raise Refusal(
            "backup_exists",
            "{file} is there already.",
            facts={"file": str(target)},
            mend="Give another name: a backup never overwrites one.",
        )
    with tempfile.TemporaryDirectory(dir=target.resolve().parent) as folder:
        dump = Path(folder) / DUMP
        facts = _dump(place, dump)
        # After the database: a file is on disk before its event, so none that is named can lack.
        files = {path.relative_to(place.files).as_posix(): path for path in _files(place.files)}
        manifest = Manifest(
            format=FORMAT,
            made_at=times.iso(times.now()),
            dump=digest(dump),
            files={name: digest(path) for name, path in files.items()},
            **facts,
        )
        parts = {DUMP: dump} | {f"{FILES}/{name}": path for name, path in files.items()}
        if keys:
            parts |= {f"{KEYS}/{path.name}": path for path in _files(place.keys)}
        whole = Path(folder) / "whole"
        _pack(whole, manifest, parts, progress)
        whole.replace(target)
    return manifest


def head_of(connection: psycopg.Connection[tuple[Any, ...]]) -> Head:
    """Where the ledger of this database stands."""
    row = connection.execute(
        "SELECT coalesce(max(position), 0), (SELECT encode(leaf, 'hex') FROM ledger.position"
        " ORDER BY position DESC LIMIT 1), (SELECT count(*) FROM ledger.stream),"
        " (SELECT count(*) FROM ledger.event), (SELECT count(*) FROM ledger.erasure)"
        " FROM ledger.position"
    ).fetchone()
    position, leaf, streams, events, erasures = row or (0, "", 0, 0, 0)
    return Head(position, leaf or "", streams, events, erasures)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run_client(place: Place, name: str, known: dict[str, str], flags: list[str]) -> None:
    """Run pg_dump or pg_restore on a database. The password goes by the environment, unseen."""
    with connect(known) as connection:
        major = connection.info.server_version // 10000
    program = postgres_programs.client(place, name, major)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    names |= {"dbname": "PGDATABASE", "options": "PGOPTIONS", "sslmode": "PGSSLMODE"}
    given = {names[k]: v for k, v in known.items() if k in names}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | given
    done = subprocess.run([str(program), *flags], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Refusal(
            f"{name}_failed",
            "{name} failed: {why}",
            facts={"name": name, "why": done.stderr.strip()[-2000:]},
        )


def dump_flags(snapshot: str, target: Path) -> list[str]:
    """How a database is dumped: all of it, as it was at the snapshot."""
    return ["--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}"]


def restore_flags(name: str, source: Path) -> list[str]:
    """How a dump is restored: as the owner, all of it or nothing."""
    single = ["--single-transaction", "--exit-on-error", "--no-owner"]
    return [f"--dbname={name}", f"--role={database.OWNER}", *single, str(source)]


def _dump(place: Place, target: Path) -> dict[str, Any]:
    """Dump one instant of the database, and what the manifest tells about that instant."""
    known = database.owner(place)
    with connect(known) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = (connection.execute("SELECT pg_export_snapshot()").fetchone() or [""])[0]
        masters = connection.execute(
            "SELECT master FROM ledger.person_key UNION SELECT master FROM ledger.service_key"
        )
        facts = {
            "kind": database.kind(connection) or "",
            "server": connection.info.server_version // 10000,
            "head": head_of(connection),
            "masters": sorted(name for (name,) in masters),
        }
        run_client(place, "pg_dump", known, dump_flags(snapshot, target))
    return facts


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))


def _pack(whole: Path, manifest: Manifest, parts: dict[str, Path], progress: Progress) -> None:
    total, done = sum(path.stat().st_size for path in parts.values()), 0
    handle = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        with tarfile.open(fileobj=out, mode="w") as tar:
            told = msgspec.json.format(msgspec.json.encode(manifest))
            about = tarfile.TarInfo(MANIFEST)
            about.size, about.mode = len(told), 0o600
            tar.addfile(about, io.BytesIO(told))
            for name, path in parts.items():
                tar.add(path, arcname=name, recursive=False)
                done += path.stat().st_size
                progress(done, total)
        out.flush()
        os.fsync(out.fileno())
