"""Rows of windows, their days and their tickets; all of them made again by `rebuild`.

None holds anything of a visitor: no name, no address, no word.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dengwen.intake.window import visibility
from dengwen.matters.models.visible import ALL, NONE, compile_rule
from dengwen.people.actor import Actor


def _texts() -> ArrayField[list[str], list[str]]:
    return ArrayField(models.TextField(), default=list)


class WindowRow(models.Model):
    """A window 窗口 as its stream leaves it."""

    derived: ClassVar[bool] = True
    personal: ClassVar[tuple[str, ...]] = ()

    id = models.TextField(primary_key=True)
    unit = models.TextField()
    unit_path = _texts()
    name = models.JSONField()
    place = models.JSONField()
    hours = models.JSONField()
    exceptions = models.JSONField()
    calendar = models.TextField()
    slot = models.IntegerField()
    at_once = models.IntegerField()
    ahead = models.IntegerField()
    open = models.BooleanField()
    version = models.IntegerField()

    class Meta:
        db_table = "intake_window"
        indexes = (models.Index(fields=["unit"], name="intake_window_unit"),)

    def __str__(self) -> str:
        return self.id


class QueueRow(models.Model):
    """One day of a window, in figures."""

    derived: ClassVar[bool] = True
    personal: ClassVar[tuple[str, ...]] = ()

    id = models.TextField(primary_key=True)  # window/day
    window = models.TextField()
    day = models.DateField()
    unit = models.TextField()
    unit_path = _texts()
    visits = models.IntegerField()
    served = models.IntegerField()
    absent = models.IntegerField()
    left = models.IntegerField()
    unserved = models.IntegerField()
    owed = models.IntegerField()  # left unserved and not called back yet
    measured = models.IntegerField()
    median_wait = models.IntegerField(null=True)  # seconds
    ninetieth_wait = models.IntegerField(null=True)
    shut_seconds = models.IntegerField()  # in open hours, closures that have ended
    shut_at = models.DateTimeField(null=True)  # since when it is shut
    closes_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)  # when the worker must look at it
    version = models.IntegerField()

    class Meta:
        db_table = "intake_queue"
        indexes = (
            models.Index(fields=["window", "-day"], name="intake_queue_window"),
            models.Index(
                fields=["next_at"], name="intake_queue_due", condition=Q(next_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return self.id


class TicketRow(models.Model):
    """A ticket 號, found by its code and measured."""

    derived: ClassVar[bool] = True
    personal: ClassVar[tuple[str, ...]] = ()

    id = models.TextField(primary_key=True)  # window/day/ticket
    window = models.TextField()
    day = models.DateField()
    ticket = models.TextField()
    state = models.TextField()
    code_digest = models.TextField()
    entered_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    wait = models.IntegerField(null=True)  # seconds
    took = models.IntegerField(null=True)  # seconds from the call to the end, of those served

    class Meta:
        db_table = "intake_ticket"
        indexes = (
            models.Index(fields=["code_digest"], name="intake_ticket_code"),
            models.Index(fields=["window", "day"], name="intake_ticket_day"),
        )

    def __str__(self) -> str:
        return self.id


def visible_to(actor: Actor) -> Q:
    """The condition that windows and days meet which the actor may see at the desk."""
    if actor.kind == "system":
        return ALL
    if actor.kind != "staff":
        return NONE
    return compile_rule(visibility.RULE, visibility.terms_of(actor))
