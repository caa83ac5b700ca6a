"""The doctor 體檢: says in plain words what is wrong with an installation, and how to mend it.

What it refuses, the start refuses too: a database that may forget what it acknowledged, or an
application that could rewrite the ledger, is not served from for a minute.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from dengwen.config import database, doctor_ground, doctor_house
from dengwen.config.findings import Connection, Finding, Look
from dengwen.config.place import Place
from dengwen.config.postgres import connect
from dengwen.errors import Fault, PackError, Refusal


def examine(place: Place) -> list[Finding]:
    """Every look, the slow ones too. Never raises for what it looks at."""
    return [
        *_all(place, [*doctor_ground.LOOKS, *doctor_house.RUNNING]),
        *doctor_house.without_database(place),
    ]


def refuse_unsafe(place: Place) -> None:
    """Raises Refusal with the first thing that must be mended before anything is served."""
    for finding in _all(place, [*doctor_ground.LOOKS, *doctor_house.BEFORE_START]):
        if finding.level == "refuses":
            raise Refusal(f"doctor.{finding.name}", finding.says, mend=finding.mend)


def _all(place: Place, looks: list[Look]) -> Iterator[Finding]:
    try:
        connection = connect(database.app(place), connect_timeout=10, autocommit=True)
    except psycopg.OperationalError as error:
        yield Finding(
            "database",
            "refuses",
            f"The database does not let the application in: {str(error).strip()}",
            "Run `dengwen init`; on a server of others, check DATABASE_URL.",
        )
        return
    with connection:
        for look in looks:
            yield _guarded(look, place, connection)


def _guarded(look: Look, place: Place, connection: Connection) -> Finding:
    name = look.__name__
    try:
        return look(place, connection)
    except PackError as error:
        return Finding(name, "refuses", str(error))
    except (Fault, Refusal, psycopg.Error) as error:
        return Finding(name, "refuses", f"{type(error).__name__}: {str(error).strip()}")
