"""Windows, the days of their queues, and the tickets."""

from __future__ import annotations

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="QueueRow",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("window", models.TextField()),
                ("day", models.DateField()),
                ("unit", models.TextField()),
                (
                    "unit_path",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("visits", models.IntegerField()),
                ("served", models.IntegerField()),
                ("absent", models.IntegerField()),
                ("left", models.IntegerField()),
                ("unserved", models.IntegerField()),
                ("owed", models.IntegerField()),
                ("measured", models.IntegerField()),
                ("median_wait", models.IntegerField(null=True)),
                ("ninetieth_wait", models.IntegerField(null=True)),
                ("shut_seconds", models.IntegerField()),
                ("shut_at", models.DateTimeField(null=True)),
                ("closes_at", models.DateTimeField(null=True)),
                ("next_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField()),
            ],
            options={
                "db_table": "intake_queue",
                "indexes": [
                    models.Index(fields=["window", "-day"], name="intake_queue_window"),
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)),
                        fields=["next_at"],
                        name="intake_queue_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TicketRow",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("window", models.TextField()),
                ("day", models.DateField()),
                ("ticket", models.TextField()),
                ("state", models.TextField()),
                ("code_digest", models.TextField()),
                ("entered_at", models.DateTimeField()),
                ("called_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("wait", models.IntegerField(null=True)),
                ("took", models.IntegerField(null=True)),
            ],
            options={
                "db_table": "intake_ticket",
                "indexes": [
                    models.Index(fields=["code_digest"], name="intake_ticket_code"),
                    models.Index(fields=["window", "day"], name="intake_ticket_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WindowRow",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("unit", models.TextField()),
                (
                    "unit_path",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("name", models.JSONField()),
                ("place", models.JSONField()),
                ("hours", models.JSONField()),
                ("exceptions", models.JSONField()),
                ("calendar", models.TextField()),
                ("slot", models.IntegerField()),
                ("at_once", models.IntegerField()),
                ("ahead", models.IntegerField()),
                ("open", models.BooleanField()),
                ("version", models.IntegerField()),
            ],
            options={
                "db_table": "intake_window",
                "indexes": [models.Index(fields=["unit"], name="intake_window_unit")],
            },
        ),
    ]
