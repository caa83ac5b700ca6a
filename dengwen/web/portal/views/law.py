"""The law as it runs here 法規與程序: each procedure drawn and told, with its citations."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dengwen.errors import Undisclosed
from dengwen.law import library, outline
from dengwen.law import show as drawing
from dengwen.web import words
from dengwen.web.guards import public


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The procedures that run here, and the instruments they rest on."""
    pack = library.current()
    context = {
        "pack": pack.file,
        "procedures": [library.procedure(name) for name in pack.procedures],
        "instruments": [instrument(name) for name in pack.file.instruments],
        "here": "law",
    }
    return render(request, "portal/law/index.html", context)


def instrument(name: str) -> dict[str, Any]:
    """A statute with its title, its days in force and what was read of it."""
    spec = library.current().file.instruments[name]
    return {
        "title": words.say(spec.title),
        "from": spec.in_force.from_,
        "to": spec.in_force.to,
        "source": spec.source,
        "note": words.say(spec.note),
    }


@public
@require_safe
def show(request: HttpRequest, name: str) -> HttpResponse:
    """One procedure: drawn, and every step, clock, document and remedy with its articles."""
    pack = library.current()
    if name not in pack.procedures:
        raise Undisclosed
    procedure = library.procedure(name)
    teller = outline.Teller(procedure, pack, words.language())
    context: dict[str, Any] = {
        "procedure": procedure,
        "pack": pack.file,
        "drawing": drawing.svg(procedure, pack, words.language()),
        "sections": [section for section in teller.sections() if section.items],
        "here": "law",
    }
    return render(request, "portal/law/procedure.html", context)
