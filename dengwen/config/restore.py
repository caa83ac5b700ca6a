"""Restoring and moving 恢復與遷移: into an empty place, checked before and verified afterwards."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from dengwen.config import backup, database, postgres, start
from dengwen.config.backup import DUMP, FILES, KEYS, MANIFEST, Head, Manifest, Progress
from dengwen.config.place import Place, make_private_folder
from dengwen.config.postgres import connect
from dengwen.errors import Refusal


def read_manifest(file: Path) -> Manifest:
    """What a backup says it holds. Raises Refusal for a file that is no backup."""
    try:
        with tarfile.open(file, "r:") as tar:
            first = tar.next()
            told = tar.extractfile(first) if first and first.name == MANIFEST else None
            if told is None:
                raise ValueError("no manifest")
            manifest = msgspec.json.decode(told.read(), type=Manifest)
    except (tarfile.TarError, ValueError, msgspec.MsgspecError) as error:
        raise Refusal(
            "no_backup",
            "{file} is no backup of ours: {why}",
            facts={"file": str(file), "why": str(error)},
        ) from None
    if manifest.format != backup.FORMAT:
        raise Refusal("backup_format", "This backup is of another format than this version reads.")
    return manifest


def restore(
    place: Place, file: Path, server: postgres.Server | None, *, unlisted: bool, progress: Progress
) -> Manifest:
    """Restore a backup into a place whose database is empty.

    1. Nothing is written before the backup's every part has proved whole, the keys that open it
    are here, and the list of erasures is (or `unlisted` says that there is none). 2. Roles and the
    database; everything in one transaction. 3. The files. 4. The ledger stands where the manifest
    says. Call `afterwards` next, which replays the erasures and verifies. Raises Refusal.
    """
    manifest = read_manifest(file)
    with tempfile.TemporaryDirectory(dir=_made(place.home)) as folder:
        parts = Path(folder)
        _unpack(file, manifest, parts, progress)
        _take_keys(place, parts / KEYS)
        _check_keys(place, manifest)
        if not unlisted and not (place.home / "erasures.jsonl").exists():
            raise _no_list(place)
        start.draw_keys(place)
        database.provision(place, None, server)
        fill(place, database.owner(place), parts / DUMP, manifest.head)
        if (parts / FILES).exists():
            shutil.copytree(parts / FILES, place.files, dirs_exist_ok=True)
    return manifest


def move(place: Place, url: str, progress: Progress) -> Head:
    """Copy the database to the server of `url`, prove the copy, and record DATABASE_URL.

    Nobody may write meanwhile: the caller holds the place's run lock. The old data stay as they
    are. Raises Refusal where the new database is not empty or the copy is not the same.
    """
    source = database.owner(place)
    _nobody_writes(source)
    with tempfile.TemporaryDirectory(dir=place.home) as folder, connect(source) as here:
        dump = Path(folder) / DUMP
        here.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = (here.execute("SELECT pg_export_snapshot()").fetchone() or [""])[0]
        head = backup.head_of(here)
        backup.run_client(place, "pg_dump", source, backup.dump_flags(snapshot, dump))
        progress(1, 3)
        there = Moved(place.home, url)
        database.check_external(there)
        database.provision(there, None, None)
        fill(there, database.owner(there), dump, head)
        progress(2, 3)
    place.record("DATABASE_URL", url)
    progress(3, 3)
    return head


class Moved(Place):
    """The place as it will be, once its database is elsewhere."""

    def __init__(self, home: Path, url: str) -> None:
        super().__init__(home)
        object.__setattr__(self, "url", url)

    def setting(self, name: str, default: str = "") -> str:
        """As the place says, save for where the database is."""
        if name == "DATABASE_URL":
            return str(self.__dict__["url"])
        return super().setting(name, default)


def fill(place: Place, known: dict[str, str], dump: Path, head: Head) -> None:
    """Restore a dump into an empty database and see that the ledger stands where it stood."""
    with connect(known) as connection:
        if database.kind(connection) is not None:
            raise Refusal(
                "not_empty",
                "There is a database of ours already, marked {kind}.",
                facts={"kind": database.kind(connection)},
                mend="Restore into a new place (DENGWEN_HOME) or a new database.",
            )
    backup.run_client(place, "pg_restore", known, backup.restore_flags(known["dbname"], dump))
    with connect(known) as connection:
        found = backup.head_of(connection)
        connection.execute("ANALYZE")
    if found != head:
        raise Refusal(
            "head_differs",
            "The ledger stands at {found} and not at {head}.",
            facts={"found": str(found), "head": str(head)},
        )


def afterwards(progress: Progress) -> tuple[int, list[Any]]:
    """With the house awake on the restored database: replay the erasures, then verify all.

    Returns how many persons were forgotten again, and what is broken.
    """
    from dengwen.jobs import index
    from dengwen.ledger import erasure, verify

    forgotten = erasure.replay_erasures()
    if forgotten:
        index.again(erasure.streams())
    return forgotten, list(verify.verify(progress))


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _unpack(file: Path, manifest: Manifest, target: Path, progress: Progress) -> None:
    wanted = {DUMP: manifest.dump} | {f"{FILES}/{n}": d for n, d in manifest.files.items()}
    with tarfile.open(file, "r:") as tar:
        members = tar.getmembers()
        for done, member in enumerate(members, start=1):
            tar.extract(member, target, filter="data")
            progress(done, len(members))
    for name, sha in wanted.items():
        if not (target / name).is_file() or backup.digest(target / name) != sha:
            raise Refusal(
                "backup_damaged",
                "{part} is missing from the backup, or is not what was put in.",
                facts={"part": name},
                mend="Take another copy of the backup.",
            )


def _take_keys(place: Place, keys: Path) -> None:
    """Keys that came in the backup, where the place has none of that name."""
    if keys.exists():
        make_private_folder(place.keys)
        for key in keys.iterdir():
            if key.name == "master.key" and not (place.keys / key.name).exists():
                shutil.copy2(key, place.keys / key.name)
                (place.keys / key.name).chmod(0o600)


def _check_keys(place: Place, manifest: Manifest) -> None:
    from dengwen.ledger import keyring

    start.setup(pack=False)
    path = keyring.file()
    held = set() if path and not path.exists() else set(keyring.ring().keys)
    if missing := set(manifest.masters) - held:
        raise Refusal(
            "keys_missing",
            "The master key that opens this backup is not here ({missing}).",
            facts={"missing": ", ".join(sorted(missing))},
            mend=f"Put it into {path}, or into DENGWEN_MASTER_KEY.",
        )


def _no_list(place: Place) -> Refusal:
    return Refusal(
        "no_erasure_list",
        "The list of erasures is not here: whom the old place had forgotten would come back.",
        mend=f"Copy erasures.jsonl of the old place into {place.home}, or say --no-erasures if"
        " nobody was ever erased.",
    )


def _nobody_writes(source: dict[str, str]) -> None:
    with connect(source) as connection:
        busy = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND usename = %s",
            [database.APP],
        ).fetchone()
    if busy and busy[0]:
        raise Refusal(
            "still_in_use",
            "{count} connections of the application are open.",
            facts={"count": busy[0]},
            mend="Stop every `dengwen run` and `dengwen work` first.",
        )
