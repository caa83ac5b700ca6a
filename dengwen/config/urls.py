"""All addresses: the portal at the root, the desk under /desk/."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("desk/", include("dengwen.web.desk.urls")),
    path("", include("dengwen.web.portal.urls")),
]
