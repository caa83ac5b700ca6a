"""The web process waits for the database only so long."""

from __future__ import annotations

import time

import pytest
from django.db import OperationalError, connection

from dengwen.config.patient import base


@pytest.fixture
def patient(db: None, monkeypatch: pytest.MonkeyPatch) -> base.DatabaseWrapper:
    """A connection of the web's own kind, with little patience."""
    monkeypatch.setattr(base, "LONGEST", 0.3)
    return base.DatabaseWrapper({**connection.settings_dict}, "patient")


def test_a_server_that_stands_still_is_away_and_the_next_request_connects_anew(
    patient: base.DatabaseWrapper,
) -> None:
    began = time.monotonic()
    with pytest.raises(OperationalError), patient.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(20)")
    assert time.monotonic() - began < 10
    patient.close_if_unusable_or_obsolete()
    with patient.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    patient.close()
