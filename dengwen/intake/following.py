"""Following a matter by number and secret: who has both is let in as the party it belongs to."""

from __future__ import annotations

import hmac

from dengwen.intake import numbers
from dengwen.matters.models import SecretRow
from dengwen.people.actor import Actor

_NOBODY = "0" * 64


def authenticate(number: str, secret: str) -> Actor | None:
    """The party whose secret this is, or None.

    The same work is done for a wrong secret, a slip in the number and a number that never was: one
    digest, one look-up, one comparison in constant time. The caller limits how often.
    """
    wanted = numbers.digest(secret)
    written = numbers.read_number(number)
    row = SecretRow.objects.filter(digest=wanted, number=written).first()
    held = row.digest if row is not None else _NOBODY
    if not hmac.compare_digest(held, wanted) or row is None:
        return None
    return Actor(id=f"party:{row.party}", kind="party", matter=row.number, party=row.party)
