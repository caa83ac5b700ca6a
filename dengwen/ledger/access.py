"""Who looked 查閱記錄: readings of personal data and attempts on protected matters are events.

They go to a stream for each actor and day, in a transaction of their own, so that a request that
fails afterwards has still been seen. The same reading within ten minutes is written once and
counted: the next one written says how often it came again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from dengwen import times
from dengwen.ledger import aside, store
from dengwen.ledger.event import Fact

WITHIN = timedelta(minutes=10)
"""How long the same reading by the same actor counts as one."""


def record(actor_id: str, matter: str, fields: Sequence[str], refused: bool = False) -> bool:
    """Write down that an actor read these sealed fields of a matter, or was refused them.

    Returns whether it was written now (False: the same was written less than ten minutes ago, and
    was counted). Names of fields only, never what they say.
    """
    names = sorted(set(fields))
    with aside.transaction_aside() as cursor:
        cursor.execute(
            "SELECT ledger.access_due(%s, %s, %s, %s, make_interval(secs => %s))",
            [actor_id, matter, ",".join(names), refused, WITHIN.total_seconds()],
        )
        repeated = cursor.fetchone()[0]
        if repeated is None:
            return False
        data = {"matter": matter, "fields": names, "repeated": repeated}
        kind = "access_refused" if refused else "fields_read"
        now = times.now()
        fact = Fact(type=kind, data=data, by=actor_id, occurred_at=now)
        store.append_plain(cursor, stream_of(actor_id, now.date().isoformat()), [fact])
    return True


def stream_of(actor_id: str, day: str) -> str:
    """The access stream of an actor and a day (in UTC)."""
    return f"access:{actor_id}:{day}"
