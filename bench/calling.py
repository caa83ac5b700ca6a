"""Calling over HTTP: a closed loop of callers, each with a connection of its own and no thinking.

Each person comes from an address of their own (127.a.b.c), as people do, so that the limits of the
site count them as they count people. Only what is answered as wanted is counted.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Answer = tuple[int, dict[str, str], bytes]


class Line(asyncio.Protocol):
    """One connection, kept alive: one request at a time."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}
        self._buffer = b""
        self._answer: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None
        self._head: tuple[int, dict[str, str], int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to the server."""
        self._transport = transport  # type: ignore[assignment]

    def connection_lost(self, error: Exception | None) -> None:
        """An answer that never comes is an error."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionResetError())

    def data_received(self, data: bytes) -> None:
        """Put the answer together."""
        self._buffer += data
        if self._head is None:
            if b"\r\n\r\n" not in self._buffer:
                return
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            self._head = self._read_head(head)
        status, headers, length = self._head
        if len(self._buffer) >= length and self._answer is not None:
            body, self._buffer, self._head = self._buffer[:length], self._buffer[length:], None
            self._answer.set_result((status, headers, body))

    def _read_head(self, head: bytes) -> tuple[int, dict[str, str], int]:
        first, *lines = head.decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key.strip()] = rest.partition(";")[0]
            headers[name.lower()] = value
        return int(first.split(" ")[1]), headers, int(headers.get("content-length", 0))

    async def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        """Send a request and give its answer."""
        cookies = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: zh-Hans\r\n"
        head += f"Cookie: {cookies}\r\n" if cookies else ""
        if method == "POST":
            head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        self._answer = asyncio.get_running_loop().create_future()
        assert self._transport is not None
        self._transport.write(head.encode() + b"\r\n" + body)
        return await self._answer

    def hang_up(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()


async def call(port: int) -> Line:
    """A new connection, from an address that nobody else uses."""
    loop = asyncio.get_running_loop()
    source = f"127.{random.randrange(1, 255)}.{random.randrange(256)}.{random.randrange(1, 255)}"
    _, line = await loop.create_connection(Line, "127.0.0.1", port, local_addr=(source, 0))
    return line


Case = Callable[[int], Awaitable[list[float]]]
"""One person's dealing at a port: the seconds each of their cases took."""


@dataclass
class Load:
    """What a load came to."""

    seconds: float = 0.0
    took: list[float] = field(default_factory=list)
    failed: int = 0
    why: str = ""

    @property
    def done(self) -> int:
        """Cases done."""
        return len(self.took)

    @property
    def rate(self) -> float:
        """Cases done in a second."""
        return self.done / self.seconds

    def percentile(self, part: float) -> float:
        """Milliseconds within which this part (of 100) of the cases were done."""
        if len(self.took) < 2:
            return float("nan")
        cuts = statistics.quantiles(self.took, n=1000, method="inclusive")
        return 1000 * cuts[min(998, int(part * 10) - 1)]


def load(port: int, case: Case, callers: int, seconds: float) -> Load:
    """So many callers at once, each doing one case after the other, for so long."""
    return asyncio.run(_load(port, case, callers, seconds))


async def _load(port: int, case: Case, callers: int, seconds: float) -> Load:
    found = Load()
    begun = time.perf_counter()

    async def caller() -> None:
        while time.perf_counter() - begun < seconds:
            try:
                found.took += await case(port)
            except (AssertionError, OSError) as error:
                found.failed += 1
                found.why = repr(error)[:300]

    await asyncio.gather(*(caller() for _ in range(callers)))
    found.seconds = time.perf_counter() - begun
    return found
