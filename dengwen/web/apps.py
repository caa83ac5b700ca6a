"""The web application 網頁: templates, template tags and the counters of the rate limit."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Django's handle on the web."""

    name = "dengwen.web"
    label = "web"
