"""Uploads of the portal 上傳: told by their content as they arrive, kept with draft or matter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from dengwen.files import kinds, store
from dengwen.matters.actions.add import attach as attach_file
from dengwen.people.actor import Actor
from dengwen.web.portal.drafts import Held


def keep(held: Held, uploads: Iterable[Any]) -> None:
    """Keep files with the draft. Raises Refusal for one that the service does not take."""
    for upload in uploads:
        name = store.plain_name(upload.name or "")
        if upload.size > kinds.LARGEST:
            raise kinds.too_large(name)
        data = upload.read()
        kind = kinds.tell(name, data)
        if kind.is_picture:
            kinds.cleaned(name, data, kind)  # one that cannot be drawn is told now, not at the end
        held.attach(name, kind.type, data)


def of_draft(held: Held) -> list[store.Bytes]:
    """The files of a draft as the register takes them."""
    found = ((attached.name, held.get(attached.id)) for attached in held.draft.files)
    return [store.Bytes(name, data) for name, data in found if data is not None]


def attach(actor: Actor, uploads: Iterable[Any]) -> None:
    """Attach files to a running matter: all of them or none. Raises Refusal for too many."""
    given = list(uploads)
    if len(given) > kinds.MOST:
        raise kinds.too_many()
    with transaction.atomic():
        for upload in given:
            stored = store.put(f"matter:{actor.matter}", actor.party, upload)
            attach_file(actor, actor.matter, stored)
