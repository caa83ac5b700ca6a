"""The ledger as a Django application: a migration and no models."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The ledger 總帳."""

    name = "dengwen.ledger"
    label = "ledger"
    verbose_name = "Ledger"
