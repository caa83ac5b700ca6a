"""Who decided what a matter challenges, beside each proposal in it: none of it waits for them."""

from __future__ import annotations

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Empty for what waits now: a rebuild fills it, and so does the next act on the matter."""

    dependencies = (("matters", "0005_no_pattern_indexes"),)
    operations = (
        migrations.AddField(
            model_name="proposalrow",
            name="not_by",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), default=list, size=None
            ),
        ),
    )
