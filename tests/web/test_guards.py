"""Every view is marked with who may reach it."""

from __future__ import annotations

from dengwen.web.portal.urls import urlpatterns


def test_every_page_of_the_portal_is_guarded() -> None:
    for pattern in urlpatterns:
        assert pattern.callback.guard.kind in ("public", "follower"), pattern  # type: ignore[union-attr]


def test_a_followed_matter_stands_in_no_address() -> None:
    assert not [
        p for p in urlpatterns if "number" in str(p.pattern) and "check" not in str(p.pattern)
    ]
