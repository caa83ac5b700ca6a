"""The bytes of issued papers, and the counters of their numbers. Neither is derived."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class DocumentFile(models.Model):
    """An issued paper (PDF) or receipt (JSON), sealed under the stream's person key."""

    derived: ClassVar[bool] = False
    personal: ClassVar[tuple[str, ...]] = ("content",)

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    document = models.TextField()  # id inside the matter: d1, d2 …
    person = models.TextField()
    kind = models.TextField()
    number = models.TextField(blank=True)
    languages = models.JSONField()
    sha256 = models.TextField()
    content = models.BinaryField()
    issued_on = models.DateField()
    body = models.JSONField()  # the issuing body, for the public check of a paper
    open_to_check = models.BooleanField()

    class Meta:
        db_table = "documents_file"
        constraints = (
            models.UniqueConstraint(fields=["stream", "document"], name="documents_file_once"),
            models.UniqueConstraint(
                fields=["number"],
                name="documents_file_number",
                condition=~models.Q(number=""),
            ),
        )

    def __str__(self) -> str:
        return self.number or f"{self.stream} {self.document}"


class Series(models.Model):
    """The last number given in one series of one unit in one year."""

    derived: ClassVar[bool] = False
    personal: ClassVar[tuple[str, ...]] = ()

    id = models.BigAutoField(primary_key=True)
    series = models.TextField()
    unit = models.TextField()
    year = models.IntegerField()
    last = models.IntegerField()

    class Meta:
        db_table = "documents_series"
        constraints = (
            models.UniqueConstraint(
                fields=["series", "unit", "year"], name="documents_series_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.series} {self.unit} {self.year}: {self.last}"
