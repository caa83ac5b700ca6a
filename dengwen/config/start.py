"""Waking the house 啓動: keys drawn, Django set up, the pack installed, the database looked at."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import timedelta

from dengwen import times
from dengwen.config import database, place, postgres
from dengwen.errors import Refusal

SETTINGS = "dengwen.config.settings"


@contextlib.contextmanager
def awake(say: postgres.Say = print) -> Iterator[place.Place]:
    """The whole house ready for a command: database up, Django set up, nothing unsafe."""
    where = place.here()
    database.require_made(where)
    with database.available(where, say):
        setup(checked=True)
        yield where


def setup(*, pack: bool = True, checked: bool = False) -> None:
    """Set Django up; install the pack; with `checked`, refuse a database that doctor refuses.

    Raises PackError for a mistake in the pack, Refusal for an unsafe database.
    """
    where = place.here()
    draw_keys(where)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()
    if checked:
        from dengwen.config import doctor

        doctor.refuse_unsafe(where)
        mark(where)
    if pack:
        install_pack(archived=checked)


def draw_keys(where: place.Place) -> None:
    """Draw what is secret and not drawn yet; before Django's settings are read, which hold it."""
    for name in ("session.key", database.OWNER_PASSWORD, database.APP_PASSWORD):
        where.secret(name)


def install_pack(*, archived: bool = False) -> None:
    """Load and check the pack that the settings name, and make it the current one.

    With `archived`, packs that the database has kept are laid out too, so that an old date can
    be explained on a machine that never had the pack's files.
    """
    from django.conf import settings

    from dengwen.law import library, loader

    shelf = place.here().packs
    library.install(loader.load(settings.DENGWEN_PACK), archive=shelf)
    if archived:
        from dengwen.ledger import packs

        for name, _, _ in packs.kept():
            file = shelf / f"{name}.json"
            content = None if file.exists() else packs.fetch(name)
            if content:
                place.write_private(file, content.decode())


def mark(where: place.Place) -> None:
    """Tell the settings what kind of database this is, and shift now where that is allowed."""
    from django.conf import settings
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM dengwen.birth")
        settings.DENGWEN_KIND = cursor.fetchone()[0]
    settings.DENGWEN_SAMPLE = settings.DENGWEN_KIND in {"sample", "drill"}
    days = where.setting("DENGWEN_SHIFT_DAYS")
    if days and not settings.DENGWEN_SAMPLE:
        raise Refusal(
            "clock_not_shiftable",
            "This database is marked {kind}: its clock cannot be shifted.",
            facts={"kind": settings.DENGWEN_KIND},
            mend="Unset DENGWEN_SHIFT_DAYS.",
        )
    if days:
        times.shift(timedelta(days=float(days)))
