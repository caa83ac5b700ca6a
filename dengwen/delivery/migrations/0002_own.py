"""What at a desk is its recipient's own to read, and the paper made out to them."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns of the outbox, empty for every message until now."""

    dependencies = (("delivery", "0001_initial"),)
    operations = (
        migrations.AddField(
            model_name="outboxrow",
            name="own",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="outboxrow",
            name="document",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    )
