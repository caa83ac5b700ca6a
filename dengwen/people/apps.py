"""People as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the rows of units and staff with the rebuild."""

    name = "dengwen.people"
    label = "people"

    def ready(self) -> None:
        from dengwen.people import rows  # needs the app registry

        rows.register()
