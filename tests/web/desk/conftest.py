"""The desk is tried by the fixed people of the matters' tests, signed in as themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import translation

from tests.matters.conftest import committed_people, master_key, people

__all__ = ["committed_people", "master_key", "people"]

SignIn = Callable[[str], Client]


@pytest.fixture
def as_staff(people: None) -> Iterator[SignIn]:
    """A browser signed in as one of the people."""

    def sign_in(name: str, language: str = "en") -> Client:
        user, _made = get_user_model().objects.get_or_create(username=name)
        browser = Client(headers={"accept-language": language})
        browser.force_login(user)
        return browser

    yield sign_in
    translation.deactivate()
