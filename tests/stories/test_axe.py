"""Nothing serious stands in anyone's way: axe looks at every page of the site.

`make test` looks at each page of the tours at the desktop's width in English, and, in
`test_pages`, at every third of them on a telephone in each language. `make soak` looks at all of
them in all languages at both widths.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLResolver, get_resolver

from tests.stories import looking
from tests.stories.site import Site
from tests.stories.touring import Tour, gives_file
from tests.stories.walking import Street

pytestmark = pytest.mark.story

AFTER = {
    "portal:health": "for the watch over the processes, no page",
    "portal:begin": "leads on to the first question",
    "portal:add_changes": "after an answer that was lost: tests/web/portal/test_saving.py",
    "portal:window_move": "the booking page once more: tests/web/portal/test_windows.py",
}
"""Addresses that are on no tour, and why."""


def pages(resolver: Any, space: str = "", above: str = "") -> Iterator[str]:
    """The names of all routes that show a page when they are opened."""
    for entry in resolver.url_patterns:
        where = above + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from pages(entry, f"{entry.namespace}:", where)
        elif space != "api:" and opened(entry.callback) and not gives_file(where):
            yield f"{space}{entry.name}"


def opened(view: Any) -> bool:
    """Whether the view may be asked for with GET: it, or what its guards are put around."""
    while view is not None:
        inside = inspect.getclosurevars(view).nonlocals
        if "GET" not in inside.get("request_method_list", ["GET"]):
            return False
        view = getattr(view, "__wrapped__", None)
    return True


def test_nothing_serious_stands_in_the_way_and_every_page_is_looked_at(
    street: Street, site: Site
) -> None:
    tour = Tour(street, "en", 1280)
    wrong = [found for page in tour.public(site) for found in looking.barriers(page)]
    wrong += [found for page in tour.matter(site) for found in looking.barriers(page)]
    assert not wrong, "\n".join(wrong)
    missed = sorted({*pages(get_resolver())} - tour.names - {*AFTER})
    assert not missed, "\n".join(missed)


@pytest.mark.soak
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_nothing_serious_stands_in_the_way_in_any_language_at_any_width(
    street: Street, site: Site, language: str, width: int
) -> None:
    tour = Tour(street, language, width)
    wrong = [found for page in tour.public(site) for found in looking.barriers(page)]
    wrong += [found for page in tour.matter(site) for found in looking.barriers(page)]
    assert not wrong, "\n".join(wrong)
