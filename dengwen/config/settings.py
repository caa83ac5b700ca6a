"""Django's settings 設定. Importable with no database up; strict unless a line says why not."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF

from dengwen.config import database, place, serve

HERE = place.here()
DENGWEN_HOME = HERE.home
DENGWEN_PACK = Path(HERE.setting("DENGWEN_PACK", str(place.REPOSITORY / "packs" / "cn-fire")))
DENGWEN_MASTER_KEY_FILE = Path(
    HERE.setting("DENGWEN_MASTER_KEY_FILE", str(HERE.keys / "master.key"))
)
DENGWEN_FILES = HERE.files
# Set from the database's mark of birth at start: every page of a sample or drill says so.
DENGWEN_KIND = ""
DENGWEN_SAMPLE = False
# While a process may not begin yet, it answers every page with "away".
DENGWEN_CLOSED = False

# Before `dengwen init` has drawn the key, a fresh one serves: nothing can be signed in with yet.
SECRET_KEY = HERE.known_secret("session.key") or secrets.token_urlsafe(48)
DEBUG = False
ALLOWED_HOSTS = HERE.setting("DENGWEN_HOSTS", "localhost 127.0.0.1 [::1]").split()
ROOT_URLCONF = "dengwen.config.urls"
WSGI_APPLICATION = "dengwen.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "dengwen.ledger",
    "dengwen.people",
    "dengwen.matters",
    "dengwen.intake",
    "dengwen.documents",
    "dengwen.files",
    "dengwen.delivery",
    "dengwen.web",
]

MIDDLEWARE = [
    "dengwen.web.middleware.Headers",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "dengwen.web.middleware.Answers",
    "django.middleware.common.CommonMiddleware",
    "dengwen.web.middleware.CleanInput",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dengwen.web.page.context",
            ],
        },
    }
]

DATABASES = {"default": database.django_settings(HERE)}
if os.environ.get(serve.WEB_CHILD):  # a person waits behind every statement
    DATABASES["default"]["ENGINE"] = "dengwen.config.patient"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Languages and time: instants are UTC inside; pages show them in the pack's time zone.
LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", "繁體中文"), ("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [str(place.REPOSITORY / "dengwen" / "web" / "locale")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = str(HERE.static)
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
# Files under a stamp of their content never change.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/[0-9a-f]{12}/"

# Signing in. argon2id only: a stolen table of hashes must cost as much as can be.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Behind TLS (DENGWEN_TLS=1) cookies are for TLS only; the laptop's loopback address has none.
_TLS = HERE.setting("DENGWEN_TLS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = _TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _TLS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _TLS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "dengwen.web.answers.forged"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# What one request may bring. A file's own cap is in dengwen.files; this is the whole of a form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 12
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# The address at which the public reaches the site; it stands on receipts and papers.
DENGWEN_ADDRESS = HERE.setting("DENGWEN_ADDRESS", "http://127.0.0.1:8119").rstrip("/")

# Letters go out where a host is named; without one they are written to files nobody sends.
EMAIL_HOST = HERE.setting("DENGWEN_EMAIL_HOST", "")
EMAIL_PORT = int(HERE.setting("DENGWEN_EMAIL_PORT", "25"))
EMAIL_HOST_USER = HERE.setting("DENGWEN_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = HERE.setting("DENGWEN_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = HERE.setting("DENGWEN_EMAIL_TLS", "") == "1"
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = HERE.setting(
    "DENGWEN_EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "dengwen.delivery.simulated.MailBackend",
)
DEFAULT_FROM_EMAIL = HERE.setting("DENGWEN_EMAIL_FROM", "dengwen@localhost")
DENGWEN_SMS_URL = HERE.setting("DENGWEN_SMS_URL", "")
DENGWEN_SMS_TOKEN = HERE.setting("DENGWEN_SMS_TOKEN", "")

# Mail is fetched from `maildir:/path` or `imaps://user@host/folder`; from nowhere unless named.
DENGWEN_MAIL = HERE.setting("DENGWEN_MAIL", "")
DENGWEN_MAIL_PASSWORD = HERE.setting("DENGWEN_MAIL_PASSWORD", "")

# Django's own error mails and request logs could carry what people wrote: none of them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "dengwen": {"level": "INFO"},
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}
