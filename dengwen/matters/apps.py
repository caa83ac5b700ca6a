"""Matters as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """Registers the rows of matters with the rebuild and the erasure."""

    name = "dengwen.matters"
    label = "matters"

    def ready(self) -> None:
        from dengwen.matters import models  # needs the app registry

        models.register()
