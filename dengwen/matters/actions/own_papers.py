"""Own papers 本人文書: a paper made out to a member of staff, opened from their own desk.

They may know nothing of the matter it comes from: it is found by the message that brought it, and
the reading is recorded.
"""

from __future__ import annotations

from dengwen.delivery import outbox
from dengwen.documents import issuing
from dengwen.errors import Undisclosed
from dengwen.ledger import access
from dengwen.people.actor import Actor


def open_own(actor: Actor, ring: int) -> bytes:
    """The PDF that goes with a message at the actor's desk. Raises `Undisclosed` for any other."""
    row = outbox.own_paper(actor.staff, ring)
    if row is None:
        raise Undisclosed
    access.record(actor.id, row.stream.removeprefix("matter:"), [f"document:{row.document}"])
    try:
        return issuing.open_document(row.stream, row.document)
    except LookupError:
        raise Undisclosed from None
