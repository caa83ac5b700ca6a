"""Simulated letters and text messages: files that only their owner may read.

Used where no gateway is configured, so that everything can be tried without telling anyone. The
file tree is personal data like the outbox itself; nothing of it is ever logged.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from dengwen import times


def folder(kind: str) -> Path:
    """$HOME/simulated/<kind>, made for its owner alone."""
    path = Path(settings.DENGWEN_HOME) / "simulated" / kind
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def write(kind: str, name: str, data: bytes) -> Path:
    """Write one message as a file of mode 0600 in a folder of its day."""
    day = folder(kind) / times.now().strftime("%Y-%m-%d")
    day.mkdir(exist_ok=True, mode=0o700)
    path = day / name
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    return path


class MailBackend(BaseEmailBackend):
    """A Django e-mail backend that writes each message under $HOME/simulated/mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages; gives how many."""
        for message in email_messages:
            stamp = times.now().strftime("%H%M%S%f")
            write("mail", f"{stamp}-{os.urandom(4).hex()}.eml", message.message().as_bytes())
        return len(email_messages)
