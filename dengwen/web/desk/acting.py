"""Working on one matter: it is opened once a request, with its procedure and how things are called.

`open_for` is the desk's only way to a matter. It raises `Undisclosed` for whoever is barred, which
is answered exactly as a number that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dengwen.errors import Refusal
from dengwen.law import procedure as law
from dengwen.matters.actions import lists
from dengwen.matters.actions.case import law_of
from dengwen.matters.actions.open import open_matter
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor
from dengwen.web import words as say_it
from dengwen.web.desk import choices, duties, fields, names, notices, pages, reading, telling, words
from dengwen.web.words import say


@dataclass
class At:
    """A reader at a matter."""

    actor: Actor
    matter: Matter
    procedure: law.Procedure

    @cached_property
    def names(self) -> words.Names:
        """How everything in the matter is called."""
        return names.for_matter(self.matter, self.procedure)

    @cached_property
    def head(self) -> reading.Head:
        """The top of the page."""
        return reading.head(self.matter, self.procedure, self.names)

    @cached_property
    def may(self) -> set[str]:
        """What the reader may read: content, identity."""
        return reading.may(self.actor, self.matter)

    @cached_property
    def choices(self) -> fields.Choices:
        """What forms about this matter offer."""
        return choices.for_matter(self.matter, self.procedure, self.names)


def open_for(actor: Actor, number: str, purpose: str) -> At:
    """The matter, opened and its reading recorded. Raises `Undisclosed`."""
    matter = open_matter(actor, number, purpose)
    return At(actor, matter, law_of(matter).procedure)


@dataclass(frozen=True)
class Done:
    """What is told after an act: a line, a secret to hand over once, whether one sees it still."""

    told: str
    secret: str = ""
    leaves: bool = False


@dataclass
class Task:
    """One thing to be done on a page of its own: its words, its form, and what doing it is."""

    heading: str
    button: str
    form: forms.Form | None
    run: Callable[[], Done]
    hint: str = ""
    basis: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    previews: tuple[dict[str, str], ...] = ()
    step_id: str = ""
    warning: bool = False
    unverified: bool = False
    proposal: dict[str, Any] | None = None
    watched: bool = False  # what is written here comes before the eyes of a person …
    advice: list[Any] | None = None  # … and this is what could be said more kindly; None: not asked


def perform(request: HttpRequest, at: At, task: Task) -> HttpResponse:
    """Show the task's page, or do it. What was typed is kept whatever stands in the way."""
    if request.method != "POST" or task.form is None:
        return page(request, at, task)
    if stale(request, at):
        return page(request, at, task, changed=since(request, at), status=409)
    if not task.form.is_valid():
        return page(request, at, task, status=422)
    try:
        done = task.run()
    except Refusal as refusal:
        return refused(request, at, task, refusal)
    return after(request, at.matter.number, done)


def after(request: HttpRequest, number: str, done: Done) -> HttpResponse:
    """Where an act leads: back to the matter, to the inbox where one may not see it any more, or
    to the page that shows a secret once."""
    if done.secret:
        shown = {"number": number, "told": done.told, "secret": done.secret}
        return pages.show(request, "desk/secret.html", shown, room="home")
    gone = done.leaves or not lists.visible(pages.actor(request)).filter(number=number).exists()
    notices.leave(request, done.told, "" if gone else number)
    return redirect("desk:home") if gone else redirect("desk:matter", number)


def refused(request: HttpRequest, at: At, task: Task, refusal: Refusal) -> HttpResponse:
    """The task's page again with the reason: at its field where it belongs to one."""
    form = task.form
    if form is not None and refusal.field in form.fields:
        form.add_error(refusal.field, say_it.reason(refusal))
        return page(request, at, task, status=refusal.status)
    return page(request, at, task, refusal=refusal, status=refusal.status)


def page(
    request: HttpRequest,
    at: At,
    task: Task,
    *,
    refusal: Refusal | None = None,
    changed: list[telling.Told] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a task, beside the matter in brief."""
    open_clocks = [
        d
        for d in duties.duties(at.matter, at.procedure, at.names)
        if d.open and not d.owed_by_person
    ]
    context = {
        "m": at.head,
        "clocks": open_clocks[:4],
        "said": reading.said(at.matter, at.procedure, at.names),
        "changed": changed,
        "refusal": reason(refusal) if refusal else None,
        **{k: getattr(task, k) for k in Task.__dataclass_fields__ if k != "run"},
        "basis": say_it.cites(task.basis),
    }
    return pages.show(request, "desk/step.html", context, room="home", status=status)


def reason(refusal: Refusal) -> dict[str, Any]:
    """A refusal in words, for the top of a page."""
    return {
        "reason": say_it.reason(refusal),
        "mend": say_it.mend(refusal),
        "basis": say_it.cites(refusal.basis),
    }


def seen_version(request: HttpRequest) -> int:
    """The version of the matter that the page showed; 0 where the form does not say."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def stale(request: HttpRequest, at: At) -> bool:
    """Whether someone else acted between the page and the button."""
    return seen_version(request) != at.matter.version


def since(request: HttpRequest, at: At) -> list[telling.Told]:
    """What happened in the matter since the page was shown."""
    known = seen_version(request)
    told = reading.lines(at.matter, at.procedure, at.names, reading.linked(at.matter, at.actor))
    return [line for line in told if line.version > known][:8]


def label(spec: Any) -> str:
    """The label of a pack structure in the reader's language."""
    return say(spec.label)
