"""The counters of the rate limit."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Create the table, then tell PostgreSQL that it need not survive a crash."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="Tries",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("until", models.DateTimeField()),
                ("count", models.IntegerField()),
            ],
            options={"db_table": "web_tries"},
        ),
        migrations.RunSQL(
            "ALTER TABLE web_tries SET UNLOGGED",
            "ALTER TABLE web_tries SET LOGGED",
        ),
    ]
