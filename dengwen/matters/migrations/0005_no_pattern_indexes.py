"""Drop the second indexes that Django makes of text keys: nobody looks for keys by a pattern."""

from __future__ import annotations

from django.db import migrations

DROP = """
DO $$
DECLARE
    idle text;
BEGIN
    FOR idle IN
        SELECT indexrelid::regclass::text FROM pg_index
          JOIN pg_class ON pg_class.oid = indexrelid
         WHERE relname LIKE 'matters\\_%\\_like' AND indrelid::regclass::text LIKE 'matters\\_%'
    LOOP
        EXECUTE 'DROP INDEX ' || idle;
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    """Each was written for every new row and never read."""

    dependencies = [("matters", "0004_marks")]
    operations = [migrations.RunSQL(DROP, migrations.RunSQL.noop)]
