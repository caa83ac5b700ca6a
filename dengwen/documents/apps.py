"""Documents as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers the issued papers among the places that hold personal data."""

    name = "dengwen.documents"
    label = "documents"

    def ready(self) -> None:
        from dengwen.documents import issuing  # needs the app registry

        issuing.register()
