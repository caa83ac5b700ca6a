"""The embedded PostgreSQL's supervisor 數據庫看守: start patiently, share, stop cleanly.

Promises: one server a data directory, however many processes start at once; the last one out turns
off the light; a stale pid file never keeps it down; a crash is recovered from, however long it
takes. Only the server's own programs are used: a unix socket, scram passwords, no TCP.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psutil
import psycopg
from psycopg.conninfo import make_conninfo

from dengwen.config import postgres_ground, postgres_programs
from dengwen.config.place import Place
from dengwen.config.postgres_ground import Ground
from dengwen.config.postgres_programs import Programs
from dengwen.errors import Refusal

ADMIN = "dengwen_admin"
ADMIN_PASSWORD = "pg-admin.password"  # noqa: S105 - the file's name
UNSAFE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""Settings for a database marked as a test at its birth, and for no other."""

Say = Callable[[str], None]

_children: dict[int, subprocess.Popen[bytes]] = {}


@dataclass
class Server:
    """One embedded server: where it lives, what runs it, and how it is set."""

    place: Place
    ground: Ground
    programs: Programs
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def admin(self) -> dict[str, str]:
        """How its superuser connects."""
        password = self.place.secret(ADMIN_PASSWORD)
        return {"host": str(self.ground.socket), "user": ADMIN, "password": password}


