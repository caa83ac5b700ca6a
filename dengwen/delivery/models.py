"""The outbox: what is to be sent, one row a recipient. Not derived: it is the record of sending."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Channel(models.TextChoices):
    """The ways in which a person or a member of staff can be told."""

    EMAIL = "email"
    SMS = "sms"
    POST = "post"  # a letter: a person prints and posts it, and says so
    DESK = "desk"  # the bell of a member of staff


class State(models.TextChoices):
    """Where a message stands."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"  # tried, and will be tried again
    DEAD = "dead"  # given up: a person must see to it
    CANCELLED = "cancelled"


class OutboxRow(models.Model):
    """One message to one recipient. Address and words are sealed under the stream's person key."""

    derived: ClassVar[bool] = False
    personal: ClassVar[tuple[str, ...]] = ("address", "body", "proof")

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    person = models.TextField()
    channel = models.TextField(choices=Channel.choices)
    staff = models.TextField(blank=True)  # the recipient of a desk message
    own = models.BooleanField(
        db_default=False, default=False
    )  # theirs to read, see the matter or not
    document = models.TextField(db_default="", default="", blank=True)  # a paper that is for them
    address = models.BinaryField(null=True)
    body = models.BinaryField(null=True)
    notice = models.TextField()
    language = models.TextField()
    state = models.TextField(choices=State.choices, default=State.PENDING)
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    last_error = models.TextField(blank=True)
    proof = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "delivery_outbox"
        indexes = (
            models.Index(
                fields=["next_at", "id"],
                name="delivery_outbox_due",
                condition=Q(state__in=("pending", "failed"), channel__in=("email", "sms")),
            ),
            models.Index(fields=["stream", "person"], name="delivery_outbox_whose"),
            models.Index(
                fields=["staff", "-id"],
                name="delivery_outbox_bell",
                condition=Q(channel="desk"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.id} {self.state}"
