"""Rows of matters, for lists, counts and search. Every one is derived: `dengwen rebuild` makes it.

No row holds a word that a person wrote, but `SearchRow` and `MarkRow`, erased with the person.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q


def _texts() -> ArrayField[list[str], list[str]]:
    return ArrayField(models.TextField(), default=list)


class MatterRow(models.Model):
    """A matter 事項 as a line of a list."""

    derived: ClassVar[bool] = True
    personal: ClassVar[tuple[str, ...]] = ()

    number = models.TextField(primary_key=True)
    version = models.IntegerField()
    procedure = models.TextField()
    procedure_version = models.TextField()
    pack_hash = models.TextField()
    kind = models.TextField()
    status = models.TextField()
    outcome = models.TextField()
    final = models.BooleanField()
    channel = models.TextField()
    offer = models.TextField()
    language = models.TextField()
    unit = models.TextField()
    unit_path = _texts()
    assigned = models.TextField()
    danger = models.BooleanField()
    confidential = models.BooleanField()
    restricted = models.BooleanField()
    subject_barred = models.BooleanField(default=True)
    about_units = _texts()
    about_staff = _texts()
    recused = _texts()
    parties = models.IntegerField()
    waiting = models.IntegerField()  # proposals that wait for approval
    unanswered = models.IntegerField()  # questions that wait for the person
    unheard_at = models.DateTimeField(null=True)  # since when the person's words met no act
    call_by = models.DateTimeField(null=True)  # by when a promised call is owed
    clock = models.TextField()  # the service's open clock that runs out first
    due_at = models.DateTimeField(null=True)
    due_on = models.TextField()
    paused = models.BooleanField()
    late = models.BooleanField()  # some clock of the service was missed
    score = models.IntegerField(null=True)
    latitude = models.TextField()
    longitude = models.TextField()
    source = models.TextField(null=True)
    fingerprint = models.TextField(blank=True)
    entry_token = models.TextField(null=True)
    historical = models.BooleanField()
    challenges = models.TextField()
    received_at = models.DateTimeField()
    status_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "matters_matter"
        constraints = (
            models.UniqueConstraint(fields=["source"], name="matters_matter_source"),
            models.UniqueConstraint(fields=["entry_token"], name="matters_matter_entry"),
        )
        indexes = (
            GinIndex(fields=["unit_path"], name="matters_matter_path"),
            GinIndex(fields=["about_units"], name="matters_matter_about_u"),
            GinIndex(fields=["about_staff"], name="matters_matter_about_s"),
            models.Index(fields=["assigned", "due_at"], name="matters_matter_assigned"),
            models.Index(
                fields=["due_at", "number"], name="matters_matter_due", condition=Q(final=False)
            ),
            models.Index(fields=["-received_at", "number"], name="matters_matter_received"),
            models.Index(fields=["procedure", "status"], name="matters_matter_status"),
            models.Index(
                fields=["unheard_at"],
                name="matters_matter_unheard",
                condition=Q(unheard_at__isnull=False),
            ),
            models.Index(
                fields=["call_by"],
                name="matters_matter_calls",
                condition=Q(call_by__isnull=False),
            ),
            models.Index(
                fields=["challenges"],
                name="matters_matter_challenges",
                condition=~Q(challenges=""),
            ),
        )

    def __str__(self) -> str:
        return self.number


class ClockRow(models.Model):
    """A clock 期限. `next_at` is when the tick has to look at it again, by `next_stage`.

    `state` is the clock's own, save for one that a historical matter left open: `measured`, for
    nobody owes it to-day.
    """

    derived: ClassVar[bool] = True
    personal: ClassVar[tuple[str, ...]] = ()

    id = models.TextField(primary_key=True)  # number/key
    number = models.TextField()
    key = models.TextField()
    clock = models.TextField()
    party = models.TextField()
    procedure = models.TextField()
    owed_by = models.TextField()
    state = models.TextField()
    start = models.TextField()
    due_on = models.TextField()
    due_at = models.DateTimeField()
    half_at = models.DateTimeField()
    near_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)  # since when it stands still
    stopped_at = models.DateTimeField(null=True)
    late = models.BooleanField()
    extended_by = models.IntegerField()
    provisional = models.BooleanField()
    calendar_version = models.TextField()
    next_stage = models.TextField()
    next_at = models.DateTimeField(null=True)
    unit = models.TextField()
    unit_path = _texts()

    class Meta:
        db_table = "matters_clock"
        indexes = (
            models.Index(
                fields=["next_at", "id"],
                name="matters_clock_next",
                condition=Q(next_at__isnull=False),
            ),
            models.Index(fields=["number"], name="matters_clock_number"),
            models.Index(
                fields=["due_at"],
                name="matters_clock_open",
                condition=Q(state__in=("running", "paused")),
            ),
        )

    def __str__(self) -> str:
        return self.id


class DocumentRow(models.Model):
    """A paper issued in a matter, found by its 文號."""

    derived: ClassVar[bool] = True
    personal: ClassVar[tuple[str, ...]] = ()

    id = models.TextField(primary_key=True)  # matter/document
    number = models.TextField()
    document = models.TextField()
    kind = models.TextField()
    document_number = models.TextField()
    unserved = models.IntegerField()
    issued_at = models.DateTimeField()

    class Meta:
        db_table = "matters_document"
        indexes = (
            models.Index(fields=["number"], name="matters_document_number"),
            models.Index(fields=["document_number"], name="matters_document_official"),
        )

    def __str__(self) -> str:
        return self.id


class ProposalRow(models.Model):
    """Something that waits for a second pair of eyes."""

    derived: ClassVar[bool] = True
    personal: ClassVar[tuple[str, ...]] = ()

    id = models.TextField(primary_key=True)  # matter/proposal
    number = models.TextField()
    proposal = models.TextField()
    step = models.TextField()
    proposed_by = models.TextField()
    proposed_at = models.DateTimeField()
    approver_roles = _texts()
    approver_unit_path = _texts()
    not_by = _texts()  # who decided what the matter challenges: nothing of this waits for them

    class Meta:
        db_table = "matters_proposal"
        indexes = (models.Index(fields=["number"], name="matters_proposal_number"),)

    def __str__(self) -> str:
        return self.id


class SecretRow(models.Model):
    """The digest of a follow-up secret, and the party whom it lets in."""

    derived: ClassVar[bool] = True
    personal: ClassVar[tuple[str, ...]] = ()

    digest = models.TextField(primary_key=True)
    number = models.TextField()
    party = models.TextField()

    class Meta:
        db_table = "matters_secret"
        indexes = (models.Index(fields=["number"], name="matters_secret_number"),)

    def __str__(self) -> str:
        return self.number


class SearchRow(models.Model):
    """What a matter can be found by. Two indexes: what was said, and who said it."""

    derived: ClassVar[bool] = True
    personal: ClassVar[tuple[str, ...]] = ("content", "identity")

    number = models.TextField(primary_key=True)
    version = models.IntegerField()
    content = SearchVectorField()
    identity = SearchVectorField()

    class Meta:
        db_table = "matters_search"
        indexes = (
            GinIndex(fields=["content"], name="matters_search_content"),
            GinIndex(fields=["identity"], name="matters_search_identity"),
        )

    def __str__(self) -> str:
        return self.number


class MarkRow(models.Model):
    """A mark 記號 by which matters are found to belong together: a blind index, or a map cell."""

    derived: ClassVar[bool] = True
    personal: ClassVar[tuple[str, ...]] = ("mark",)

    id = models.TextField(primary_key=True)  # matter/person/sort/mark
    number = models.TextField()
    person = models.TextField()
    sort = models.TextField()  # phone | email | premises | cell
    mark = models.TextField()
    received_at = models.DateTimeField()

    class Meta:
        db_table = "matters_mark"
        indexes = (
            models.Index(fields=["sort", "mark", "-received_at"], name="matters_mark_found"),
            models.Index(fields=["number"], name="matters_mark_number"),
        )

    def __str__(self) -> str:
        return self.id
