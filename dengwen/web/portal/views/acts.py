"""What the person does in their own matter: answer, add, take a step, rate, take a remedy."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dengwen.errors import Refusal, Undisclosed
from dengwen.matters.actions.add import add
from dengwen.matters.actions.ask import answer
from dengwen.matters.actions.rate import rate
from dengwen.matters.actions.take import take
from dengwen.web import words
from dengwen.web.desk import fields as pack_fields
from dengwen.web.guards import follower
from dengwen.web.portal import door, drafts, receipts, sending, speak, story, uploads
from dengwen.web.portal.views.matter import opened, told

BOTH = ["GET", "HEAD", "POST"]


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form sent, even when that is nothing; None while it is only looked at."""
    return request.POST if request.method == "POST" else None


def page(
    request: HttpRequest,
    shown: story.Story,
    form: forms.BaseForm,
    heading: str,
    button: str,
    **more: Any,
) -> HttpResponse:
    """A page with one form about the matter."""
    context = {
        "story": shown,
        "form": form,
        "heading": heading,
        "button": button,
        "here": "follow",
        **more,
    }
    status = 422 if form.errors else 200
    return render(request, "portal/matter/act.html", context, status=status)


def attempt(form: forms.BaseForm, do: Callable[[], Any]) -> bool:
    """Do it; a refusal becomes an error of the form, at its field where it has one."""
    try:
        do()
    except Undisclosed:
        raise
    except Refusal as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, f"{words.reason(refusal)} {words.mend(refusal)}".strip())
        return False
    return True


@follower
@require_http_methods(BOTH)
def answer_question(request: HttpRequest, question: str) -> HttpResponse:
    """Answer a question that the service asked."""
    shown = told(request)
    asked = next((q for q in shown.questions if q.id == question), None)
    if asked is None:
        raise Undisclosed
    form = speak.Words(_("Your answer"), "", posted(request))
    actor = door.visitor(request.following)  # type: ignore[attr-defined]
    if form.is_valid() and attempt(
        form, lambda: answer(actor, actor.matter, question, form.cleaned_data["text"])
    ):
        return redirect("portal:matter")
    return page(
        request,
        shown,
        form,
        _("We asked you something"),
        _("Send the answer"),
        quoted=story.opened(asked.text),
    )


@follower
@require_http_methods(BOTH)
def add_more(request: HttpRequest) -> HttpResponse:
    """Add words or files."""
    actor, matter = opened(request)
    form = speak.Add(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: put(form, actor)):
        return redirect("portal:matter")
    return page(request, story.tell(matter, actor), form, _("Add something"), _("Add it"))


@transaction.atomic
def put(form: speak.Add, actor: Any) -> None:
    """The files and the words: all of it, or nothing."""
    uploads.attach(actor, form.cleaned_data["files"])
    if form.cleaned_data["text"]:
        add(actor, actor.matter, form.cleaned_data["text"])


@follower
@require_http_methods(BOTH)
def take_step(request: HttpRequest, step: str) -> HttpResponse:
    """A step of the procedure that is the person's to take, such as withdrawing."""
    shown = told(request)
    act = next((a for a in shown.acts if a.step_id == step), None)
    if act is None:
        raise Undisclosed
    actor = door.visitor(request.following)  # type: ignore[attr-defined]
    form = pack_fields.PackForm(act.step.needs, pack_fields.Choices(), words.say, posted(request))
    if form.is_valid() and attempt(
        form, lambda: take(actor, actor.matter, step, form.answers(), party=actor.party)
    ):
        return redirect("portal:matter")
    return page(
        request,
        shown,
        form,
        words.say(act.step.verb),
        words.say(act.step.label),
        quoted=words.say(act.step.hint),
        basis=act.step.basis,
        warning=act.step.ends,
    )


@follower
@require_http_methods(BOTH)
def rate_matter(request: HttpRequest) -> HttpResponse:
    """Say what one thinks of how it was handled; a low number is answered with the remedies."""
    shown = told(request)
    if not shown.may_rate:
        return redirect("portal:matter")
    form = speak.Rate(posted(request))
    actor = door.visitor(request.following)  # type: ignore[attr-defined]
    if form.is_valid():
        said = form.cleaned_data
        if attempt(form, lambda: rate(actor, actor.matter, said["score"], said["comment"])):
            return redirect("portal:rated" if said["score"] <= story.UNHAPPY else "portal:matter")
    return page(request, shown, form, _("What do you think of us?"), _("Send"))


@follower
@require_http_methods(["GET", "HEAD"])
def rated(request: HttpRequest) -> HttpResponse:
    """After a low rating: the remedies still open and the supervisor, each with one press."""
    actor, matter = opened(request)
    if matter.rating is None:
        return redirect("portal:matter")
    context = {
        "story": story.tell(matter, actor),
        "comment": story.opened(matter.rating.comment),
        "asked_at": matter.attention.get(actor.party),
        "press": secrets.token_urlsafe(24),
        "here": "follow",
    }
    return render(request, "portal/matter/rated.html", context)


@follower
@require_http_methods(BOTH)
def remedy(request: HttpRequest, remedy: str, document: str) -> HttpResponse:
    """Take a remedy while its time runs: a new matter, with a receipt of its own."""
    shown = told(request)
    found = next(
        (r for r in shown.remedies if r.remedy_id == remedy and r.document.id == document), None
    )
    if found is None:
        raise Undisclosed
    actor = door.visitor(request.following)  # type: ignore[attr-defined]
    press = request.POST.get("press") or secrets.token_urlsafe(24)
    form = speak.Words(
        _("What is wrong with the decision, and what do you ask for?"),
        _("Say what was overlooked or wrong, and what should be decided instead."),
        posted(request),
    )
    held = drafts.open_for(request)
    if request.method == "POST":
        with held.alone():
            if receipts.is_of(held, press) or (
                form.is_valid()
                and attempt(form, lambda: sending.challenge(held, actor, found, form, press))
            ):
                response = redirect("portal:sent")
                drafts.keep(response, held)
                return response
    context = {
        "remedy": found,
        "reason": story.refusal_words(found.refusal),
        "press": press,
    }
    return page(
        request,
        shown,
        form,
        words.say(found.remedy.label),
        _("Send and get a receipt"),
        quoted=words.say(found.remedy.hint),
        basis=found.remedy.basis,
        **context,
    )
