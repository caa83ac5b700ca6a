"""What is on disk for whom. Not derived: it is the index of bytes that the ledger only names."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class FileRow(models.Model):
    """One upload. Its bytes lie sealed under $HOME/files; its name is in the ledger, sealed."""

    derived: ClassVar[bool] = False
    personal: ClassVar[tuple[str, ...]] = ()

    id = models.TextField(primary_key=True)
    stream = models.TextField()
    person = models.TextField()
    type = models.TextField()
    size = models.IntegerField()
    sha256 = models.TextField()
    shown = models.BooleanField()  # whether there is a second, cleaned copy to show
    created_at = models.DateTimeField()

    class Meta:
        db_table = "files_file"
        indexes = (models.Index(fields=["stream", "person"], name="files_file_whose"),)

    def __str__(self) -> str:
        return self.id
