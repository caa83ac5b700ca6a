"""The web process: granian serves `application`."""

from __future__ import annotations

from dengwen.config import start

start.setup(checked=True)

from django.core.wsgi import get_wsgi_application  # noqa: E402 - Django must be set up first

application = get_wsgi_application()
