"""The web process: granian with WSGI workers, one connection a thread."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

from dengwen.config import serve

THREADS = min(16, 8 * (os.cpu_count() or 1))
"""Threads of a web process: many more than processors, because a request mostly waits for the disk,
and because those who wait together are registered together."""


def main(host: str, port: str, workers: str) -> None:
    """Serve until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    serve.die_with_parent()
    logging.getLogger("_granian").addFilter(lambda told: "Python threads" not in told.getMessage())
    os.environ[serve.WEB_CHILD] = "1"
    served: dict[str, Any] = {"address": host, "port": int(port), "workers": int(workers)}
    Granian(
        "dengwen.config.wsgi:application",
        **served,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        backlog=1024,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


if __name__ == "__main__":
    main(*sys.argv[1:4])
