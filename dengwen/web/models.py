"""Rows of the web itself: counters of the rate limit and saved views, nothing of any person."""

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


class SavedView(models.Model):
    """A list that a member of staff saved 已存視圖: a tab, its filter, its order. The words that
    someone searched for are never kept: they may be a person's name."""

    derived: ClassVar[bool] = False
    personal: ClassVar[tuple[str, ...]] = ()

    id = models.BigAutoField(primary_key=True)
    owner = models.TextField()  # staff id
    unit = models.TextField(blank=True)  # shared with this unit and all below it; '' for oneself
    name = models.TextField()
    tray = models.TextField()
    order = models.TextField()
    filter = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "web_saved_view"
        indexes = (
            models.Index(fields=["owner"], name="web_saved_view_owner"),
            models.Index(fields=["unit"], name="web_saved_view_unit"),
        )

    def __str__(self) -> str:
        return str(self.id)


class FirstView(models.Model):
    """The view with which a member of staff opens the inbox."""

    derived: ClassVar[bool] = False
    personal: ClassVar[tuple[str, ...]] = ()

    staff = models.TextField(primary_key=True)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE)

    class Meta:
        db_table = "web_first_view"

    def __str__(self) -> str:
        return self.staff
