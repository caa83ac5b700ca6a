"""Rows of the doors; each room of this wing keeps its own."""

from __future__ import annotations

from dengwen.intake.mailbox.models import MailRow
from dengwen.intake.window.models import QueueRow, TicketRow, WindowRow

__all__ = ["MailRow", "QueueRow", "TicketRow", "WindowRow"]
