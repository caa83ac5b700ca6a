"""Bytes in and bytes out: an upload becomes a file of the matter, a paper becomes an answer."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from dengwen.files import store
from dengwen.matters.actions.add import attach as attach_file
from dengwen.matters.actions.papers import key_of
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor


@transaction.atomic
def attach(actor: Actor, matter: Matter, upload: UploadedFile[Any], party: str = "") -> str:
    """Keep the bytes and attach them to the matter, both or neither; gives the file's id."""
    kept = store.put(matter.stream, key_of(matter, party), upload)
    attach_file(actor, matter.number, kept, party=party)
    return kept.id


def pdf(data: bytes, name: str) -> HttpResponse:
    """A PDF to look at."""
    return answer(data, "application/pdf", name, inline=True)


def answer(data: bytes, media_type: str, name: str, *, inline: bool) -> HttpResponse:
    """Bytes as an answer that no cache keeps and no browser guesses about."""
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "inline"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
