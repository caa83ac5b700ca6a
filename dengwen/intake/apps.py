"""Intake as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The doors keep no rows of their own."""

    name = "dengwen.intake"
    label = "intake"
