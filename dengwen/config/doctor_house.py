"""What the doctor looks at beyond the bare database: migrations, keys, pack, queues and disk."""

from __future__ import annotations

import shutil

from dengwen.config.findings import Connection, Finding, Look, ask
from dengwen.config.place import Place
from dengwen.errors import PackError


def migrations(place: Place, connection: Connection) -> Finding:
    """The database's tables are those of this version."""
    from django.db import connection as django_connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(django_connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        names = ", ".join(f"{m.app_label}.{m.name}" for m, _ in pending[:3])
        said = f"{len(pending)} migrations are pending ({names} …)."
        return Finding("migrations", "refuses", said, "Run `dengwen init`.")
    return Finding("migrations", "well", "The tables are those of this version.")


def master_key(place: Place, connection: Connection) -> Finding:
    """The master key is there and opens what it sealed."""
    from dengwen.ledger import keyring, persons, service

    ring = keyring.ring()
    if ask(connection, "SELECT to_regclass('ledger.person_key')") is None:
        return Finding("master_key", "well", "The master key is there.")
    person = "SELECT stream, person, wrapped, master FROM ledger.person_key LIMIT 1"
    for stream, who, wrapped, master in connection.execute(person):
        ring.unwrap(bytes(wrapped), persons.owner_of(stream, who), master)
    for name, wrapped, master in connection.execute(
        "SELECT id, wrapped, master FROM ledger.service_key"
    ):
        ring.unwrap(bytes(wrapped), service.owner_of(name), master)
    return Finding("master_key", "well", "The master key opens what it sealed.")


def dead_letters(place: Place, connection: Connection) -> Finding:
    """Nothing was given up that a person was to be told."""
    dead = ask(connection, "SELECT count(*) FROM delivery_outbox WHERE state = 'dead'")
    if dead:
        said = f"{dead} messages could not be delivered and were given up."
        return Finding("dead_letters", "warns", said, "See to them on the desk's outbox page.")
    return Finding("dead_letters", "well", "No message was given up.")


def sequencer(place: Place, connection: Connection) -> Finding:
    """Committed events get their position within a minute."""
    waiting, oldest = connection.execute(
        "SELECT count(*), extract(epoch FROM now() - min(e.recorded_at))::bigint"
        " FROM (SELECT stream, version FROM ledger.unsequenced ORDER BY id LIMIT 10000) u"
        " JOIN ledger.event e USING (stream, version)"
    ).fetchone() or (0, 0)
    if waiting and oldest > 60:
        said = f"{waiting} events wait for their position, the oldest for {oldest} seconds."
        return Finding("sequencer", "warns", said, "Start the worker: `dengwen work`.")
    return Finding("sequencer", "well", f"{waiting} events wait for their position.")


def pack(place: Place) -> Finding:
    """The law pack is sound."""
    from django.conf import settings

    from dengwen.law import loader

    try:
        loaded = loader.load(settings.DENGWEN_PACK)
    except PackError as error:
        return Finding("pack", "refuses", str(error))
    return Finding("pack", "well", f"{loaded.file.pack} {loaded.file.version} is sound.")


def space(place: Place) -> Finding:
    """Room on the disk that holds the installation."""
    disk = shutil.disk_usage(place.home if place.home.exists() else place.home.parent)
    free = disk.free / 1e9
    if free < 1 or disk.free < disk.total * 0.03:
        return Finding("space", "warns", f"Only {free:.1f} GB are free.", "Make room soon.")
    return Finding("space", "well", f"{free:.0f} GB are free.")


def without_database(place: Place) -> list[Finding]:
    """Looks that need no database."""
    return [pack(place), space(place)]


BEFORE_START: list[Look] = [migrations, master_key]
RUNNING: list[Look] = [migrations, master_key, dead_letters, sequencer]
