"""Schema `ledger`: tables, guards and the functions that alone may write. The SQL is in ../sql."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQL = Path(__file__).resolve().parent.parent / "sql"


def lay(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Lay the schema. Everything in it belongs to dengwen_owner, whoever runs the migration."""
    editor.execute((SQL / "roles.sql").read_text("utf-8"), params=None)
    editor.execute("SET LOCAL ROLE dengwen_owner", params=None)
    for part in ("tables", "guards", "append", "sequence", "keys", "kept", "grants"):
        editor.execute((SQL / f"{part}.sql").read_text("utf-8"), params=None)
    editor.execute("RESET ROLE", params=None)


class Migration(migrations.Migration):
    """The ledger as it is frozen. There is no way back: events are not thrown away."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [migrations.RunPython(lay)]
