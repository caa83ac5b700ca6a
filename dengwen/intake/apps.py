"""Intake as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Registers the rows of windows with the rebuild; the other doors keep none."""

    name = "dengwen.intake"
    label = "intake"

    def ready(self) -> None:
        from dengwen.intake.window import rows  # needs the app registry

        rows.register()
