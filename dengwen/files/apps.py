"""Files as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Registers the uploads among the places that hold personal data."""

    name = "dengwen.files"
    label = "files"

    def ready(self) -> None:
        from dengwen.files import store  # needs the app registry

        store.register()