def connect(
    known: dict[str, str], *, dbname: str = "", autocommit: bool = False, connect_timeout: int = 30
) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection as `known` says (host, user, password …), to `dbname` where it is given."""
    known = known | ({"dbname": dbname} if dbname else {})
    said = make_conninfo(**known, connect_timeout=connect_timeout)
    return psycopg.connect(said, autocommit=autocommit)


def pid(ground: Ground) -> int | None:
    """The postmaster's pid when it is alive and serves these data; None otherwise."""
    try:
        found = int((ground.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    return found if _belongs(found, ground.name) else None


@contextlib.contextmanager
def using(
    place: Place, settings: dict[str, str] | None = None, say: Say = print
) -> Iterator[Server]:
    """Have the place's server running while the block lasts; stop it after the last user leaves.

    `say` is told what takes long (recovery after a crash). Raises Refusal with the server's own
    last words when it cannot start.
    """
    server, used = _enter(place, settings or {}, say)
    try:
        yield server
    finally:
        _leave(server, used)


def _enter(place: Place, settings: dict[str, str], say: Say) -> tuple[Server, IO[str]]:
    place.postgres.mkdir(parents=True, exist_ok=True)
    with _held(place.postgres / "lock", fcntl.LOCK_EX):
        used = _lock(place.postgres / "users", fcntl.LOCK_SH)
        try:
            server = _server(place, settings)
            _bring_up(server, say)
        except BaseException:
            _put_down(place, used)
            raise
    return server, used


def _leave(server: Server, used: IO[str]) -> None:
    with _held(server.place.postgres / "lock", fcntl.LOCK_EX):
        _put_down(server.place, used)


def _put_down(place: Place, used: IO[str]) -> None:
    used.close()
    alone = fcntl.LOCK_EX | fcntl.LOCK_NB
    users = place.postgres / "users"
    with contextlib.suppress(BlockingIOError), _held(users, alone):  # blocked: still in use
        stop(postgres_ground.ground(place))


def revive(server: Server, say: Say = print) -> None:
    """Start the server again if it died; for the one who watches over it while using it."""
    if pid(server.ground) is None:
        with _held(server.place.postgres / "lock", fcntl.LOCK_EX):
            _bring_up(server, say)


def stop(ground: Ground, patience: float = 60) -> None:
    """Fast shutdown: open transactions are rolled back, everything committed is written."""
    for how in (signal.SIGINT, signal.SIGQUIT):
        running = pid(ground)
        if running is None:
            return
        os.kill(running, how)
        if _wait_gone(running, ground.name, patience):
            return


def _server(place: Place, settings: dict[str, str]) -> Server:
    ground = postgres_ground.ground(place)
    programs = postgres_programs.choose(place, ground.data)
    postgres_ground.prepare(ground)
    server = Server(place, ground, programs, settings)
    if not (ground.data / "PG_VERSION").exists():
        _initdb(server)
    return server


def _initdb(server: Server) -> None:
    """Make the data directory aside and move it in whole: a crash leaves no half of one."""
    fresh = server.ground.data.with_name("data.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    server.ground.give(fresh)
    password = server.ground.socket / "initdb.password"
    password.write_text(server.place.secret(ADMIN_PASSWORD))
    server.ground.give(password)
    flags = ["--encoding=UTF8", "--auth=scram-sha-256", "--data-checksums", "--no-instructions"]
    flags += [f"--username={ADMIN}", f"--pwfile={password}", f"--pgdata={fresh}"]
    flags += server.programs.initdb_locale
    flags += ["--no-sync"] if server.settings.get("fsync") == "off" else []
    try:
        done = _run(server, "initdb", flags, cwd=fresh.parent)
    finally:
        password.unlink()
    if done.returncode:
        raise Refusal("initdb_failed", "initdb failed: {why}", facts={"why": done.stderr[-2000:]})
    server.ground.give(Path(postgres_programs.record_birth(fresh, server.programs)))
    fresh.rename(server.ground.data)


def _run(
    server: Server, name: str, flags: list[str], cwd: Path
) -> subprocess.CompletedProcess[str]:
    folder = postgres_ground.programs_for(server.ground, server.programs.folder)
    command = [str(folder / name), *flags]
    how = {"env": _environment(), "cwd": cwd, **server.ground.as_server()}
    return subprocess.run(command, capture_output=True, text=True, **how)


def _environment() -> dict[str, str]:
    """A clean environment: PG* variables of whoever starts us must not steer the server."""
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"}


def _bring_up(server: Server, say: Say) -> None:
    """Start or join the server and wait until it answers, through a recovery of any length."""
    begun = told = time.monotonic()
    child: subprocess.Popen[bytes] | None = None
    while not _answers(server):
        if child is not None and child.poll() is not None:
            _judge(server, time.monotonic() - begun)
            child = None
        if child is None and pid(server.ground) is None:
            child = _launch(server)
        time.sleep(0.02 if time.monotonic() - begun < 2 else 0.3)
        if time.monotonic() - told > 5:
            told = time.monotonic()
            say(f"PostgreSQL is starting or recovering ({told - begun:.0f} s so far) …")


def _answers(server: Server) -> bool:
    if pid(server.ground) is None:
        return False
    try:
        connect(server.admin, dbname="postgres", connect_timeout=5).close()
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise Refusal(
                "admin_password_lost",
                "The password in {file} is not the one this database was made with.",
                facts={"file": str(server.place.keys / ADMIN_PASSWORD)},
                mend="Put the file back from where the keys are kept.",
            ) from None
        return False
    return True


def _launch(server: Server) -> subprocess.Popen[bytes]:
    _clear_stale_pid(server)
    _turn_log(server.ground.log)
    folder = postgres_ground.programs_for(server.ground, server.programs.folder)
    command = [str(folder / "postgres"), "-D", str(server.ground.data)]
    for name, value in {**_SETTINGS, **server.settings}.items():
        command += ["-c", f"{name}={value}"]
    command += ["-k", str(server.ground.socket), "-c", f"cluster_name={server.ground.name}"]
    with server.ground.log.open("ab") as log:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=server.ground.data,
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for us: to the server SIGINT is an order
            **server.ground.as_server(),
        )
    _children[child.pid] = child
    return child


_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "log_timezone": "UTC",
    "timezone": "UTC",
    # Statements and the DETAIL of an error carry what people wrote; the log must not.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


def _clear_stale_pid(server: Server) -> None:
    """Remove the pid file, and the lock of the socket, whose number now belongs to some other
    living process: after a crash numbers come round again, and to the server's own user too.

    PostgreSQL itself clears one whose process is gone, and uses the file to find children that
    outlived their postmaster; so it is removed only when none of ours lives.
    """
    known = [server.ground.data / "postmaster.pid", *server.ground.socket.glob(".s.PGSQL.*.lock")]
    stale = [path for path in known if _names_a_living(path)]
    while stale and any(_belongs(p.pid, server.ground.name) for p in psutil.process_iter()):
        time.sleep(0.1)
    for path in stale:
        path.unlink(missing_ok=True)


def _names_a_living(path: Path) -> bool:
    try:
        return psutil.pid_exists(int(path.read_text().split("\n", 1)[0]))
    except (FileNotFoundError, ValueError):
        return False


def _judge(server: Server, waited: float) -> None:
    """The server ended while starting. Raises Refusal unless the cause goes away by waiting."""
    last = server.ground.log.read_text(errors="replace")[-1500:]
    passing = ("pre-existing shared memory block", "lock file")
    if any(words in last[-600:] for words in passing) and waited < 60:
        return
    raise Refusal(
        "server_failed",
        "PostgreSQL did not start. Its last words, from {log}:\n{last}",
        facts={"log": str(server.ground.log), "last": last.strip()},
    )


def _belongs(pid: int, name: str) -> bool:
    """Whether the process is alive and its title carries the server's cluster name."""
    child = _children.get(pid)
    if child is not None and child.poll() is not None:  # poll also reaps our own
        del _children[pid]
        return False
    try:
        process = psutil.Process(pid)
        title = " ".join(process.cmdline())
        return name in title and "postgres" in title and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _wait_gone(pid: int, name: str, patience: float) -> bool:
    until = time.monotonic() + patience
    while _belongs(pid, name):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    if child := _children.pop(pid, None):
        child.wait()  # a zombie by now: reaped
    return True


def _turn_log(log: Path, largest: int = 10_000_000) -> None:
    if log.exists() and log.stat().st_size > largest:
        log.replace(log.with_suffix(".log.1"))


def _lock(path: Path, how: int) -> IO[str]:
    handle = path.open("a")
    try:
        fcntl.flock(handle, how)
    except BaseException:
        handle.close()
        raise
    return handle


@contextlib.contextmanager
def _held(path: Path, how: int) -> Iterator[None]:
    handle = _lock(path, how)
    try:
        yield
    finally:
        handle.close()
