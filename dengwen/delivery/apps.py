"""Delivery as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Registers the outbox among the places that hold personal data."""

    name = "dengwen.delivery"
    label = "delivery"

    def ready(self) -> None:
        from dengwen.delivery import outbox  # needs the app registry

        outbox.register()
