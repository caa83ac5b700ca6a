"""What became of each message that was fetched; not derived: no mailbox is in the ledger."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Outcome(models.TextChoices):
    """Where a fetched message stands."""

    TAKEN = "taken"
    UNREAD = "unread"  # registered with its number, but no machine could read its words
    FAILED = "failed"  # not registered yet: it stays in the mailbox and is tried again


class MailRow(models.Model):
    """One message by the keyed digest of its bytes; or, as `mailbox`, that the box was not reached.
    Nothing of what it says, or of who sent it, stands here."""

    derived: ClassVar[bool] = False
    personal: ClassVar[tuple[str, ...]] = ()

    digest = models.TextField(primary_key=True)
    number = models.TextField(blank=True)  # of the matter that it became
    outcome = models.TextField(choices=Outcome.choices)
    error = models.TextField(blank=True)  # a code, never the server's words
    tries = models.IntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "intake_mail"
        indexes = (models.Index(fields=["outcome", "-last_at"], name="intake_mail_outcome"),)

    def __str__(self) -> str:
        return self.number or self.digest
