"""Addresses of the door for programs. None names a matter."""

from __future__ import annotations

from django.urls import path

from dengwen.web.api import views

app_name = "api"

urlpatterns = [
    path("services", views.services, name="services"),
    path("services/<str:code>", views.service, name="service"),
    path("requests", views.register_one, name="register"),
    path("requests/status", views.status, name="status"),
]
