"""A yardstick: django-helpdesk, in an environment of its own, on the same PostgreSQL settings.

Installed when it is first asked for, with its versions pinned; served by granian with as many
processes as ours, DEBUG off, its letters thrown away. A person opens the public form and sends it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench import calling
from bench.serving import WEB_PROCESSES, House, await_port, free_port

PINNED = ("django-helpdesk==2.6.1", "Django==5.2.7", "psycopg[binary]==3.3.2", "granian==2.5.4",
          "setuptools==80.9.0")  # fmt: skip
PLACE = Path(__file__).parent / "results" / "helpdesk"
"""The environment; git ignores it."""

SETTINGS = """
SECRET_KEY = "only for measuring"
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
    "django.contrib.sessions", "django.contrib.sites", "django.contrib.messages",
    "django.contrib.staticfiles", "django.contrib.humanize", "django_cleanup", "rest_framework",
    "helpdesk"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware"]
ROOT_URLCONF = "addresses"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
    "OPTIONS": {"context_processors": ["django.template.context_processors.debug",
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages"]}}]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "helpdesk",
    "HOST": HOST, "USER": USER, "PASSWORD": PASSWORD, "CONN_MAX_AGE": 60}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
STATIC_URL = "/static/"
SITE_ID = 1
USE_TZ = True
HELPDESK_TEAMS_MODE_ENABLED = False
HELPDESK_PUBLIC_ENABLED = True
HELPDESK_VIEW_A_TICKET_PUBLIC = True
HELPDESK_SUBMIT_A_TICKET_PUBLIC = True
HELPDESK_SHOW_CHANGE_PASSWORD = False
LOGIN_URL = "/login/"
"""
ADDRESSES = """
from django.urls import include, path
urlpatterns = [path("", include("helpdesk.urls"))]
"""
APPLICATION = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "house"
from django.core.wsgi import get_wsgi_application
application = get_wsgi_application()
"""
QUEUE = """
from helpdesk.models import Queue
Queue.objects.get_or_create(slug="q", defaults={"title": "Q", "allow_public_submission": True})
"""


def install() -> Path:
    """The environment's Python, installed unless it is there already."""
    python = PLACE / "bin" / "python"
    uv = [str(Path(sys.executable).parent / "uv")]
    mark = PLACE / "pinned"
    if not mark.exists() or mark.read_text(encoding="utf-8") != "\n".join(PINNED):
        subprocess.run([*uv, "venv", "-q", "--clear", str(PLACE)], check=True)
        subprocess.run([*uv, "pip", "install", "-q", "--python", str(python), *PINNED], check=True)
        mark.write_text("\n".join(PINNED), encoding="utf-8")
    return python


@contextmanager
def served(house: House) -> Iterator[tuple[int, list[psutil.Process]]]:
    """The helpdesk, running; its port and its processes."""
    python, project = install(), house.home / "helpdesk"
    project.mkdir()
    admin = house.server.admin
    where = {"HOST": admin["host"], "USER": admin["user"], "PASSWORD": admin["password"]}
    said = "".join(f"{name} = {value!r}\n" for name, value in where.items())
    for name, text in (("house", said + SETTINGS), ("addresses", ADDRESSES), ("app", APPLICATION)):
        (project / f"{name}.py").write_text(text, encoding="utf-8")
    with house.admin("postgres") as connection:
        connection.execute("CREATE DATABASE helpdesk")
    known = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "DJANGO"))}
    known |= {"PYTHONPATH": str(project), "DJANGO_SETTINGS_MODULE": "house"}
    manage = [str(python), "-m", "django"]
    subprocess.run([*manage, "migrate", "-v0"], env=known, check=True, cwd=project)
    subprocess.run([*manage, "shell", "-v0", "-c", QUEUE], env=known, check=True, cwd=project)
    port = free_port()
    program = [str(python), "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
               "--port", str(port), "--workers", str(WEB_PROCESSES), "--blocking-threads", "4",
               "--log-level", "error", "app:application"]  # fmt: skip
    process = subprocess.Popen(program, env=known, cwd=project, start_new_session=True)
    try:
        await_port(port)
        yield port, [psutil.Process(process.pid)]
    finally:
        process.terminate()
        process.wait(30)


FORM = {
    "queue": "1",
    "title": "安全出口上锁",
    "body": "三单元的安全出口晚上被锁住，物业多次劝阻无效，担心发生火灾，请尽快派人检查处理。",
    "priority": "3",
    "submitter_email": "lin@example.org",
}


async def person(port: int) -> list[float]:
    """Open the form, send it: one ticket."""
    import time
    from urllib.parse import urlencode

    line = await calling.call(port)
    status, _, _ = await line.ask("GET", "/tickets/submit/")
    assert status == 200, status
    body = urlencode(FORM | {"csrfmiddlewaretoken": line.cookies["csrftoken"]}).encode()
    begun = time.perf_counter()
    kind = "application/x-www-form-urlencoded"
    status, headers, page = await line.ask("POST", "/tickets/submit/", body, kind)
    assert status == 302, (status, page[:400])
    assert "ticket" in headers["location"], headers
    line.hang_up()
    return [time.perf_counter() - begun]
