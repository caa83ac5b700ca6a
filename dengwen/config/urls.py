"""All addresses: the portal at the root, the desk under /desk/, programs under /api/."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("desk/", include("dengwen.web.desk.urls")),
    path("api/", include("dengwen.web.api.urls")),
    path("", include("dengwen.web.portal.urls")),
]

handler400 = "dengwen.web.answers.bad_request"
handler403 = "dengwen.web.answers.forbidden"
handler404 = "dengwen.web.answers.not_found"
handler500 = "dengwen.web.answers.server_error"
