"""The place 所在: the one folder ($DENGWEN_HOME) where an installation keeps what is its own.

Promises that nothing of an installation lives anywhere else, save the database server's data when
the folder cannot be read by the server's user. Pure paths and small files; imports no Django.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Place:
    """Where one installation keeps its files."""

    home: Path

    @property
    def keys(self) -> Path:
        """Master key, session key and database passwords: 0700, never in a backup."""
        return self.home / "keys"

    @property
    def files(self) -> Path:
        """Sealed uploads."""
        return self.home / "files"

    @property
    def static(self) -> Path:
        """Style sheets and scripts as served."""
        return self.home / "static"

    @property
    def postgres(self) -> Path:
        """The embedded server's folder: its data, its log and its lock."""
        return self.home / "postgres"

    @property
    def env_file(self) -> Path:
        """Settings that `db move` records: lines of NAME=value."""
        return self.home / "dengwen.env"

    @property
    def packs(self) -> Path:
        """Every law pack that was ever installed here, by its hash."""
        return self.home / "packs"

    def setting(self, name: str, default: str = "") -> str:
        """An environment variable, else the line of that name in dengwen.env, else `default`."""
        if os.environ.get(name):
            return os.environ[name]
        return self.recorded().get(name, default)

    def recorded(self) -> dict[str, str]:
        """The lines of dengwen.env."""
        if not self.env_file.exists():
            return {}
        lines = self.env_file.read_text().splitlines()
        pairs = (line.split("=", 1) for line in lines if "=" in line and line[0] != "#")
        return {name.strip(): value.strip() for name, value in pairs}

    def record(self, name: str, value: str) -> None:
        """Write or replace one line of dengwen.env (it may hold a password: mode 0600)."""
        lines = self.recorded() | {name: value}
        write_private(self.env_file, "".join(f"{k}={v}\n" for k, v in lines.items()))

    def secret(self, name: str) -> str:
        """The secret kept in keys/`name`; drawn and written (0600) when there is none yet."""
        path = self.keys / name
        if not path.exists():
            make_private_folder(self.keys)
            write_private(path, secrets.token_urlsafe(48))
        return path.read_text().strip()

    def known_secret(self, name: str) -> str:
        """The secret kept in keys/`name`, or nothing when it has not been drawn yet."""
        path = self.keys / name
        return path.read_text().strip() if path.exists() else ""


def here() -> Place:
    """The place that the environment names; <repository>/var when it names none."""
    home = os.environ.get("DENGWEN_HOME")
    return Place(Path(home).resolve() if home else REPOSITORY / "var")


def make_private_folder(path: Path) -> None:
    """Make the folder, readable by its owner only."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)


def write_private(path: Path, text: str) -> None:
    """Write a whole file that only its owner may read; a crash leaves the old or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
