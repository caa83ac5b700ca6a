"""The writer of the ledger again: no stream runs backwards where the clock is set back."""

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
    """Under a clock that goes forward, what is written is the same."""

    dependencies = [("ledger", "0002_fact_read_alone")]
    operations = [migrations.RunPython(lay)]
