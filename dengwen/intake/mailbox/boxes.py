"""Where mail waits: a Maildir folder of this machine, or a mailbox of a server that speaks IMAP.

A message is marked as taken only after it was; whatever dies in between, it is fetched once more
and known again by its bytes.
"""

from __future__ import annotations

import imaplib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

LARGEST = 64 * 1024 * 1024
"""Bytes of one message; a larger one is left in the box for a person."""

TIMEOUT = 20.0
"""Seconds that a server is waited for."""


class Unreachable(Exception):
    """The box could not be opened or read; `code` says why without the server's words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Waiting:
    """One message that waits: how the box knows it, and its bytes (None where it is too large)."""

    key: str
    data: bytes | None


class Box(Protocol):
    """Where mail waits."""

    def waiting(self, limit: int) -> Iterator[Waiting]:
        """Up to `limit` messages that were not taken yet."""
        ...

    def taken(self, key: str) -> None:
        """Mark a message as taken; it is not given again."""
        ...


class Maildir:
    """A Maildir: what is new lies in new/, what was taken in cur/."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def waiting(self, limit: int) -> Iterator[Waiting]:
        """The oldest files of new/."""
        try:
            found = sorted(self.path.joinpath("new").iterdir(), key=lambda p: p.name)
        except OSError as failed:
            raise Unreachable(type(failed).__name__) from None
        for file in [one for one in found if one.is_file()][:limit]:
            large = file.stat().st_size > LARGEST
            yield Waiting(file.name, None if large else file.read_bytes())

    def taken(self, key: str) -> None:
        """Move the file to cur/, marked as seen."""
        into = self.path / "cur"
        into.mkdir(exist_ok=True, mode=0o700)
        os.replace(self.path / "new" / key, into / f"{key}:2,S")


class Imap:
    """A mailbox of an IMAP server; what was taken is marked as seen there and stays."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self.client = client

    def waiting(self, limit: int) -> Iterator[Waiting]:
        """The messages that nobody has seen."""
        _kind, found = self.client.uid("SEARCH", "UNSEEN")
        for uid in (found[0] or b"").split()[:limit]:
            key = uid.decode("ascii")
            _kind, told = self.client.uid("FETCH", key, "(RFC822.SIZE)")
            if size_of(told) > LARGEST:
                yield Waiting(key, None)
                continue
            _kind, parts = self.client.uid("FETCH", key, "(BODY.PEEK[])")
            data = next((bytes(part[1]) for part in parts if isinstance(part, tuple)), b"")
            yield Waiting(key, data)

    def taken(self, key: str) -> None:
        """Set the flag by which the server knows it as seen."""
        self.client.uid("STORE", key, "+FLAGS", r"(\Seen)")


def size_of(told: list[object]) -> int:
    """The size that a server tells of a message; 0 where it tells none."""
    words = b" ".join(part for part in told if isinstance(part, bytes)).replace(b")", b" ").split()
    place = words.index(b"RFC822.SIZE") + 1 if b"RFC822.SIZE" in words else len(words)
    return int(words[place]) if place < len(words) and words[place].isdigit() else 0


@contextmanager
def opened(address: str, password: str = "") -> Iterator[Box]:
    """The box at `maildir:/path`, `imaps://user@host/folder` or `imap://…`. Raises Unreachable."""
    parts = urlsplit(address)
    if parts.scheme == "maildir":
        yield Maildir(Path(parts.path))
        return
    if parts.scheme not in ("imap", "imaps") or not parts.hostname:
        raise Unreachable("unknown_mailbox")
    client = None
    try:
        secure = parts.scheme == "imaps"
        kind = imaplib.IMAP4_SSL if secure else imaplib.IMAP4
        client = kind(parts.hostname, parts.port or (993 if secure else 143), timeout=TIMEOUT)
        client.login(unquote(parts.username or ""), password)
        chosen, _told = client.select(quoted(unquote(parts.path.strip("/")) or "INBOX"))
        if chosen != "OK":
            raise Unreachable("no_such_folder")
        yield Imap(client)
    except (imaplib.IMAP4.error, OSError) as failed:
        raise Unreachable(type(failed).__name__) from None
    finally:
        if client is not None:
            leave(client)


def quoted(folder: str) -> str:
    """A folder's name as the protocol carries it."""
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def leave(client: imaplib.IMAP4) -> None:
    """Say good-bye; a server that is gone already is left alone."""
    try:
        client.logout()
    except (imaplib.IMAP4.error, OSError):
        client.shutdown()
