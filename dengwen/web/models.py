"""Rows of the web itself: counters of the rate limit, and nothing of any person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Tries(models.Model):
    """How often something was tried in one window of time. The table is UNLOGGED: a crash empties
    it, which costs an attacker's count and nothing else."""

    derived: ClassVar[bool] = False
    personal: ClassVar[tuple[str, ...]] = ()

    key = models.TextField(primary_key=True)  # keyed hash of what is limited; not reversible
    until = models.DateTimeField()
    count = models.IntegerField()

    class Meta:
        db_table = "web_tries"

    def __str__(self) -> str:
        return self.key
