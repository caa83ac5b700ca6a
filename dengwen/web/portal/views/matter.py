"""The page of a followed matter, its papers and files, and how each of its dates was reckoned."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dengwen import times
from dengwen.documents import issuing
from dengwen.errors import Fault, Undisclosed
from dengwen.files import store as files
from dengwen.law import library, outline
from dengwen.matters.actions.open import open_matter
from dengwen.matters.actions.serve import serve
from dengwen.matters.state import Document, Matter
from dengwen.people.actor import Actor
from dengwen.web import reckoning, words
from dengwen.web.guards import follower
from dengwen.web.portal import door, story


def opened(request: HttpRequest, purpose: str = "page") -> tuple[Actor, Matter]:
    """The visitor and their matter. Raises `Undisclosed` when it is no longer theirs."""
    actor = door.visitor(request.following)  # type: ignore[attr-defined]  # set by @follower
    return actor, open_matter(actor, actor.matter, purpose)


def told(request: HttpRequest) -> story.Story:
    """The story of the visitor's matter."""
    actor, matter = opened(request)
    return story.tell(matter, actor)


@follower
@require_safe
def matter(request: HttpRequest) -> HttpResponse:
    """Where it stands, what comes next, what has happened, what can be done."""
    shown = told(request)
    context = {
        "story": shown,
        "here": "follow",
        "statement": story.opened(shown.matter.statement),
        "subject": story.opened(shown.matter.subject),
        "answer": story.opened(shown.matter.answer),
        "reckoned": {clock.key: explanation(clock) for clock in shown.clocks},
    }
    return render(request, "portal/matter/matter.html", context)


def explanation(clock: story.Shown) -> reckoning.Reckoned | None:
    """How the clock's date was reckoned; None when that version of the law is not kept here."""
    try:
        return reckoning.of_clock(clock.clock.facts)
    except Fault:
        return None


@follower
@require_safe
def date(request: HttpRequest, key: str) -> HttpResponse:
    """How one date was reckoned, on a page of its own."""
    shown = told(request)
    clock = next((c for c in shown.clocks if c.key == key), None)
    if clock is None:
        raise Undisclosed
    context = {
        "story": shown,
        "clock": clock,
        "reckoned": explanation(clock),
        "facts": clock.clock.facts,
        "pack": packed(clock),
        "trigger": trigger(shown, clock),
        "here": "follow",
    }
    return render(request, "portal/matter/date.html", context)


def trigger(shown: story.Story, clock: story.Shown) -> str:
    """What set the clock going, in words."""
    teller = outline.Teller(shown.procedure, library.current(), words.language())
    return teller.trigger(clock.clock.facts.start_trigger)


def packed(clock: story.Shown) -> Any:
    """The pack under which the clock was reckoned, where it is still kept."""
    try:
        return library.by_hash(clock.clock.facts.pack.hash).file
    except Fault:
        return None


def document_of(matter: Matter, actor: Actor, document: str) -> Document:
    """A document of this matter that is for this visitor. Raises `Undisclosed` for any other."""
    found = matter.documents.get(document)
    if found is None or not story.addressed(found, actor):
        raise Undisclosed
    return found


@follower
@require_safe
def read_document(request: HttpRequest, document: str) -> HttpResponse:
    """Before a paper is opened: what opening it means."""
    shown = told(request)
    actor = door.visitor(request.following)  # type: ignore[attr-defined]
    paper = story.paper(document_of(shown.matter, actor, document), shown)
    party = shown.matter.parties[actor.party]
    context = {
        "story": shown,
        "paper": paper,
        "serves": party.electronic and not paper.served_on,
        "here": "follow",
    }
    return render(request, "portal/matter/document.html", context)


@follower
@require_POST
def receive_document(request: HttpRequest, document: str) -> HttpResponse:
    """The person opens a paper they agreed to get electronically: that serves it, today."""
    actor, matter = opened(request, "document")
    found = document_of(matter, actor, document)
    if matter.parties[actor.party].electronic and found.served_on(actor.party) is None:
        today = times.today(library.current().file.time_zone)
        serve(actor, matter.number, document, actor.party, "electronic", today)
    return redirect("portal:document_pdf", document)


@follower
@require_safe
def document_pdf(request: HttpRequest, document: str) -> HttpResponse:
    """The paper itself, once it was served; before that, the page that tells what opening means."""
    actor, matter = opened(request, "document")
    found = document_of(matter, actor, document)
    if found.served_on(actor.party) is None:
        return redirect("portal:document", document)
    try:
        pdf = issuing.open_document(matter.stream, document)
    except LookupError:
        raise Undisclosed from None
    return download(pdf, "application/pdf", f"{found.number or document}.pdf")


@follower
@require_safe
def file(request: HttpRequest, file: str) -> HttpResponse:
    """A file that this visitor added."""
    actor, matter = opened(request, "file")
    found = matter.files.get(file)
    if found is None or found.party != actor.party:
        raise Undisclosed
    try:
        data, kind = files.open_shown(file)
    except LookupError:
        raise Undisclosed from None
    return download(data, kind, story.opened(found.name) or file)


def download(data: bytes, kind: str, name: str) -> HttpResponse:
    """Bytes to be saved, never run: the browser is told not to guess."""
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
