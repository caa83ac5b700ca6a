"""The ground that the embedded server stands on: its user, its folders, its socket.

PostgreSQL refuses to run as root, so under root it gets a user of its own; what that user cannot
reach (a home under /root) is put under /var/lib/dengwen instead. No folder that is not ours is ever
given wider rights. A socket's path may have 107 bytes and no more, whatever the home's is.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dengwen.config.place import Place
from dengwen.errors import Refusal

SERVER_USER = "dengwen-pg"
ROOMY = Path("/var/lib/dengwen")
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock") - 1


@dataclass(frozen=True)
class Ground:
    """Where one embedded server lives. `user` is empty when the server runs as we do.

    `name` is the server's cluster name: it stands in the title of each of its processes, so they
    can be told from those of any other server without looking into them.
    """

    data: Path
    socket: Path
    log: Path
    user: str
    name: str

    def as_server(self) -> dict[str, Any]:
        """Arguments for `subprocess` that make a child run as the server's user."""
        if not self.user:
            return {}
        who = pwd.getpwnam(self.user)
        return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Make the server's user the owner of a folder or file, closed to everyone else."""
        path.chmod(0o700 if path.is_dir() else 0o600)
        if self.user:
            who = pwd.getpwnam(self.user)
            os.chown(path, who.pw_uid, who.pw_gid)


def ground(place: Place) -> Ground:
    """The ground of a place. Touches nothing."""
    root = os.geteuid() == 0
    within = place.postgres
    if root and not _reachable(place.home):
        within = ROOMY / _short(place.home)
    return Ground(
        data=within / "data",
        socket=_socket_folder(place.home, within, root),
        log=within / "server.log",
        user=SERVER_USER if root else "",
        name=f"dengwen-{_short(within)}",
    )


def prepare(ground: Ground) -> None:
    """Make the folders with the right owners, and the server's user where one is needed.

    Raises Refusal when somebody else made the socket's folder first.
    """
    if ground.user:
        _make_user(ground.user)
    ground.data.parent.mkdir(parents=True, exist_ok=True)
    if ground.user:
        ground.data.parent.chmod(0o711)
    ground.socket.parent.mkdir(parents=True, exist_ok=True)
    _take_socket_folder(ground)


def programs_for(ground: Ground, programs: Path) -> Path:
    """The folder of server programs that the server's user can run: `programs`, or a copy of it.

    The wheel's programs find their libraries beside their package, so both are copied.
    """
    if not ground.user or _reachable(programs):
        return programs
    install = programs.parent
    package = install.parent
    key = hashlib.sha256(f"{install} {install.stat().st_mtime_ns}".encode()).hexdigest()[:10]
    copy = ROOMY / "programs" / f"{install.name}-{key}"
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=copy.parent))
        skip = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(install, fresh / package.name / install.name, symlinks=True, ignore=skip)
        libraries = package.with_name(package.name + ".libs")
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name)
        fresh.chmod(0o755)
        _rename_unless_there(fresh, copy)
    return copy / package.name / install.name / programs.name


def _rename_unless_there(fresh: Path, final: Path) -> None:
    try:
        fresh.rename(final)
    except OSError:  # another process got there first
        shutil.rmtree(fresh)
        if not final.exists():
            raise


def _reachable(path: Path) -> bool:
    """Whether any user can pass through `path` and every folder above it, as far as they exist."""
    folders = [p for p in (path.resolve(), *path.resolve().parents) if p.exists()]
    return all(p.stat().st_mode & stat.S_IXOTH for p in folders)


def _short(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def _socket_folder(home: Path, within: Path, root: bool) -> Path:
    beside = within / "socket"
    if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER:
        return beside
    if root:
        return Path("/run/dengwen") / _short(home)
    return Path(tempfile.gettempdir()) / f"dengwen-{os.geteuid()}-{_short(home)}"


def _take_socket_folder(ground: Ground) -> None:
    folder = ground.socket
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    owners = {os.geteuid()} | ({pwd.getpwnam(ground.user).pw_uid} if ground.user else set())
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
        raise Refusal(
            "socket_folder_taken",
            "The folder {folder} for the database's socket belongs to somebody else.",
            facts={"folder": str(folder)},
            mend="Remove it, or set DENGWEN_HOME to a shorter path.",
        )
    ground.give(folder)


def _make_user(name: str) -> None:
    try:
        pwd.getpwnam(name)
        return
    except KeyError:
        pass
    command = ["useradd", "--system", "--no-create-home", "--home-dir", str(ROOMY)]
    command += ["--shell", "/usr/sbin/nologin", name]
    _retry_while_locked(lambda: subprocess.run(command, capture_output=True, text=True))
    try:
        pwd.getpwnam(name)
    except KeyError:
        raise Refusal(
            "no_server_user",
            "PostgreSQL refuses to run as root, and the user {name} could not be made.",
            facts={"name": name},
            mend="Run as an ordinary user, or make that user with useradd.",
        ) from None


def _retry_while_locked(call: Callable[[], subprocess.CompletedProcess[str]]) -> None:
    """Call again (twice) while another process holds the lock of the user table."""
    for _ in range(3):
        if call().returncode in {0, 9}:  # 9: the user exists by now
            return
