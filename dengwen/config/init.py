"""Making an installation 初始化: keys, database, tables, pack, assets. Safe to run again."""

from __future__ import annotations

from dengwen.config import database, place, postgres, start
from dengwen.config.database import Kind


def make(where: place.Place, kind: Kind, server: postgres.Server | None, say: postgres.Say) -> None:
    """Make what is missing and bring the rest up to this version; the data are kept.

    1. Keys come first: whatever is sealed needs them. 2. Roles, database, mark of birth. 3. Tables,
    as the owner. 4. The pack, checked and kept for good in the ledger. 5. Style sheets, texts.
    """
    where.home.mkdir(parents=True, exist_ok=True)
    start.draw_keys(where)
    database.provision(where, kind, server)
    start.setup(pack=False)
    draw_master_key()
    migrate(where, say)
    start.setup(checked=True)
    keep_pack()
    prepare_pages()


def rest() -> None:
    """Give back the connections of a process that from now on only watches over others."""
    from django.db import connections

    from dengwen.ledger import aside

    connections.close_all()
    aside.close()


def draw_master_key() -> None:
    """Draw the master key unless there is one, in the environment or in the file."""
    from dengwen.ledger import keyring

    path = keyring.file()
    if path is not None:
        keyring.make_file(path)


def migrate(where: place.Place, say: postgres.Say) -> None:
    """Bring the tables up to this version, as the owner."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with database.as_owner(where):
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if pending:
            say(f"Bringing the database up to this version ({len(pending)} steps) …")
            call_command("migrate", verbosity=0, interactive=False)


def keep_pack() -> None:
    """Keep the installed pack in the ledger: an old date stays explicable for ever."""
    from dengwen.law import library, loader
    from dengwen.ledger import packs

    pack = library.current()
    content = loader.dump(pack).encode()
    packs.keep(pack.hash, pack.file.pack, pack.file.version, content)


def prepare_pages() -> None:
    """Compile the texts and the style sheets, as far as their sources have changed."""
    from dengwen.config import messages
    from dengwen.web import assets

    messages.compile_all()
    assets.build()
