"""Papers and files of a matter, found only through it; every opening is recorded."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dengwen.documents import issuing
from dengwen.errors import Undisclosed
from dengwen.files import store
from dengwen.matters.state import File
from dengwen.web.desk import acting, names, pages, uploads
from dengwen.web.guards import staff

SHOWN_INLINE = ("image/", "application/pdf", "text/plain")
"""What a browser may show in place; everything else is saved."""


@staff()
@require_safe
def document(request: HttpRequest, number: str, document: str) -> HttpResponse:
    """An issued paper as its PDF."""
    at = acting.open_for(pages.actor(request), number, f"document:{document}")
    if document not in at.matter.documents or "content" not in at.may:
        raise Undisclosed
    try:
        data = issuing.open_document(at.matter.stream, document)
    except LookupError:
        raise Undisclosed from None
    return uploads.pdf(data, f"{number}-{document}.pdf")


@staff()
@require_safe
def file(request: HttpRequest, number: str, file: str) -> HttpResponse:
    """The copy of a file that is shown: pictures drawn anew, without hidden data."""
    at = acting.open_for(pages.actor(request), number, f"file:{file}")
    kept = _kept(at, file, "content")
    return _send(store.open_shown, kept, inline=kept.type.startswith(SHOWN_INLINE))


@staff()
@require_safe
def original(request: HttpRequest, number: str, file: str) -> HttpResponse:
    """The evidence as given, for those who may know who gave it; saved, never shown in place."""
    at = acting.open_for(pages.actor(request), number, f"original:{file}")
    return _send(store.open_original, _kept(at, file, "identity"), inline=False)


def _kept(at: acting.At, file: str, needed: str) -> File:
    kept = at.matter.files.get(file)
    if kept is None or kept.erased or needed not in at.may:
        raise Undisclosed
    return kept


def _send(opener: Callable[[str], tuple[bytes, str]], kept: File, *, inline: bool) -> HttpResponse:
    try:
        data, media_type = opener(kept.id)
    except LookupError:
        raise Undisclosed from None
    return uploads.answer(data, media_type, names.opened(kept.name) or kept.id, inline=inline)
