"""What every page shows beside its own content: language, service name, sample mark."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from dengwen.errors import Fault
from dengwen.law import library
from dengwen.web import words

LANGUAGES = [
    ("zh-hant", "zh-Hant", "繁體"),
    ("zh-hans", "zh-Hans", "简体"),
    ("en", "en", "English"),
]
"""Django's code, HTML's code and the name of each language, in that language."""


def context(request: HttpRequest) -> dict[str, Any]:
    """The context of every template: `page`."""
    return {
        "page": {
            "lang": words.language(),
            "languages": LANGUAGES,
            "here": request.get_full_path(),
            "sample": bool(getattr(settings, "DENGWEN_SAMPLE", False)),
            "emergency": emergency(),
            "service": service(),
        }
    }


def service() -> str:
    """The name of the service that the pack is for; '' while no pack is installed."""
    try:
        return words.say(library.current().file.service)
    except Fault:
        return ""


def emergency() -> list[tuple[str, str]]:
    """The numbers to telephone in danger and what each is for, from the pack."""
    try:
        return [(n, words.say(use)) for n, use in library.current().file.emergency.items()]
    except Fault:
        return []
