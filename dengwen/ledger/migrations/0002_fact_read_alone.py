"""The writer of the ledger again: it reads each fact alone as JSON, not the whole envelope."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQL = Path(__file__).resolve().parent.parent / "sql"


def lay(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the present function in the place of the one that was."""
    editor.execute("SET LOCAL ROLE dengwen_owner", params=None)
    editor.execute((SQL / "append.sql").read_text("utf-8"), params=None)
    editor.execute("RESET ROLE", params=None)


class Migration(migrations.Migration):
    """What is written is the same; it is checked with less work."""

    dependencies = [("ledger", "0001_ledger")]
    operations = [migrations.RunPython(lay)]
