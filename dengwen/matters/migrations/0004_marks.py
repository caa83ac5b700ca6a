"""Marks, and the search begun anew: it kept telephone numbers and addresses of e-mail in words."""

from django.db import migrations, models

BEGIN_ANEW = """
    DELETE FROM matters_search;
    UPDATE ledger.cursor SET position = 0 WHERE name = 'search';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_ledger"),
        ("matters", "0003_early_signs"),
    ]

    operations = [
        migrations.CreateModel(
            name="MarkRow",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("number", models.TextField()),
                ("person", models.TextField()),
                ("sort", models.TextField()),
                ("mark", models.TextField()),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "db_table": "matters_mark",
                "indexes": [
                    models.Index(
                        fields=["sort", "mark", "-received_at"], name="matters_mark_found"
                    ),
                    models.Index(fields=["number"], name="matters_mark_number"),
                ],
            },
        ),
        migrations.RunSQL(BEGIN_ANEW, migrations.RunSQL.noop),
    ]
