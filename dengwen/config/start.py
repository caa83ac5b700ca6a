"""Waking the house 啓動: Django set up, the pack installed, the clock shifted where it may be."""

from __future__ import annotations

import os
from datetime import timedelta

from dengwen import times
from dengwen.config import database, place
from dengwen.errors import Refusal

SETTINGS = "dengwen.config.settings"


def setup(*, pack: bool = True, checked: bool = False) -> None:
    """Set Django up; install the pack; with `checked`, refuse a database that doctor refuses.

    Raises PackError for a mistake in the pack, Refusal for an unsafe database.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()
    if pack:
        install_pack()
    if checked:
        from dengwen.config import doctor

        doctor.refuse_unsafe(place.here())
        shift_clock()


def draw_keys(where: place.Place) -> None:
    """Draw what is secret and not drawn yet; before Django's settings are read, which hold it."""
    for name in ("session.key", database.OWNER_PASSWORD, database.APP_PASSWORD):
        where.secret(name)


def install_pack() -> None:
    """Load and check the pack that the settings name, and make it the current one."""
    from django.conf import settings

    from dengwen.law import library, loader

    library.install(loader.load(settings.DENGWEN_PACK))


def shift_clock() -> None:
    """Move now by DENGWEN_SHIFT_DAYS, in a sample or drill database only."""
    days = place.here().setting("DENGWEN_SHIFT_DAYS")
    if not days:
        return
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM dengwen.birth")
        kind = cursor.fetchone()[0]
    if kind not in {"sample", "drill"}:
        raise Refusal(
            "clock_not_shiftable",
            "This database is marked {kind}: its clock cannot be shifted.",
            facts={"kind": kind},
            mend="Unset DENGWEN_SHIFT_DAYS.",
        )
    times.shift(timedelta(days=float(days)))
