"""Letters 信函 to print: the words of a message, the address in the window of its envelope."""

from __future__ import annotations

from typing import Any

from dengwen.delivery import outbox
from dengwen.delivery.models import OutboxRow
from dengwen.documents import composing, fonts, render
from dengwen.errors import Undisclosed
from dengwen.law import library
from dengwen.people import units
from dengwen.web import dates
from dengwen.web.desk.acting import At


def sheet(row: OutboxRow, at: At) -> bytes:
    """The letter as a PDF, in the recipient's language. Raises `Undisclosed` where its words or
    address were destroyed."""
    address, words = outbox.address(row), outbox.message(row)
    if address is None or words is None:
        raise Undisclosed
    party = next((p for p in at.matter.parties.values() if p.person == row.person), None)
    name = party.name.value if party and party.name else ""
    unit = units.get(at.matter.unit)
    day = row.created_at.astimezone(dates.zone()).date()
    data: dict[str, Any] = {
        "language": row.language,
        "fonts": fonts.families(row.language),
        "sender": library.say(unit.name, row.language),
        "sender_address": unit.contact.get("address", ""),
        "name": str(name or ""),
        "address": address,
        "number": at.matter.number,
        "subject": words.subject,
        "paragraphs": words.text.split("\n\n"),
        "date": composing.day_in_words(
            row.created_at.astimezone(dates.zone()).date(), row.language
        ),
    }
    return render.sheet("letter", data, day)
