"""The web process: granian serves `application`."""

from __future__ import annotations

import os
import signal

from dengwen.config import place, proxy, serve, waiting

if os.environ.get(serve.WEB_CHILD):
    serve.die_with_parent(signal.SIGKILL)  # or it would keep the port with nobody watching it
waiting.open_when_sound()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - Django must be set up first

application = proxy.behind(get_wsgi_application(), place.here().setting("DENGWEN_PROXY"))
