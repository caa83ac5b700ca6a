"""The stories are walked in a real browser against the real site, built once for all of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.stories import town
from tests.stories.site import Site
from tests.stories.walking import Street

FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser of this machine."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no browser is installed: apt-get install chromium, and the stories are walked")
    sync_api = pytest.importorskip("playwright.sync_api")
    # Playwright leaves its event loop in this thread, where Django would then refuse to work.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(chromium: Any, live_db: Any) -> Iterator[Site]:
    """The site, with its town, served in a process of its own."""
    served = Site(live_db)
    try:
        served.open()
        yield served
    finally:
        served.close()


@pytest.fixture(scope="session")
def signed_in() -> dict[str, Any]:
    """Who has signed in already, by staff id: their cookies."""
    return {}


@pytest.fixture
def street(chromium: Any, site: Site, signed_in: dict[str, Any]) -> Iterator[Street]:
    """Windows for the people of one story."""
    site.fresh()
    opened = Street(chromium, site.address, signed_in, town.PASSWORD)
    yield opened
    opened.close()
